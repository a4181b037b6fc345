import { spawn } from 'node:child_process';
import { constants, copyFileSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Columns } from '../../tables/columns.ts';
import { parseCommand, scriptOf } from '../commandTemplate.ts';
import { ATTEMPT_VARIABLE, endLeftovers } from '../store/leftovers.ts';
import type { Json } from '../types.ts';
import type { ActionFile } from './actionFile.ts';
import { commandEnvironment, STAGE_PATH } from './environment.ts';
import { decodeArtifact, inputTableFinder } from './inputs.ts';
import { OutputWriter, type WrittenOutputs } from './outputs.ts';
import { makeWorkFolder, type WorkFolder } from './workFolder.ts';

/** 128 + SIGPIPE: a program of a pipeline wrote to one that had ended. */
const BROKEN_PIPE = 141;
const BROKEN_PIPE_HINT =
  'a later program of a pipeline ended before it had read everything (as `head` does), which counts as a failure (pipefail); read to the end, or write `( ... || true ) | head`';
/** What bash ends with where it does not find a program. */
const NO_PROGRAM = 127;
const NO_PROGRAM_HINT = `a stage finds programs in ${STAGE_PATH}; for one that lies elsewhere declare \`environment: [PATH]\``;
const UNSEEN_FILES_HINT =
  'if it misses a file: a command sees its inputs and the files of its `code`; `pipeline validate` names others that it mentions';

interface BashResult {
  readonly code: number | null;
  readonly signal: string | null;
}

type CommandCode = Extract<ActionFile['code'], { kind: 'command' }>;

/**
 * Runs a stage that is a shell command. `${inputs.x}`, `${outputs.y}`, `${params.a.b}` and `${each.member}` become variables of the
 * shell, so that no value can become code (docs/promises.md 8.5). The script is a file: there is no limit to what it names.
 */
export async function runCommand(action: ActionFile, { command, files }: CommandCode): Promise<WrittenOutputs> {
  const writer = new OutputWriter(action, inputTableFinder(action));
  const folder = makeWorkFolder(action, files);
  const words = wordsOf(action, folder, writer);
  const script = scriptOf(parseCommand(command), (name) => {
    const known = words.get(name);
    return known ?? refuse('E204', `the command of stage ${action.stage} names \${${name}}, which the stage does not declare`);
  });
  const file = join(action.attempt, 'command.sh');
  writeFileSync(file, script);
  const { code, signal } = await bash(file, folder, action);
  for (const name of endLeftovers(action.attempt)) console.log(`warning: the command left ${name} running; it was ended`);
  if (code !== 0) {
    refuse('E501', `the command of stage ${action.stage} ended with ${signal ?? `exit code ${code}`}`, {
      excerpt: command,
      hint: code === BROKEN_PIPE ? BROKEN_PIPE_HINT : code === NO_PROGRAM ? NO_PROGRAM_HINT : UNSEEN_FILES_HINT,
    });
  }
  await acceptOutputs(action, writer);
  return writer.written;
}

/** Runs a script in the private folder; a command that fails ends it, in the middle of a pipeline too. */
function bash(file: string, { path }: WorkFolder, action: ActionFile): Promise<BashResult> {
  const env = { ...commandEnvironment(action.environment), [ATTEMPT_VARIABLE]: basename(action.attempt) };
  const child = spawn('bash', ['-euo', 'pipefail', file], { cwd: path, env, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** Every name that a command may use, with its words. */
function wordsOf(action: ActionFile, { inputs }: WorkFolder, writer: OutputWriter): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  for (const [name, files] of inputs) words.set(`inputs.${name}`, files);
  for (const [name, output] of Object.entries(action.outputs)) words.set(`outputs.${name}`, [writer.pathOf(output)]);
  for (const [path, value] of Object.entries(action.params)) addParameter(words, `params.${path}`, value);
  for (const [name, value] of Object.entries(action.each)) words.set(`each.${name}`, [String(value)]);
  return words;
}

function addParameter(words: Map<string, readonly string[]>, name: string, value: Json): void {
  if (Array.isArray(value)) words.set(name, value.map(asWord));
  else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value as { readonly [key: string]: Json })) addParameter(words, `${name}.${key}`, inner);
  } else words.set(name, [asWord(value)]);
}

function asWord(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function acceptOutputs(action: ActionFile, writer: OutputWriter): Promise<void> {
  for (const [name, output] of Object.entries(action.outputs)) {
    const path = ownCopy(action, name, output.file);
    if (path === null) continue; // reported as a missing output
    const contract = action.contracts[output.contract]!;
    const content = await decodeArtifact(contract, readFileSync(path), output.format, output.file);
    await writer.accept(name, path, contract.kind === 'table' ? (content as Columns) : null, content);
  }
}

/**
 * What a command wrote, as a file of the engine's own: a link would leave somebody else's file in the store, and a process that was
 * left behind may have the written file open. Null where it wrote nothing.
 */
function ownCopy(action: ActionFile, name: string, file: string): string | null {
  const written = join(action.attempt, 'out', file);
  if (lstatSync(written, { throwIfNoEntry: false }) === undefined) return null;
  if (statSync(written, { throwIfNoEntry: false })?.isFile() !== true) {
    refuse('E402', `stage ${action.stage} left something else than a file as its output "${name}"`, {
      expected: `a file at \${outputs.${name}}, not a folder, a pipe, or a link that leads nowhere`,
    });
  }
  const folder = join(action.attempt, 'own');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, file);
  copyFileSync(written, path, constants.COPYFILE_FICLONE);
  return path;
}
