import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, type Code, EXIT } from '../../src/diagnostics/catalogue.ts';
import { errorsDocument } from '../../tools/errorsDocument.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Where each code may be used: files below these paths, and no others. A new place means that somebody has looked whether
 * the words of the catalogue are true of it.
 */
const PLACES: Readonly<Record<Code, readonly string[]>> = {
  E101: ['bench/train', 'src/cli', 'src/engine/config', 'src/engine/inspection/trace.ts', 'tools/nodeVersions.ts'],
  E102: ['src/cli/options'],
  E103: ['src/cli/commands/doctorPlan.ts', 'src/engine/project/targets.ts'],
  E104: ['src/model/backend.ts', 'src/model/modelKind.ts'],
  E105: ['src/cli/commands', 'src/engine/inspection', 'tools/data/artifacts.ts'],
  E106: ['src/engine/inspection/trace.ts'],
  E107: ['src/cli/commands/diff.ts'],
  E201: ['src/engine/config', 'src/engine/keys'],
  E202: ['src/engine/config'],
  E203: ['src/engine/config', 'src/engine/keys/codeFiles.ts'],
  E204: ['src/engine/config', 'src/engine/worker/command.ts', 'src/readers/table/quarantine.ts'],
  E205: ['src/engine/config/references.ts'],
  E206: ['src/engine/config'],
  E207: ['src/engine/keys', 'src/engine/worker/module.ts'],
  E208: ['src/engine/config', 'src/engine/contracts/generation'],
  E209: ['src/adapters', 'src/model/paper', 'src/model/training'],
  E210: ['src/cli/commands/validate.ts'],
  E211: ['src/engine/config/placeholders.ts'],
  E212: ['src/engine/config/references.ts'],
  E213: ['src/engine/inspection/codeWarnings.ts'],
  E301: ['src/engine/project', 'src/readers/declared', 'src/readers/formats'],
  E302: ['src/engine/project'],
  E303: ['src/adapters/comparison', 'src/harmonize', 'src/readers'],
  E304: ['src/adapters/comparison', 'src/harmonize/areas', 'src/readers/areas', 'src/readers/stocks'],
  E305: ['src/readers'],
  E306: ['src/engine/worker'],
  E307: ['src/adapters', 'src/harmonize', 'src/model/training/trainer.ts'],
  E401: ['src/engine/inspection/audit.ts', 'src/engine/worker/outputs.ts'],
  E402: ['src/engine/worker'],
  E403: ['src/engine/contracts/codec'],
  E404: ['src/evaluation/ensemble.ts'],
  E501: ['src/engine/worker'],
  E502: ['src/engine/execution/run.ts'],
  E503: ['src/engine/execution/run.ts'],
  E504: ['src/demography', 'src/model/training/trainer.ts'],
  E505: ['src/demography'],
  E506: ['src/model/kernel'],
  E601: ['src/engine/execution/run.ts', 'src/engine/store/systemErrors.ts'],
  E602: ['src/engine/project/project.ts', 'src/engine/store/systemErrors.ts'],
  E603: ['src/engine/inspection/audit.ts', 'src/engine/worker/perform.ts'],
  E604: ['src/engine/store/keyLock.ts'],
  E605: ['src/engine/store/systemErrors.ts'],
  E606: ['src/engine/store/systemErrors.ts'],
  E701: ['src/engine/inspection/audit.ts'],
  E901: ['src/cli/main.ts'],
};

interface Use {
  readonly code: string;
  readonly file: string;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

const sources = ['src', 'stages', 'tools', 'bench'].flatMap(sourcesBelow).filter((file) => file !== 'src/diagnostics/catalogue.ts');

/** Codes that a text gives to a diagnostic; not those that it only compares with. */
function codesUsed(text: string): string[] {
  return [...text.matchAll(/(?<!===? )['"`]([EW]\d{3})['"`]/g)].map((match) => match[1]!);
}

const uses: readonly Use[] = sources.flatMap((file) => codesUsed(readFileSync(join(ROOT, file), 'utf8')).map((code) => ({ code, file })));
const isBelow = (file: string, place: string): boolean => file === place || file.startsWith(`${place}/`);

describe('error codes', () => {
  test('are found where a diagnostic is made, and not where one is compared', () => {
    expect(codesUsed("refuse('E505', `x`); if (code === 'E302') return { code: 'E303' as const };")).toEqual(['E505', 'E303']);
  });

  test('are all in the catalogue', () => {
    expect(uses.filter(({ code }) => !Object.hasOwn(CATALOGUE, code))).toEqual([]);
  });

  test('are used only where their words are true', () => {
    const misplaced = uses.filter(({ code, file }) => !(PLACES[code as Code] ?? []).some((place) => isBelow(file, place)));
    expect(misplaced).toEqual([]);
  });

  test('are all used, in every place that is listed', () => {
    const idle = Object.entries(PLACES).flatMap(([code, places]) =>
      places.filter((place) => !uses.some((use) => use.code === code && isBelow(use.file, place))).map((place) => `${code} in ${place}`),
    );
    expect(idle).toEqual([]);
    expect(Object.keys(PLACES)).toEqual(Object.keys(CATALOGUE));
  });

  test('that comments and documents mention exist', () => {
    const documents = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].filter((file) =>
      file.endsWith('.md'),
    );
    const unknown = [...sources, ...documents].flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\bE\d{3}\b/g)]
        .filter(([code]) => !Object.hasOwn(CATALOGUE, code))
        .map(([code]) => `${file}: ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  test('end the program with an exit code of the README', () => {
    const table = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^\| (\d+)(?:, (\d+))? \|/gm)].flatMap(([, one, two]) =>
      two === undefined ? [Number(one)] : [Number(one), Number(two)],
    );
    expect(table).toEqual(Object.values(EXIT));
  });

  test('have one title each', () => {
    const titles = Object.values(CATALOGUE).map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });
});

test('docs/errors.md is what `npm run errors` writes', () => {
  expect(readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')).toBe(errorsDocument());
});
