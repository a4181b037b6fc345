import { refuse } from '../diagnostics/diagnostic.ts';
import type { TensorflowBackend } from './tensorflow/backends.ts';
import type { EngineOf } from './training/engine.ts';

export const BACKENDS = ['kernel', 'wasm', 'cpu', 'node', 'node-gpu', 'webgpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** A backend on this machine. */
export interface BackendState {
  readonly name: BackendName;
  readonly about: string;
  /** Same seed, same bits: on every run and machine. */
  readonly reproducible: boolean;
  readonly available: boolean;
  /** Why it is not available. */
  readonly reason?: string;
}

/** A backend that is loaded and set, and the engine on it. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly reproducible: boolean;
  /** Cores that it may use. */
  readonly threads: number;
  readonly engineOf: EngineOf;
}

interface Backend {
  readonly about: string;
  readonly reproducible: boolean;
  /** Imports what it takes; throws where that is not there. @param threads cores, where it can use several. */
  load(threads: number): Promise<EngineOf>;
}

const REGISTRY: Readonly<Record<BackendName, Backend>> = {
  kernel: { about: 'our own kernel in WebAssembly SIMD', reproducible: true, load: loadKernel },
  wasm: tensorflow('wasm', 'TensorFlow.js on WebAssembly, one core', true),
  cpu: tensorflow('cpu', 'TensorFlow.js in plain JavaScript, for tests'),
  node: tensorflow('node', 'TensorFlow library for the CPU (@tensorflow/tfjs-node)'),
  'node-gpu': tensorflow('node-gpu', 'TensorFlow library for CUDA (@tensorflow/tfjs-node-gpu)'),
  webgpu: tensorflow('webgpu', 'any GPU through Dawn (webgpu, @tensorflow/tfjs-backend-webgpu)'),
};

/** What `--backend` may name here. Those of optional packages are tried by importing them; a failure means "not there". */
export async function listBackends(): Promise<BackendState[]> {
  const states: BackendState[] = [];
  for (const name of BACKENDS) {
    const { about, reproducible } = REGISTRY[name];
    const loaded = await tryToLoad(name, 1);
    states.push({ name, about, reproducible, ...('reason' in loaded ? { available: false, reason: loaded.reason } : { available: true }) });
  }
  return states;
}

/**
 * Loads a backend and sets it. 'auto' is the kernel, the fastest of those with the same bits on every machine.
 * @param threads cores that it may use; results of the kernel do not depend on it.
 * @throws PipelineError E104 for a name that is not known or a backend that cannot be loaded.
 */
export async function chooseBackend(wanted: string, threads = 1): Promise<BackendChoice> {
  const name = wanted === 'auto' ? 'kernel' : BACKENDS.find((known) => known === wanted);
  if (name === undefined) {
    return refuse('E104', `there is no backend "${wanted}"`, { expected: `auto, ${BACKENDS.join(', ')}` });
  }
  const loaded = await tryToLoad(name, threads);
  if ('reason' in loaded) {
    return refuse('E104', `the backend "${name}" cannot be loaded: ${loaded.reason}`, {
      hint: 'use --backend auto, or install what is missing; `pipeline doctor` lists the backends of this machine',
    });
  }
  return { name, reproducible: REGISTRY[name].reproducible, threads, engineOf: loaded.engineOf };
}

/** The engine, or the first line of complaint. */
async function tryToLoad(name: BackendName, threads: number): Promise<{ engineOf: EngineOf } | { reason: string }> {
  try {
    return { engineOf: await REGISTRY[name].load(threads) };
  } catch (error) {
    return { reason: (error instanceof Error ? error.message : String(error)).split('\n')[0]! };
  }
}

async function loadKernel(threads: number): Promise<EngineOf> {
  const { kernelEngineOf } = await import('./kernel/kernelEngine.ts');
  return kernelEngineOf({ threads });
}

function tensorflow(name: TensorflowBackend, about: string, reproducible = false): Backend {
  return { about, reproducible, load: async () => (await import('./tensorflow/backends.ts')).tensorflowOn(name) };
}
