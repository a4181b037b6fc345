import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generateDemoWorld } from '../../src/demo/generate.ts';
import { DEMO_WORLD, manifestText } from '../../src/demo/manifest.ts';
import { content, DEMO } from './files.ts';

const files = generateDemoWorld();

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(DEMO, path).replaceAll('\\', '/'));
}

describe('committed demo world', () => {
  test.each([...files.keys()])('%s is what the generator makes, byte for byte', (path) => {
    expect(readFileSync(join(DEMO, path)).equals(files.get(path)!)).toBe(true);
  });

  test('has the manifest of these files', () => {
    expect(readFileSync(join(DEMO, 'sources.yaml'), 'utf8')).toBe(manifestText(files, DEMO_WORLD));
  });

  test('holds nothing else, and less than 2.5 MB', () => {
    const found = filesUnder(DEMO);
    expect(found.sort()).toEqual([...files.keys(), 'README.md', 'sources.yaml'].sort());
    expect(found.reduce((sum, path) => sum + statSync(join(DEMO, path)).size, 0)).toBeLessThan(2_500_000);
  });

  test('begins with these literal values', () => {
    const truth = content('truth/flows.csv.gz').toString('utf8').split('\n');
    expect(truth[0]).toBe('year,birth,orig,dest,persons');
    expect(truth[1]).toBe('1990,QNV,QNV,QOK,2');
    expect(content('truth/populations.csv.gz').toString('utf8').split('\n')[1]).toBe('1990,QNV,8235119,105151,82328,7924');
    expect(content('truth/stocks.csv.gz').toString('utf8').split('\n')[1]).toBe('1990,QNV,QOK,4699.5');
    expect(content('un_wpp_2024/births.txt.gz').toString('utf8').split('\n')[1]?.split('\t').slice(0, 3)).toEqual([
      '900',
      'World',
      '10595.815',
    ]);
  });
});

describe('manifestText', () => {
  test('refuses a file that belongs to no source, and a source without its file', () => {
    expect(() => manifestText(new Map([...files, ['stray.csv', new Uint8Array()]]), DEMO_WORLD)).toThrow('files of no source: stray.csv');
    const withoutGdp = new Map(files);
    withoutGdp.delete('paper_repo/GDP_data.nc');
    expect(() => manifestText(withoutGdp, DEMO_WORLD)).toThrow('no file paper_repo/GDP_data.nc');
  });
});
