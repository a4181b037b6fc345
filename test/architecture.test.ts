import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ImportGraph, importGraph } from '../tools/importGraph.ts';
import { againstArrows, circlesIn, folderGraph } from './importChecks.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** What the files of each folder may import, its own aside: the arrows of docs/architecture.md. A path with an ending is one file. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'src/diagnostics': [],
  'src/numerics': [],
  'src/tables': [],
  'src/readers': [
    'schemas/generated',
    'src/readers/areas',
    'src/readers/declared',
    'src/readers/flows',
    'src/readers/formats',
    'src/readers/pairs',
    'src/readers/stocks',
    'src/readers/table',
    'src/tables',
  ],
  'src/readers/areas': [
    'schemas/generated',
    'src/diagnostics',
    'src/readers/formats',
    'src/readers/grids',
    'src/readers/table',
    'src/tables',
  ],
  'src/readers/declared': ['schemas/generated', 'src/diagnostics', 'src/readers/formats', 'src/readers/table'],
  'src/readers/estimates': ['src/readers/formats', 'src/readers/grids', 'src/readers/table', 'src/tables'],
  'src/readers/flows': ['schemas/generated', 'src/readers/formats', 'src/readers/table'],
  'src/readers/formats': ['src/diagnostics'],
  'src/readers/grids': ['src/diagnostics', 'src/readers/formats'],
  'src/readers/pairs': ['schemas/generated', 'src/readers/formats', 'src/readers/table'],
  'src/readers/stocks': ['schemas/generated', 'src/diagnostics', 'src/readers/formats', 'src/readers/table'],
  'src/readers/table': ['schemas/generated', 'src/diagnostics', 'src/readers/formats', 'src/tables'],
  'src/harmonize': [
    'schemas/generated',
    'src/harmonize/areas',
    'src/harmonize/lineage',
    'src/harmonize/pairs',
    'src/harmonize/panel',
    'src/harmonize/reports',
    'src/harmonize/stocks',
    'src/tables',
  ],
  'src/harmonize/areas': ['schemas/generated', 'src/diagnostics', 'src/harmonize/lineage', 'src/tables'],
  'src/harmonize/lineage': ['schemas/generated', 'src/tables'],
  'src/harmonize/pairs': ['schemas/generated', 'src/diagnostics', 'src/harmonize/areas', 'src/harmonize/lineage', 'src/tables'],
  'src/harmonize/panel': ['schemas/generated', 'src/diagnostics', 'src/harmonize/areas', 'src/harmonize/lineage', 'src/tables'],
  'src/harmonize/reports': ['schemas/generated', 'src/diagnostics', 'src/harmonize/areas', 'src/harmonize/lineage', 'src/tables'],
  'src/harmonize/stocks': [
    'schemas/generated',
    'src/diagnostics',
    'src/harmonize/areas',
    'src/harmonize/lineage',
    'src/harmonize/reports',
    'src/tables',
  ],
  'src/demography': ['src/diagnostics', 'src/numerics'],
  'src/demography/accounting': ['src/demography', 'src/demography/fitting', 'src/diagnostics', 'src/numerics'],
  'src/demography/aggregation': ['src/demography', 'src/diagnostics'],
  'src/demography/fitting': ['src/demography', 'src/diagnostics', 'src/numerics'],
  'src/demography/indices': [
    'src/demography',
    'src/demography/aggregation',
    'src/demography/spatialInteraction',
    'src/diagnostics',
    'src/numerics',
  ],
  'src/demography/netMatrix': ['src/demography', 'src/diagnostics', 'src/numerics'],
  'src/demography/spatialInteraction': ['src/demography', 'src/demography/fitting', 'src/diagnostics', 'src/numerics'],
  'src/demography/stocks': ['src/demography', 'src/demography/accounting', 'src/demography/fitting', 'src/diagnostics', 'src/numerics'],
  'src/library': [
    'src/demography',
    'src/demography/accounting',
    'src/demography/aggregation',
    'src/demography/fitting',
    'src/demography/indices',
    'src/demography/netMatrix',
    'src/demography/spatialInteraction',
    'src/demography/stocks',
    'src/diagnostics',
    'src/numerics',
  ],
  'src/model': ['src/diagnostics', 'src/model/kernel', 'src/model/paper', 'src/model/tensorflow', 'src/model/training'],
  'src/model/dynamics': ['src/model/problem', 'src/numerics'],
  'src/model/kernel': [
    'src/diagnostics',
    'src/model/dynamics',
    'src/model/kernel/wasm/shared',
    'src/model/problem',
    'src/model/training',
    'src/numerics',
  ],
  'src/model/kernel/wasm': ['src/model/kernel/wasm/shared'],
  'src/model/kernel/wasm/shared': [],
  'src/model/paper': [
    'src/diagnostics',
    'src/model/dynamics',
    'src/model/paper/network',
    'src/model/paper/problem',
    'src/model/problem',
    'src/model/training',
    'src/numerics',
  ],
  'src/model/paper/network': [
    'src/model/kernel',
    'src/model/kernel/wasm/shared',
    'src/model/paper/problem',
    'src/model/problem',
    'src/numerics',
  ],
  'src/model/paper/problem': ['src/model/problem'],
  'src/model/problem': ['src/numerics'],
  'src/model/simulation': ['src/model/problem', 'src/model/training', 'src/numerics'],
  'src/model/tensorflow': ['src/model/dynamics', 'src/model/problem', 'src/model/training'],
  'src/model/training': ['src/diagnostics', 'src/model/dynamics', 'src/model/problem', 'src/numerics'],
  'src/evaluation': ['src/diagnostics', 'src/numerics'],
  'src/evaluation/calibration': ['src/numerics'],
  'src/evaluation/comparison': ['src/evaluation', 'src/numerics'],
  'src/evaluation/competitors': ['src/evaluation', 'src/numerics'],
  'src/evaluation/plausibility': ['src/evaluation', 'src/numerics'],
  'src/adapters': ['schemas/generated', 'src/diagnostics', 'src/tables'],
  'src/adapters/calibration': [
    'schemas/generated',
    'src/adapters',
    'src/engine/stage.ts',
    'src/evaluation',
    'src/evaluation/calibration',
    'src/numerics',
    'src/tables',
  ],
  'src/adapters/comparison': [
    'schemas/generated',
    'src/adapters',
    'src/demography',
    'src/demography/accounting',
    'src/demography/fitting',
    'src/diagnostics',
    'src/engine/stage.ts',
    'src/evaluation',
    'src/evaluation/comparison',
    'src/evaluation/competitors',
    'src/readers/estimates',
    'src/readers/formats',
    'src/tables',
  ],
  'src/adapters/competitors': [
    'schemas/generated',
    'src/adapters',
    'src/adapters/comparison',
    'src/adapters/training',
    'src/evaluation',
    'src/evaluation/competitors',
    'src/model/problem',
    'src/numerics',
    'src/tables',
  ],
  'src/adapters/imputation': ['schemas/generated', 'src/adapters', 'src/demography/stocks', 'src/diagnostics', 'src/tables'],
  'src/adapters/plausibility': [
    'schemas/generated',
    'src/adapters',
    'src/adapters/comparison',
    'src/adapters/training',
    'src/adapters/validation',
    'src/engine/stage.ts',
    'src/evaluation',
    'src/evaluation/plausibility',
    'src/readers/formats',
    'src/readers/table',
    'src/tables',
  ],
  'src/adapters/publication': [
    'schemas/generated',
    'src/adapters',
    'src/adapters/calibration',
    'src/diagnostics',
    'src/engine/stage.ts',
    'src/evaluation',
    'src/tables',
  ],
  'src/adapters/training': [
    'schemas/generated',
    'src/adapters',
    'src/adapters/training/covariates',
    'src/diagnostics',
    'src/engine/stage.ts',
    'src/model',
    'src/model/kernel',
    'src/model/paper/network',
    'src/model/problem',
    'src/model/simulation',
    'src/model/training',
    'src/numerics',
    'src/readers/formats',
    'src/readers/table',
    'src/tables',
  ],
  'src/adapters/training/covariates': [
    'schemas/generated',
    'src/adapters',
    'src/demography/accounting',
    'src/model/problem',
    'src/model/simulation',
    'src/tables',
  ],
  'src/adapters/training/member': [
    'schemas/generated',
    'src/adapters/training',
    'src/model/problem',
    'src/model/simulation',
    'src/model/training',
    'src/numerics',
  ],
  'src/adapters/validation': [
    'schemas/generated',
    'src/adapters',
    'src/adapters/training',
    'src/engine/stage.ts',
    'src/evaluation',
    'src/model/problem',
    'src/readers/formats',
    'src/readers/table',
    'src/tables',
  ],
  stages: [
    'schemas/generated',
    'src/adapters',
    'src/adapters/calibration',
    'src/adapters/comparison',
    'src/adapters/competitors',
    'src/adapters/imputation',
    'src/adapters/plausibility',
    'src/adapters/publication',
    'src/adapters/training',
    'src/adapters/training/covariates',
    'src/adapters/training/member',
    'src/adapters/validation',
    'src/demography/stocks',
    'src/diagnostics',
    'src/engine/stage.ts',
    'src/evaluation',
    'src/evaluation/calibration',
    'src/evaluation/comparison',
    'src/evaluation/competitors',
    'src/evaluation/plausibility',
    'src/harmonize',
    'src/model',
    'src/model/problem',
    'src/model/simulation',
    'src/model/training',
    'src/numerics',
    'src/readers',
    'src/readers/table',
    'src/tables',
  ],
  'schemas/generated': ['src/engine/stage.ts', 'src/tables'],
  'src/engine': ['src/diagnostics', 'src/tables'],
  'src/engine/config': [
    'src/diagnostics',
    'src/engine',
    'src/engine/config/reading',
    'src/engine/config/schema',
    'src/engine/contracts',
    'src/engine/store',
  ],
  'src/engine/config/reading': ['src/diagnostics', 'src/engine'],
  'src/engine/config/schema': ['src/diagnostics', 'src/engine', 'src/engine/config/reading'],
  'src/engine/contracts': ['src/engine', 'src/tables'],
  'src/engine/contracts/codec': ['src/diagnostics', 'src/engine', 'src/engine/contracts', 'src/tables'],
  'src/engine/contracts/comparison': ['src/engine', 'src/engine/contracts', 'src/tables'],
  'src/engine/contracts/generation': ['src/diagnostics', 'src/engine'],
  'src/engine/execution': [
    'src/diagnostics',
    'src/engine',
    'src/engine/keys',
    'src/engine/project',
    'src/engine/store',
    'src/engine/worker',
  ],
  'src/engine/inspection': [
    'src/diagnostics',
    'src/engine',
    'src/engine/contracts',
    'src/engine/contracts/comparison',
    'src/engine/keys',
    'src/engine/project',
    'src/engine/store',
    'src/engine/worker',
    'src/tables',
  ],
  'src/engine/keys': ['src/diagnostics', 'src/engine', 'src/engine/store'],
  'src/engine/project': ['src/diagnostics', 'src/engine', 'src/engine/config', 'src/engine/keys', 'src/engine/store'],
  'src/engine/store': ['src/diagnostics', 'src/engine'],
  'src/engine/worker': [
    'src/diagnostics',
    'src/engine',
    'src/engine/contracts',
    'src/engine/contracts/codec',
    'src/engine/store',
    'src/tables',
  ],
  'src/cli': ['src/cli/commands', 'src/cli/options', 'src/cli/report', 'src/diagnostics', 'src/engine/project', 'src/engine/store'],
  'src/cli/commands': [
    'src/adapters/training/trainingMemory.ts',
    'src/cli/options',
    'src/cli/report',
    'src/diagnostics',
    'src/engine',
    'src/engine/contracts',
    'src/engine/contracts/comparison',
    'src/engine/contracts/generation',
    'src/engine/execution',
    'src/engine/inspection',
    'src/engine/keys',
    'src/engine/project',
    'src/engine/store',
    'src/engine/worker',
    'src/model/backend.ts',
    'src/tables',
  ],
  'src/cli/options': ['src/diagnostics', 'src/engine/config', 'src/engine/project', 'src/engine/store'],
  'src/cli/report': [
    'src/diagnostics',
    'src/engine',
    'src/engine/execution',
    'src/engine/inspection',
    'src/engine/keys',
    'src/engine/project',
    'src/engine/store',
  ],
  'src/demo': ['src/demo/publish', 'src/demo/publish/covariates', 'src/demo/publish/defects', 'src/demo/world', 'src/numerics'],
  'src/demo/publish': [
    'src/demo/publish/covariates',
    'src/demo/publish/defects',
    'src/demo/publish/formats',
    'src/demo/world',
    'src/numerics',
  ],
  'src/demo/publish/covariates': ['src/demo/publish/defects', 'src/demo/publish/formats', 'src/demo/world', 'src/numerics'],
  'src/demo/publish/defects': ['src/demo/publish/formats'],
  'src/demo/publish/formats': ['src/demo/world'],
  'src/demo/twin': [
    'src/demo/publish',
    'src/demo/publish/formats',
    'src/demo/twin/process',
    'src/demo/twin/publish',
    'src/demo/twin/real',
    'src/demo/world',
    'src/numerics',
  ],
  'src/demo/twin/process': ['src/demo/twin/real', 'src/demo/world', 'src/numerics'],
  'src/demo/twin/publish': [
    'src/demo/publish',
    'src/demo/publish/defects',
    'src/demo/publish/formats',
    'src/demo/twin/process',
    'src/demo/twin/real',
    'src/demo/world',
    'src/numerics',
  ],
  'src/demo/twin/real': ['src/demo/world'],
  'src/demo/world': ['src/numerics'],
};

/** Most files that one folder may hold directly. */
const MOST_FILES = 14;

const imports = importGraph(ROOT, ['src', 'stages', 'schemas']);
const files = [...imports.keys()];

/** A graph of files with one more import in it. */
function planted(from: string, to: string): ImportGraph {
  return new Map([...imports, [from, new Set([...(imports.get(from) ?? []), to])]]);
}

describe('rooms', () => {
  test('every folder with code is in the list of arrows, and the list names no other', () => {
    expect(files.length).toBeGreaterThan(300);
    expect([...new Set(files.map((file) => dirname(file)))].sort()).toEqual(Object.keys(ARROWS).sort());
  });

  test('no folder of src holds more files than one can overlook', () => {
    const folders = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
    const full = folders.flatMap(({ parentPath, name }) => {
      const held = readdirSync(join(parentPath, name), { withFileTypes: true }).filter((entry) => entry.isFile()).length;
      return held > MOST_FILES ? [`${name}: ${held}`] : [];
    });
    expect(full).toEqual([]);
  });

  test('stages/ holds one file for each stage', () => {
    expect(files.filter((file) => file.startsWith('stages/') && dirname(file) !== 'stages')).toEqual([]);
  });

  test('no folder or file is named for having no name', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/.test(file))).toEqual([]);
  });

  test('files are short', () => {
    const long = files.filter(
      (file) => !file.startsWith('schemas/generated/') && readFileSync(join(ROOT, file), 'utf8').split('\n').length > 351,
    );
    expect(long).toEqual([]);
  });
});

describe('arrows', () => {
  test('imports follow them', () => {
    expect(againstArrows(imports, ARROWS)).toEqual([]);
  });

  test('none is drawn that no import takes', () => {
    const unused = Object.entries(ARROWS).flatMap(([folder, allowed]) =>
      allowed
        .filter((target) => !files.some((file) => dirname(file) === folder && reaches(file, target)))
        .map((target) => `${folder} -> ${target}`),
    );
    expect(unused).toEqual([]);
  });

  test('an import against them is told', () => {
    const found = (from: string, to: string) => againstArrows(planted(from, to), ARROWS);
    for (const [from, to] of [
      ['src/model/problem/edges.ts', 'src/model/training/trainer.ts'],
      ['src/model/kernel/kernelEngine.ts', 'src/model/paper/paperTrainer.ts'],
      ['src/demography/stockTable.ts', 'src/engine/types.ts'],
      ['src/engine/graph.ts', 'src/harmonize/harmonize.ts'],
      ['stages/train.ts', 'src/engine/execution/run.ts'],
    ] as const) {
      expect(existsSync(join(ROOT, from)) && existsSync(join(ROOT, to))).toBe(true);
      expect(found(from, to)).toEqual([`${from} -> ${to}`]);
    }
  });
});

describe('circles', () => {
  test('no files import each other in a circle, types included', () => {
    expect(circlesIn(imports)).toEqual([]);
  });

  test('no folders do', () => {
    expect(circlesIn(folderGraph(imports))).toEqual([]);
  });

  test('one that is planted is told, between files and between folders', () => {
    const edges = 'src/model/problem/edges.ts';
    const problem = 'src/model/problem/problem.ts';
    expect(circlesIn(planted(edges, problem)).flat()).toEqual(expect.arrayContaining([edges, problem]));
    const backwards = planted('src/engine/store/layout.ts', 'src/engine/config/load.ts');
    expect(circlesIn(folderGraph(backwards)).flat()).toEqual(expect.arrayContaining(['src/engine/config', 'src/engine/store']));
  });
});

test('nothing that reaches an artifact asks the host for a transcendental function, a clock or chance', () => {
  const parts = ['numerics', 'tables', 'readers', 'demography', 'model', 'evaluation', 'harmonize', 'adapters', 'demo'];
  const folders = [...parts.map((part) => `src/${part}/`), 'stages/'];
  const forbidden =
    /Math\.(random|exp|expm1|log|log1p|log2|log10|pow|tanh|sinh|cosh|sin|cos|tan|atan2?|asin|acos|hypot|cbrt)\b|Date\.now|new Date|toLocale|localeCompare|\*\* *[0-9.]*\.[0-9]/;
  const found = files
    .filter((file) => folders.some((folder) => file.startsWith(folder)))
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          forbidden.test(line.replace(/\/\/.*|^\s*\*.*|\/\*.*/, '')) ? [`${file}:${index + 1} ${line.trim()}`] : [],
        ),
    );
  expect(found).toEqual([]);
});

function reaches(file: string, target: string): boolean {
  return [...(imports.get(file) ?? [])].some((reached) => reached === target || dirname(reached) === target);
}
