import { Worker } from 'node:worker_threads';
import { KERNEL } from './binary.ts';

/** What the kernel can do a unit of: one block of pairs or of edges in a year, or one part of the sample, through all years or in one. */
type KernelTask = 'sumPairs' | 'forwardAll' | 'forwardSample' | 'backwardPart' | 'backwardYear';

export interface KernelExports {
  readonly sumPairs: Unit;
  readonly forwardAll: Unit;
  readonly forwardSample: Unit;
  readonly backwardPart: Unit;
  readonly backwardYear: Unit;
  readonly writeConstants: () => void;
  readonly tanhInPlace: (address: number, count: number) => void;
  readonly celuInPlace: (address: number, count: number) => void;
  readonly expInPlace: (address: number, count: number) => void;
  readonly product: (weights: number, depth: number, rows: number, inputs: number, outputs: number) => void;
}

type Unit = (scratch: number, unit: number, year: number) => void;

const TASKS: readonly KernelTask[] = ['sumPairs', 'forwardAll', 'forwardSample', 'backwardPart', 'backwardYear'];

/** Words of the control memory, after the 64 bits of the ticket. Task, number of units and year follow the units done. */
const WAKE = 2;
const DONE = 3;
const STOP = 7;
const FAILED = 8;
const CONTROL_WORDS = 16;
const CLOSED = 0xffffffffn;

let compiled: WebAssembly.Module | null = null;

/** The kernel on a memory. */
export function instantiateKernel(memory: WebAssembly.Memory): KernelExports {
  const kernel = new WebAssembly.Instance(kernelModule(), { env: { memory } }).exports as unknown as KernelExports;
  kernel.writeConstants();
  return kernel;
}

function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL, 'base64'));
  return compiled;
}

/**
 * The calling thread and `threads - 1` workers that share out the units of a task. Which of them does which unit is left to
 * chance and does not matter: every unit has memory of its own for its results.
 */
export class WorkerPool {
  readonly #control = new SharedArrayBuffer(4 * CONTROL_WORDS);
  readonly #words = new Int32Array(this.#control);
  readonly #ticket = new BigInt64Array(this.#control, 0, 1);
  readonly #units: readonly Unit[];
  readonly #scratch: (worker: number) => number;
  readonly #workers: Worker[] = [];
  #tasks = 0n;

  constructor(memory: WebAssembly.Memory, threads: number, scratch: (worker: number) => number) {
    const kernel = instantiateKernel(memory);
    this.#units = TASKS.map((task) => kernel[task]);
    this.#scratch = scratch;
    for (let worker = 1; worker < threads; worker++) this.#start(memory, worker);
  }

  #start(memory: WebAssembly.Memory, worker: number): void {
    const workerData = { module: kernelModule(), memory, tasks: TASKS, control: this.#control, scratch: this.#scratch(worker) };
    const started = new Worker(WORKER, { eval: true, execArgv: [], workerData });
    started.unref();
    this.#workers.push(started);
  }

  /** Does all units of a task and returns when the last one is done. */
  run(task: KernelTask, count: number, year = 0) {
    if (this.#workers.length > 0) return this.#share(task, count, year);
    const work = this.#units[TASKS.indexOf(task)]!;
    const scratch = this.#scratch(0);
    for (let unit = 0; unit < count; unit++) work(scratch, unit, year);
  }

  /** The same with the workers. Tickets take almost a microsecond each, which a thread alone need not spend. */
  #share(task: KernelTask, count: number, year: number): void {
    this.#tasks += 1n;
    Atomics.store(this.#ticket, 0, (this.#tasks << 32n) | CLOSED);
    this.#words.set([0, TASKS.indexOf(task), count, year], DONE);
    Atomics.store(this.#ticket, 0, this.#tasks << 32n);
    this.#wake();
    takeUnits(this.#units, this.#control, this.#scratch(0), false);
    for (let done = 0; done < count; done = Atomics.load(this.#words, DONE)) Atomics.wait(this.#words, DONE, done, 1000);
    if (Atomics.load(this.#words, FAILED) > 0) throw new Error(`a worker of the kernel failed in ${task}`);
  }

  stop(): void {
    Atomics.store(this.#words, STOP, 1);
    this.#wake();
    for (const worker of this.#workers) void worker.terminate();
  }

  #wake(): void {
    Atomics.add(this.#words, WAKE, 1);
    Atomics.notify(this.#words, WAKE);
  }
}

/**
 * Takes units and does them until none is left, or, as a worker, until the pool stops. A ticket holds the number of the task
 * and of its next unit; whoever moves it on by one has that unit, and the words that describe the task were then those of
 * that very task. Runs in workers as source text, so it refers to nothing outside.
 */
function takeUnits(units: readonly Unit[], control: SharedArrayBuffer, scratch: number, isWorker: boolean): void {
  const [WAKE, DONE, TASK, COUNT, YEAR, STOP, FAILED] = [2, 3, 4, 5, 6, 7, 8] as const;
  const words = new Int32Array(control);
  const tickets = new BigInt64Array(control, 0, 1);
  for (;;) {
    const woken = Atomics.load(words, WAKE);
    const ticket = Atomics.load(tickets, 0);
    const unit = Number(BigInt.asUintN(32, ticket));
    const [task, count, year] = [words[TASK]!, words[COUNT]!, words[YEAR]!];
    if (unit >= count) {
      if (!isWorker || Atomics.load(words, STOP) === 1) return;
      Atomics.wait(words, WAKE, woken);
    } else if (Atomics.compareExchange(tickets, 0, ticket, ticket + 1n) === ticket) {
      try {
        units[task]!(scratch, unit, year);
      } catch {
        Atomics.store(words, FAILED, 1);
      }
      Atomics.add(words, DONE, 1);
      Atomics.notify(words, DONE);
    }
  }
}

/** Program of a worker. It is text because a stage is a single bundled file, which holds no second entry point. */
const WORKER = `
const { module, memory, tasks, control, scratch } = require('node:worker_threads').workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
(${takeUnits})(tasks.map((task) => exports[task]), control, scratch, true);
`;
