import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { EngineOf } from '../training/engine.ts';
import { TensorflowEngine } from './tensorflowEngine.ts';

export type TensorflowBackend = 'wasm' | 'cpu' | 'node' | 'node-gpu' | 'webgpu';

/** Each imports what it takes, registers it, and gives the name that it is registered under. */
const LOADERS: Readonly<Record<TensorflowBackend, () => Promise<string>>> = {
  wasm: loadWasm,
  cpu: loadCpu,
  node: () => loadNode('@tensorflow/tfjs-node'),
  'node-gpu': () => loadNode('@tensorflow/tfjs-node-gpu'),
  webgpu: loadWebgpu,
};

/** Loads a backend of TensorFlow.js and sets it. Throws whatever keeps it from being there. */
export async function tensorflowOn(backend: TensorflowBackend): Promise<EngineOf> {
  const registered = await LOADERS[backend]();
  if (!(await tf.setBackend(registered))) throw new Error('it could not be initialised');
  await tf.ready();
  return (problem, objective, level) => new TensorflowEngine(problem, objective, level);
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
