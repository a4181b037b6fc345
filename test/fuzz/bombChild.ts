import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { formatDiagnostics } from '../../src/diagnostics/print.ts';
import { MAXIMUM_BYTES } from '../../src/readers/formats/bytes.ts';
import type { BombEnd } from './bombSupervisor.ts';
import { peakResidentBytes } from './residentBytes.ts';
import { ingestTargets } from './targets.ts';

/** Reads one file in the place of a target's, and reports how that ended and what it took. */
const [root, name, path] = process.argv.slice(2) as [string, string, string];
const target = (await ingestTargets(root)).find((each) => each.name === name)!;
await target.read(target.content);
const content = readFileSync(path);
const before = process.memoryUsage().rss;
const begun = processorMs();
const outcome = await target.read(content);
const spent = processorMs() - begun;
const grownBytes = Math.max(0, peakResidentBytes() - before);
const end: BombEnd = {
  end: outcome.end,
  said:
    outcome.end === 'refused'
      ? formatDiagnostics([outcome.diagnostic], { color: false })
      : outcome.end === 'crashed'
        ? String(outcome.error)
        : '',
  plainReadings: spent / plainReadingMs(),
  grownBytes,
};
process.send?.(end);
process.disconnect();

/** Time on any core, which does not grow while others have the machine. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Time in which this machine now unpacks as much as a reader may and splits it into lines, from a part of it. */
function plainReadingMs(): number {
  const part = 2 ** 24;
  const packed = gzipSync(Buffer.alloc(part, 'Viet Nam,704,1990,12.5\n'));
  const parts = 3;
  const begun = processorMs();
  for (let read = 0; read < parts; read++) gunzipSync(packed).toString('utf8').split('\n');
  return ((processorMs() - begun) / parts) * (MAXIMUM_BYTES / part);
}
