import { availableParallelism, totalmem } from 'node:os';
import { type TrainingInputs, type TrainingMemory, type TrainingParams, trainingMemory } from '../../adapters/training/trainingMemory.ts';
import { EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import { count } from '../../diagnostics/count.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import { fits, USABLE_MEMORY } from '../../engine/execution/scheduler.ts';
import { readArtifact } from '../../engine/inspection/audit.ts';
import { plural } from '../../engine/plural.ts';
import type { Project } from '../../engine/project/project.ts';
import { type ResultRecord, readRecord } from '../../engine/store/records.ts';
import type { Instance } from '../../engine/types.ts';
import { nested } from '../../engine/worker/module.ts';
import { type ProjectOptions, projectOf } from '../options/project.ts';
import { commandLine } from '../options/suggestedCommand.ts';
import { aligned, size } from '../report/format.ts';
import { openTerminal, type Terminal } from '../report/terminal.ts';

/** Stages whose module trains a network, each with the same tables as inputs. */
const TRAINING_STAGES = ['train', 'cross-validate'];

/** What a stage will take, and what it may. */
interface StageNeeds {
  readonly stage: string;
  readonly instances: number;
  readonly atOnce: number;
  readonly bytesEach: number;
  readonly bytesAtOnce: number;
  /** `resources.memory` of the stage. */
  readonly allowedBytes: number;
  /** Most that a process of the stage has taken in the last run, all included; null where none is known. */
  readonly peakBytes: number | null;
  /** Why it does not fit; null where it does. */
  readonly problem: string | null;
}

/** Prints how much memory training will take: the formula, its terms, and what runs at once against what there is. */
export async function doctorPlan(options: ProjectOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const project = await projectOf(options);
  const trained = TRAINING_STAGES.map((name) => project.plan.instances.filter(({ stage }) => stage.name === name)).filter(
    (instances) => instances.length > 0,
  );
  const first = trained[0]?.[0];
  if (first === undefined) {
    return refuse('E103', 'no stage of this project trains a network', { expected: `a stage ${TRAINING_STAGES.join(' or ')}` });
  }
  const memory = await trainingMemory(
    inputsOf(project, first, options),
    nested(first.params) as unknown as TrainingParams,
    Math.max(first.stage.resources.cpu, availableParallelism()), // idle cores are lent
  );
  const needs = trained.map((instances) => needsOf(project, instances, memory));
  printTerms(terminal, memory, project.config.profile);
  printNeeds(terminal, needs);
  terminal.result('doctor', EXIT.done, { ...memory, machineBytes: totalmem(), stages: needs });
  return EXIT.done;
}

/** The inputs of an instance as it would get them, from the artifacts that the lock names. */
function inputsOf(project: Project, instance: Instance, options: ProjectOptions): TrainingInputs {
  const inputs = [...instance.inputs].flatMap(([name, input]) => {
    if (input.kind !== 'one') return [];
    const made = recordOf(project, input.instance)?.outputs[input.output];
    if (made === undefined) {
      refuse('E105', `${input.instance}.${input.output} has not been made here, and the plan counts its edges`, {
        hint: `make it with: ${commandLine(options, 'run', ...instance.needs)}`,
      });
    }
    return [[name, { read: () => readArtifact(project, made) }] as const];
  });
  return Object.fromEntries(inputs) as unknown as TrainingInputs;
}

function recordOf({ lock, layout }: Project, instance: string): ResultRecord | null {
  const key = lock.lock.get(instance)?.key;
  return key === undefined ? null : readRecord(layout, key);
}

/** What the instances of one stage take, as many of them as the scheduler of this machine would run at once. */
function needsOf(project: Project, instances: readonly Instance[], { totalBytes, largestBytes }: TrainingMemory): StageNeeds {
  const { name, resources } = instances[0]!.stage;
  const usable = totalmem() * USABLE_MEMORY;
  const capacity = { jobs: availableParallelism(), memoryBytes: usable, gpus: 1 };
  const running: Instance[] = [];
  for (const instance of instances) if (fits(instance, running, capacity)) running.push(instance);
  const peaks = instances.flatMap(({ id }) => recordOf(project, id)?.circumstance.peakMemoryBytes ?? []);
  const limits = [
    { bytes: totalBytes, limit: largestBytes, of: 'the kernel can address' },
    { bytes: totalBytes, limit: resources.memoryBytes, of: `resources.memory of ${name} allows` },
    { bytes: running.length * totalBytes, limit: usable, of: 'this machine has to give' },
  ];
  const broken = limits.find(({ bytes, limit }) => bytes > limit);
  return {
    stage: name,
    instances: instances.length,
    atOnce: running.length,
    bytesEach: totalBytes,
    bytesAtOnce: running.length * totalBytes,
    allowedBytes: resources.memoryBytes,
    peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
    problem: broken === undefined ? null : `${size(broken.bytes)} is more than the ${size(broken.limit)} that ${broken.of}`,
  };
}

function printTerms(terminal: Terminal, { quantities, terms, totalBytes }: TrainingMemory, profile: string): void {
  terminal.print(`Memory of one training on the kernel, profile ${profile}\n`);
  const rows = terms.map(({ region, formula, bytes }) => [region, count(bytes), formula]);
  terminal.print(aligned([['term', 'bytes', 'formula'], ...rows, ['in all', count(totalBytes), 'each term rounded up to 64 bytes']], '  '));
  const values = Object.entries(quantities).map(([name, value]) => `${name} ${count(value)}`);
  terminal.print(`\n  with ${values.join(', ')};\n  blocks(n) is n rounded up to whole blocks of 128 edges\n`);
}

function printNeeds(terminal: Terminal, needs: readonly StageNeeds[]): void {
  for (const { stage, instances, atOnce, bytesEach, bytesAtOnce, allowedBytes, peakBytes, problem } of needs) {
    const peak = peakBytes === null ? '' : `; with Node and its tables it took ${size(peakBytes)} at most in the last run`;
    terminal.print(
      `${stage}: ${size(bytesEach)} of the ${size(allowedBytes)} of resources.memory${peak}; ` +
        `${plural(atOnce, 'instance')} of ${instances} at once take ${size(bytesAtOnce)}`,
    );
    terminal.print(problem === null ? '  it fits' : `  it does not fit: ${problem}`);
  }
  terminal.print(`this machine has ${size(totalmem())}, of which ${size(totalmem() * USABLE_MEMORY)} are given to stages`);
}
