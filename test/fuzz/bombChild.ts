import { readFileSync } from 'node:fs';
import type { BombEnd } from './bombSupervisor.ts';
import { peakResidentBytes } from './residentBytes.ts';
import { ingestTargets } from './targets.ts';

/** Reads one file in the place of a target's, and reports how that ended and what it took. */
const [root, name, path] = process.argv.slice(2) as [string, string, string];
const target = (await ingestTargets(root)).find((each) => each.name === name)!;
await target.read(target.content);
const content = readFileSync(path);
const before = process.memoryUsage().rss;
const begun = process.cpuUsage();
const outcome = await target.read(content);
const spent = process.cpuUsage(begun);
const end: BombEnd = {
  end: outcome.end,
  said: outcome.end === 'refused' ? outcome.diagnostic.message : outcome.end === 'crashed' ? String(outcome.error) : '',
  processorMs: (spent.user + spent.system) / 1000,
  grownBytes: Math.max(0, peakResidentBytes() - before),
};
process.send?.(end);
process.disconnect();
