// How much a run with nothing to do costs beside starting Node: node bench/engine/noop.js [--params params.world.yaml]
// Medians of 9; wall time of both in one go, so that the ratio holds on a busy machine.
import { spawnSync } from 'node:child_process';

const REPEATS = 9;

function median(args) {
  const times = Array.from({ length: REPEATS }, () => {
    const begun = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return performance.now() - begun;
  });
  return times.sort((a, b) => a - b)[(REPEATS - 1) / 2];
}

const node = median(['-e', '0']);
const noop = median(['dist/pipeline.js', 'run', ...process.argv.slice(2)]);
console.log(`node -e 0: ${node.toFixed(0)} ms; pipeline run with nothing to do: ${noop.toFixed(0)} ms; ratio ${(noop / node).toFixed(1)}`);
