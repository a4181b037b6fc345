import type { Project } from '../rig.ts';
import { PIPELINE, tracedProject } from './tracedProject.ts';

/** The traced project with two members that estimate moves from it, their mean, and a trend over its years. */

const STAGES = `  estimate:
    module: stages/estimate.ts
    each: { member: [1, 2] }
    inputs:
      panel: { stage: unite, output: panel }
      pairs: { stage: unite, output: pairs }
    outputs:
      estimates: { file: estimates.parquet, contract: member_estimates }
  combine:
    module: stages/combine.ts
    inputs:
      members: { stage: estimate, output: estimates }
    outputs:
      estimates: { file: estimates.parquet, contract: estimates }
      estimates_csv: { file: estimates.csv, contract: estimates }
      trends: { file: trends.parquet, contract: trends }
`;

const CONTRACTS = {
  'schemas/member_estimates.yaml': `kind: table
title: Estimates of one member
fields:
  - { name: orig, type: category }
  - { name: dest, type: category }
  - { name: year, type: int16 }
  - { name: moves, type: float64, unit: persons }
key: [orig, dest, year]
derived:
  - table: pairs
    about: reports of these moves
    none: nobody reports them, so the estimate rests on figures alone
    rows: { orig: orig, dest: dest }
    nearest: { year: year }
    show: [year, persons]
  - table: panel
    about: births in the origin, before and after
    rows: { area: orig }
    only: { indicator: births }
    around: { year: year }
    show: [area, year, value]
`,
  'schemas/estimates.yaml': `kind: table
title: Mean estimates
fields:
  - { name: orig, type: category }
  - { name: dest, type: category }
  - { name: year, type: int16 }
  - { name: mean, type: float64, unit: persons }
key: [orig, dest, year]
derived:
  - table: member_estimates
    about: the same moves in each member
    rows: { orig: orig, dest: dest, year: year }
    show: [moves]
`,
  'schemas/trends.yaml': `kind: table
title: Trends
fields:
  - { name: orig, type: category }
  - { name: dest, type: category }
  - { name: slope, type: float64 }
key: [orig, dest]
derived:
  - { table: estimates, about: mean estimates of all years, rows: { orig: orig, dest: dest }, show: [year, mean] }
  - { table: areas, about: all areas }
  - { source: figures, about: the publication }
`,
};

const CODE = {
  'stages/estimate.ts': `const category = (values: string[]) => ({ levels: [...new Set(values)], codes: Int32Array.from(values, (value) => [...new Set(values)].indexOf(value)) });
export async function run({ each, inputs, outputs }: any) {
  await inputs.panel.read();
  await inputs.pairs.read();
  const rows = ['DEU', 'USA'].flatMap((dest) => Array.from({ length: 15 }, (_, index) => ({ dest, year: 2001 + index })));
  await outputs.estimates.write({
    orig: category(rows.map(() => 'POL')), dest: category(rows.map(({ dest }) => dest)), year: Int16Array.from(rows, ({ year }) => year),
    moves: Float64Array.from(rows, ({ year }) => (year - 2000) / 3 + each.member),
  });
}
`,
  'stages/combine.ts': `export async function run({ inputs, outputs }: any) {
  const members = await Promise.all(inputs.members.map(({ input }: any) => input.read()));
  const [{ orig, dest, year }] = members;
  const mean = Float64Array.from(year, (_: number, row: number) => members.reduce((sum: number, { moves }: any) => sum + moves[row] / members.length, 0));
  await outputs.estimates.write({ orig, dest, year, mean });
  await outputs.estimates_csv.write({ orig, dest, year, mean });
  await outputs.trends.write({ orig: { levels: ['POL'], codes: Int32Array.of(0, 0) }, dest: { levels: ['DEU', 'USA'], codes: Int32Array.of(0, 1) }, slope: Float64Array.of(1 / 3, 1 / 3) });
}
`,
};

/** A fresh copy of the project. */
export function derivedProject(): Project {
  return tracedProject({ 'pipeline.yaml': PIPELINE + STAGES, ...CONTRACTS, ...CODE });
}
