import { pathToFileURL } from 'node:url';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { StageContext, StageMessage, StageModule } from '../stage.ts';
import type { Json } from '../types.ts';
import type { ActionFile } from './actionFile.ts';
import { inputTableFinder, stageInputs } from './inputs.ts';
import { OutputWriter, type WrittenOutputs } from './outputs.ts';

/** Runs a stage module with the inputs, parameters and outputs that it declared, and nothing else. */
export async function runModule(action: ActionFile, bundle: string): Promise<WrittenOutputs> {
  const module = (await import(pathToFileURL(bundle).href)) as Partial<StageModule>;
  if (typeof module.run !== 'function') {
    refuse('E207', `the module of stage ${action.stage} does not export a function "run"`, {
      expected: 'export async function run(context) { ... }',
    });
  }
  const writer = new OutputWriter(action, inputTableFinder(action));
  const outputs = Object.fromEntries(
    Object.keys(action.outputs).map((name) => [name, { write: (content: unknown) => writer.write(name, content) }]),
  );
  const context: StageContext = {
    params: nested(action.params),
    inputs: stageInputs(action),
    outputs,
    each: action.each,
    scratch: action.scratch,
    backend: action.backend,
    cores: action.cores,
    memoryBytes: action.memoryBytes,
    log: (line) => console.log(line),
    note: (line) => {
      console.log(line);
      tell({ note: line });
    },
    progress: (progress) => tell({ progress }),
  };
  await module.run(context);
  return writer.written;
}

/** `{'model.latent': 8}` becomes `{model: {latent: 8}}`. */
export function nested(params: Readonly<Record<string, Json>>): Json {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(params)) {
    const names = path.split('.');
    let node = root;
    for (const name of names.slice(0, -1)) {
      if (!Object.hasOwn(node, name)) setOwn(node, name, {});
      node = node[name] as Record<string, unknown>;
    }
    setOwn(node, names.at(-1)!, value);
  }
  return root as Json;
}

/** A parameter may be called `constructor` or `__proto__`: it is a property of its own and nothing else. */
function setOwn(node: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(node, name, { value, writable: true, enumerable: true, configurable: true });
}

function tell(message: StageMessage): void {
  process.send?.(message);
}
