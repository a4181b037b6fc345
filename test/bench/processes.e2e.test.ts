import { describe, expect, test } from 'vitest';
import { measure } from '../../bench/ingest/processes.ts';

const FILLED_MIB = 200;
const FILL = `Buffer.alloc(${FILLED_MIB * 2 ** 20}, 1); setTimeout(() => {}, 600)`;

describe.skipIf(process.platform !== 'linux')('what a program took', () => {
  test('is that of its largest process, children included', async () => {
    const parent = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(FILL)}]); console.log('done')`;
    const measured = await measure(process.execPath, ['-e', parent], process.cwd());
    expect(measured).toMatchObject({ status: 0, stdout: 'done\n' });
    expect(measured.peakMiB).toBeGreaterThan(FILLED_MIB);
    expect(measured.peakMiB).toBeLessThan(FILLED_MIB + 200);
    expect(measured.seconds).toBeGreaterThan(0.6);
  });

  test('comes with the status and the message of a failure', async () => {
    const measured = await measure(process.execPath, ['-e', 'console.error("no"); process.exit(3)'], process.cwd());
    expect(measured).toMatchObject({ status: 3, stderr: 'no\n' });
  });
});
