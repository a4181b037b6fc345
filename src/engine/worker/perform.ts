import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, PipelineError, refuse } from '../../diagnostics/diagnostic.ts';
import { makeFolder } from '../store/durable.ts';
import { layoutOf } from '../store/layout.ts';
import { publishObjects, seal, setAside } from '../store/objects.ts';
import { type OutputRecord, publishRecord, type ResultRecord } from '../store/records.ts';
import { hashFile } from '../store/statMemo.ts';
import type { ActionFile } from './actionFile.ts';
import { runCommand } from './command.ts';
import { artifactsOf } from './inputs.ts';
import { runModule } from './module.ts';
import type { WrittenOutputs } from './outputs.ts';

/** Digest of the table encoder in this program; `npm run build` writes it in. */
declare const ENCODER_DIGEST: string;

/** Runs an action in its private folder, checks what it wrote, and publishes objects and record (docs/promises.md 3.2). */
export async function performAction(action: ActionFile): Promise<void> {
  if (action.encoder !== ENCODER_DIGEST) refuse('E306', 'the programs of the engine were rebuilt during the run', { hint: 'run again' });
  const startedAt = new Date();
  makeFolder(join(action.attempt, 'out'));
  makeFolder(action.scratch);
  refuseDamaged(action);
  const written = action.code.kind === 'bundle' ? await runModule(action, action.code.path) : await runCommand(action, action.code);
  refuseIncomplete(action, written);
  refuseMovedInputs(action);
  publish(action, written, startedAt);
  writeFileSync(join(action.attempt, 'published'), '');
}

/**
 * What comes from the store is hashed before it is used: the bundle that runs and the artifacts that it reads. A damaged one is set
 * aside, so that the next run makes it again, whatever its memo says.
 */
function refuseDamaged(action: ActionFile): void {
  const layout = layoutOf(action.root);
  const { code } = action;
  const artifacts = artifactsOf(action);
  const used = [...artifacts, ...(code.kind === 'bundle' ? [code] : code.files)];
  const damaged = used.filter(({ path, digest }) => digestNow(path) !== digest);
  for (const { path } of damaged) setAside(layout, path);
  if (damaged.length === 0) return;
  refuse('E603', `stage ${action.stage} cannot use ${damaged.length} of the ${used.length} files that it reads from the store: damaged`, {
    expected: 'files whose content is what their name says',
    hint: 'run again: damaged files were set aside under artifacts/.store/kept and are made anew',
    details: damaged.map(({ digest }) => digest),
  });
}

function refuseIncomplete(action: ActionFile, written: WrittenOutputs): void {
  const missing = Object.keys(action.outputs).filter((name) => !written.has(name));
  if (missing.length === 0) return;
  throw new PipelineError(
    missing.map((name) => ({
      code: 'E402' as const,
      severity: 'error' as const,
      message: `stage ${action.stage} ended without writing its output "${name}"`,
      hint: `write outputs.${name} in the stage, or take it out of pipeline.yaml`,
    })),
  );
}

/** Inputs are hashed again: what moved while the stage ran may have been read half old and half new. */
function refuseMovedInputs(action: ActionFile): void {
  const moved: Diagnostic[] = [];
  const check = (path: string, name: string, digest: string): void => {
    if (digestNow(path) === digest) return;
    moved.push({
      code: 'E306',
      severity: 'error',
      message: `${name} changed while stage ${action.stage} was reading it; nothing was recorded`,
      hint: 'run again when nobody writes to it',
    });
  };
  for (const [name, input] of Object.entries(action.inputs)) {
    const sources = input.kind === 'source' ? [input] : input.kind === 'sources' ? input.sources : [];
    for (const { files } of sources) for (const file of files) check(file.path, file.name, file.sha256);
    if (input.kind === 'one') check(input.artifact.path, `input ${name}`, input.artifact.digest);
    if (input.kind === 'gathered') for (const { artifact } of input.parts) check(artifact.path, `input ${name}`, artifact.digest);
  }
  if (moved.length > 0) throw new PipelineError(moved);
}

/** Null if it has gone or cannot be read any more. */
function digestNow(path: string): string | null {
  try {
    return hashFile(path);
  } catch {
    return null;
  }
}

function publish(action: ActionFile, written: WrittenOutputs, startedAt: Date): void {
  const layout = layoutOf(action.root);
  const names = Object.keys(action.outputs).sort();
  const candidates = seal(names.map((name) => (written.get(name) as { path: string }).path));
  publishObjects(layout, candidates);
  const outputs: Record<string, OutputRecord> = {};
  for (const [position, name] of names.entries()) {
    const { digest, bytes } = candidates[position] as { digest: string; bytes: number };
    const { format, contract } = action.outputs[name] as { format: OutputRecord['format']; contract: string };
    outputs[name] = { digest, bytes, format, contract, rows: written.get(name)?.rows ?? null };
  }
  const record: ResultRecord = {
    key: action.key,
    instance: action.instance,
    ingredients: action.ingredients,
    outputs,
    codeFiles: action.codeFiles,
    circumstance: {
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      node: process.version,
    },
  };
  const published = publishRecord(layout, record, join(action.attempt, 'record.json'), action.replace);
  if (published.kind === 'different') {
    console.log(
      `warning: the same action made other outputs before (${Object.keys(published.before.outputs).join(', ')}): the stage is not deterministic`,
    );
  }
}
