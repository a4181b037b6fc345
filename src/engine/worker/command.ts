import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Columns } from '../../tables/columns.ts';
import type { Contract, Json } from '../types.ts';
import type { ActionFile, ActionInput } from './actionFile.ts';
import { decodeArtifact, inputTableFinder } from './inputs.ts';
import { OutputWriter, type WrittenOutputs } from './outputs.ts';

/**
 * Runs a stage that is a shell command. `${inputs.x}`, `${outputs.y}`, `${params.a.b}` and `${each.member}` are
 * replaced by quoted words, so that no value can become a second command; gathered inputs become several words.
 */
export async function runCommand(action: ActionFile, command: string): Promise<WrittenOutputs> {
  const { quote, $ } = await import('zx');
  const writer = new OutputWriter(action, inputTableFinder(action));
  const words = wordsOf(action, writer);
  const script = command.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    const values = words.get(name.trim());
    if (values === undefined)
      return refuse('E204', `the command of stage ${action.stage} names \${${name}}, which the stage does not declare`);
    return values.map(quote).join(' ');
  });
  const shell = $({ cwd: action.root, stdio: ['ignore', 'inherit', 'inherit'], nothrow: true, quote, prefix: 'set -euo pipefail;' });
  const { exitCode, signal } = await shell([script] as unknown as TemplateStringsArray);
  if (exitCode !== 0)
    refuse('E501', `the command of stage ${action.stage} ended with ${signal ?? `exit code ${exitCode}`}`, { excerpt: script });
  await acceptOutputs(action, writer);
  return writer.written;
}

/** Every name that a command may use, with its words. */
function wordsOf(action: ActionFile, writer: OutputWriter): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, readonly string[]>();
  for (const [name, input] of Object.entries(action.inputs)) words.set(`inputs.${name}`, filesOf(action, name, input));
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

/** Files of an input. Objects of the store have no ending, which programs go by, so they are linked under a readable name. */
function filesOf(action: ActionFile, name: string, input: ActionInput): readonly string[] {
  switch (input.kind) {
    case 'absent':
      return [];
    case 'source':
      return input.files.map(({ path }) => path);
    case 'one':
      return [linked(action, `${name}.${input.artifact.format}`, input.artifact.path)];
    case 'gathered':
      return input.parts.map(({ artifact }, position) => linked(action, `${name}-${position + 1}.${artifact.format}`, artifact.path));
  }
}

function linked(action: ActionFile, name: string, object: string): string {
  const folder = join(action.attempt, 'in');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  try {
    linkSync(object, path);
  } catch {
    copyFileSync(object, path);
  }
  return path;
}

async function acceptOutputs(action: ActionFile, writer: OutputWriter): Promise<void> {
  for (const [name, output] of Object.entries(action.outputs)) {
    const path = writer.pathOf(output);
    if (!existsSync(path)) continue; // told as a missing output
    const contract = action.contracts[output.contract] as Contract;
    const content = await decodeArtifact(contract, readFileSync(path), output.format, output.file);
    await writer.accept(name, contract.kind === 'table' ? (content as Columns) : null, content);
  }
}
