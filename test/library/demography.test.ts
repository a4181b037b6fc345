import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as library from '../../src/library/demography.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/demography.md'), 'utf8');

/** Rows of the tables of functions: cells by column. */
const rows = page
  .slice(page.indexOf('## Functions'), page.indexOf('## Where the package'))
  .split('\n')
  .filter((line) => /^\| (?!migest \||--- )/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, , here = '', section = '']) => ({ names: [...here.matchAll(/`(\w+)`/g)].map(([, name]) => name!), section }));

describe('docs/demography.md', () => {
  test('lists what the library exports, each name once', () => {
    const exported = Object.keys(library);
    expect(exported.length).toBeGreaterThan(60);
    expect(rows.flatMap(({ names }) => names).sort()).toEqual(exported.sort());
    expect(rows.filter(({ names }) => names.length === 0)).toEqual([]);
  });

  test('names sections of docs/method.md', () => {
    const method = readFileSync(join(ROOT, 'docs/method.md'), 'utf8');
    const numbers = new Set([...method.matchAll(/^(?:#+ |\*\*)(\d+(?:\.\d+)+) /gm)].map(([, number]) => number));
    const sections = rows.map(({ section }) => section).filter((section) => section !== '');
    expect(sections.filter((section) => !numbers.has(section))).toEqual([]);
  });
});
