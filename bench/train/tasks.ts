import { kernelEpochs } from './kernelEpochs.ts';
import { trainTo } from './kernelTraining.ts';
import { readProblem } from './problemFiles.ts';
import { measureStep } from './stepSpeed.ts';

/** What the bench does in processes of their own; each takes the folder of a problem and numbers, and prints lines of JSON. */
const TASKS: Readonly<Record<string, (folder: string, numbers: readonly number[]) => Promise<void>>> = {
  'task:step': async (folder, [epochs]) => print(await measureStep(readProblem(folder), epochs!)),
  'task:epochs': async (folder, [epochs, threads]) => {
    for await (const line of kernelEpochs(readProblem(folder), threads!)) {
      print(line);
      if (line.epoch + 1 === epochs) break;
    }
  },
  'task:train': async (folder, [sample, refreshEvery, target, limit, threads]) =>
    print(await trainTo(readProblem(folder), { sample: sample!, refreshEvery: refreshEvery! }, target!, limit!, threads!)),
};

/** Does the task that the arguments name; false where they name none. */
export async function runOwnTask([name, folder, ...numbers]: readonly string[]): Promise<boolean> {
  const task = name === undefined ? undefined : TASKS[name];
  if (task === undefined || folder === undefined) return false;
  await task(folder, numbers.map(Number));
  return true;
}

function print(line: object): void {
  console.log(JSON.stringify(line));
}
