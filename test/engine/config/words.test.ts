// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the syntax of pipeline.yaml.
import { describe, expect, test } from 'vitest';
import { dottedPaths, parameterIn, pointerOf, valueAt, withValueAt } from '../../../src/engine/config/interpolate.ts';
import { bytesOf, millisecondsOf } from '../../../src/engine/config/quantities.ts';
import { isMachinePath, pathProblem } from '../../../src/engine/config/reading/paths.ts';

describe('pathProblem', () => {
  test.each(['a', 'stages/train.ts', 'data/demo/x-1_2.csv', '.hidden/x', 'a..b', 'ünïcode/é.csv'])('%s is fine', (path) => {
    expect(pathProblem(path)).toBeNull();
  });

  test.each([
    ['', 'is empty'],
    ['../x', 'leaves its folder by ".."'],
    ['a/../../b', 'leaves its folder by ".."'],
    ['..', 'leaves its folder by ".."'],
    ['/etc/passwd', 'is absolute'],
    ['C:\\x', 'holds a backslash'],
    ['C:x', 'begins with a drive letter'],
    ['a\\b', 'holds a backslash'],
    ['a\u0000b', 'holds a control character'],
    ['a\nb', 'holds a control character'],
    ['~/x', 'begins with "~"'],
    ['./x', 'has a part "."'],
    ['a//b', 'has an empty part'],
    ['a/', 'has an empty part'],
    ['a./b', 'has a part that ends in a dot or a blank'],
    ['a ', 'has a part that ends in a dot or a blank'],
    ['e\u0301.csv', 'is not in Unicode normal form C'],
    ['é'.repeat(128), 'has a part longer than 255 bytes'],
    ['a/'.repeat(600), 'is longer than 1024 characters'],
  ])('%j %s', (path, problem) => {
    expect(pathProblem(path)).toBe(problem);
  });
});

test('paths of one machine are told from other text', () => {
  expect(['/tmp/x', '/x', '~/data', 'C:\\x', 'd:/x', '\\\\host\\x', 'file:///x'].map(isMachinePath)).toEqual(Array(7).fill(true));
  expect(['a/b', '/', 'persons / year', '~', 'a: b', 'C', ''].map(isMachinePath)).toEqual(Array(7).fill(false));
});

test('amounts of memory are bytes', () => {
  expect(['512 MB', '2 GB', '2GB', '1.5 GiB', '1 MiB'].map(bytesOf)).toEqual([512e6, 2e9, 2e9, 1_610_612_736, 1_048_576]);
  expect(() => bytesOf('2 TB')).toThrow(RangeError);
});

test('durations are milliseconds', () => {
  expect(['90s', '10m', '1h'].map(millisecondsOf)).toEqual([90_000, 600_000, 3_600_000]);
  expect(() => millisecondsOf('1d')).toThrow(RangeError);
});

describe('parameters by dotted path', () => {
  const params = { a: { b: [1, 2], c: null }, 'd-e': 1 };

  test('are referred to by the whole of a text', () => {
    expect(parameterIn('${params.a.b}')).toBe('a.b');
    expect(['params.a', '${params.}', '${params.a} ', 'x${params.a}', '${env.a}', '${params.${params.a}}'].map(parameterIn)).toEqual(
      Array(6).fill(null),
    );
  });

  test('are looked up', () => {
    expect(valueAt(params, 'a.b')).toEqual([1, 2]);
    expect(valueAt(params, 'a.c')).toBeNull();
    expect(['a.x', 'a.b.0', 'a.b.length', 'a.c.x', 'toString', 'x'].map((path) => valueAt(params, path))).toEqual(Array(6).fill(undefined));
  });

  test('are replaced without touching the others', () => {
    expect(withValueAt(params, 'a.c', 5)).toEqual({ a: { b: [1, 2], c: 5 }, 'd-e': 1 });
    expect(withValueAt(params, 'f.g', 5)).toEqual({ ...params, f: { g: 5 } });
    expect(params.a.c).toBeNull();
  });

  test('are listed', () => {
    expect(dottedPaths(params)).toEqual(['a', 'a.b', 'a.c', 'd-e']);
    expect(pointerOf('a.b')).toBe('/a/b');
  });
});
