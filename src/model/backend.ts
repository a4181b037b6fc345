import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { refuse } from '../diagnostics/diagnostic.ts';
import type { EngineOf } from './engine.ts';
import { TensorflowEngine } from './tensorflowEngine.ts';

export const BACKENDS = ['wasm', 'cpu', 'node', 'node-gpu', 'webgpu'] as const;
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
  readonly engineOf: EngineOf;
}

interface Backend {
  readonly about: string;
  readonly reproducible: boolean;
  /** Imports what it takes and registers it with tfjs under the name that is returned. */
  load(): Promise<string>;
}

const REGISTRY: Readonly<Record<BackendName, Backend>> = {
  wasm: { about: 'TensorFlow.js on WebAssembly, one core', reproducible: true, load: loadWasm },
  cpu: { about: 'TensorFlow.js in plain JavaScript, for tests', reproducible: false, load: loadCpu },
  node: {
    about: 'TensorFlow library for the CPU (@tensorflow/tfjs-node)',
    reproducible: false,
    load: () => loadNode('@tensorflow/tfjs-node'),
  },
  'node-gpu': {
    about: 'TensorFlow library for CUDA (@tensorflow/tfjs-node-gpu)',
    reproducible: false,
    load: () => loadNode('@tensorflow/tfjs-node-gpu'),
  },
  webgpu: { about: 'any GPU through Dawn (webgpu, @tensorflow/tfjs-backend-webgpu)', reproducible: false, load: loadWebgpu },
};

/** What `--backend` may name here. Those of optional packages are tried by importing them; a failure means "not there". */
export async function listBackends(): Promise<BackendState[]> {
  const states: BackendState[] = [];
  for (const name of BACKENDS) {
    const { about, reproducible } = REGISTRY[name];
    const reason = await failureOf(name);
    states.push({ name, about, reproducible, available: reason === null, ...(reason === null ? {} : { reason }) });
  }
  return states;
}

/**
 * Loads a backend and sets it. 'auto' is wasm, the only fast one with the same bits on every machine.
 * @throws PipelineError E104 for a name that is not known or a backend that cannot be loaded.
 */
export async function chooseBackend(wanted: string): Promise<BackendChoice> {
  const name = wanted === 'auto' ? 'wasm' : BACKENDS.find((known) => known === wanted);
  if (name === undefined) {
    return refuse('E104', `there is no backend "${wanted}"`, { expected: `auto, ${BACKENDS.join(', ')}` });
  }
  const reason = await failureOf(name);
  if (reason !== null) {
    refuse('E104', `the backend "${name}" cannot be loaded: ${reason}`, {
      hint: 'use --backend auto, or install what is missing; `pipeline doctor` lists the backends of this machine',
    });
  }
  return {
    name,
    reproducible: REGISTRY[name].reproducible,
    engineOf: (problem, objective) => new TensorflowEngine(problem, objective),
  };
}

/** Loads and sets a backend; its first line of complaint, or null. */
async function failureOf(name: BackendName): Promise<string | null> {
  try {
    const registered = await REGISTRY[name].load();
    if (!(await tf.setBackend(registered))) return 'it could not be initialised';
    await tf.ready();
    return null;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
  }
}

async function loadWasm(): Promise<string> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const module = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  if (!tf.engine().registry['wasm']) setWasmPaths(`${dirname(module)}/`);
  return 'wasm';
}

async function loadCpu(): Promise<string> {
  await import('@tensorflow/tfjs-backend-cpu');
  return 'cpu';
}

/** Both packages bind the TensorFlow library and register themselves as "tensorflow". */
async function loadNode(module: string): Promise<string> {
  await import(module);
  return 'tensorflow';
}

/** The backend looks for navigator.gpu and the constants of WebGPU when it is imported. */
async function loadWebgpu(): Promise<string> {
  const [dawn, backend] = ['webgpu', '@tensorflow/tfjs-backend-webgpu'];
  const { create, globals } = (await import(dawn)) as { create(flags: string[]): unknown; globals: object };
  Object.assign(globalThis, globals);
  const navigator = Object.assign({}, Reflect.get(globalThis, 'navigator'), { gpu: create([]) });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  await import(backend);
  return 'webgpu';
}
