// Our side of the comparison: reads nothing but its arguments, prints as reference.R does.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STOCK_METHODS } from '../../src/evaluation/comparison/comparison.ts';
import { estimate } from './estimators.ts';
import { madeUpIntervals, transposed } from './tables.ts';

const [folder, areas, periods] = process.argv.slice(2) as [string, string, string];
const n = Number(areas);
const codes = Array.from({ length: n }, (_, area) => `area ${area + 1}`);

madeUpIntervals(n, Number(periods), 1).forEach((interval, index) => {
  for (const method of STOCK_METHODS) {
    const began = performance.now();
    const flows = estimate(method, interval, codes);
    const seconds = (performance.now() - began) / 1000;
    writeFileSync(join(folder, `${index + 1}-ours-${method}.bin`), transposed(flows, n));
    console.log(`${index + 1} ${method} ${seconds} 0`);
  }
});
const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
console.log(`peak ${Number(peak?.[1] ?? 0) / 1024}`);
