import { describe, expect, test } from 'vitest';
import { nameKey } from '../../src/harmonize/areas/areaNames.ts';
import { AreaResolver } from '../../src/harmonize/areas/areaResolver.ts';
import { categoryOf } from '../../src/tables/columns.ts';
import { refusalOf } from '../readers/scratch.ts';

const NAMES = [
  ['CIV', 'Côte d’Ivoire', 384],
  ['TUR', 'Turkey', 792],
  ['SWZ', 'Eswatini', 748],
  ['MKD', 'North Macedonia', 807],
  ['NAM', 'Namibia', 516],
  ['COD', 'Congo - Kinshasa', 180],
  ['COG', 'Congo - Brazzaville', 178],
  ['NER', 'Niger', 562],
  ['NGA', 'Nigeria', 566],
  ['LCA', 'St. Lucia', 662],
  ['TTO', 'Trinidad & Tobago', 780],
  ['AFG', 'Afghanistan', 4],
] as const;

const codes = NAMES.map(([code]) => code as string);
const resolver = new AreaResolver(
  {
    iso3: categoryOf(codes),
    iso2: categoryOf(codes.map((code) => (code === 'NAM' ? 'NA' : null))),
    eurostat: categoryOf(codes.map(() => null)),
    cow: new Int32Array(codes.length),
    m49: Int32Array.from(NAMES, ([, , m49]) => m49),
    name: categoryOf(NAMES.map(([, name]) => name)),
    region: categoryOf(codes.map(() => null)),
    wpp: new Uint8Array(codes.length).fill(1),
  },
  { table: {} as never, codes, lacking: new Map() },
);

const placeOf = () => ({ file: 'table.csv', row: 3, field: 'the partner' });
const named = (name: string) => codes[resolver.resolve('office', 'name', name, placeOf).area];

describe('names of countries', () => {
  test.each([
    ["Côte d'Ivoire", 'CIV'],
    ['Cote dIvoire', 'CIV'],
    ['COTE D’IVOIRE', 'CIV'],
    ['Ivory Coast', 'CIV'],
    ['Türkiye', 'TUR'],
    ['Turkiye', 'TUR'],
    ['Swaziland', 'SWZ'],
    ['Macedonia', 'MKD'],
    ['The former Yugoslav Republic of Macedonia', 'MKD'],
    ['Saint Lucia', 'LCA'],
    ['Trinidad and Tobago', 'TTO'],
    ['Niger', 'NER'],
    ['Democratic Republic of the Congo', 'COD'],
  ])('%s is %s', (name, code) => {
    expect(named(name)).toBe(code);
  });

  test('NA is Namibia by its code, and no missing value', () => {
    expect(codes[resolver.resolve('office', 'iso2', 'NA', placeOf).area]).toBe('NAM');
  });

  test('M49 numbers may have leading zeros', () => {
    expect(codes[resolver.resolve('office', 'm49', '004', placeOf).area]).toBe('AFG');
    expect(codes[resolver.resolve('office', 'm49', '4', placeOf).area]).toBe('AFG');
  });

  test.each([
    ['Nigria', 'Nigeria'],
    ['Afganistan', 'Afghanistan'],
    ['Eswatni', 'Eswatini'],
  ])('%s is not guessed: %s is suggested', (name, meant) => {
    expect(refusalOf(() => named(name))).toMatchObject({
      code: 'E304',
      message: `"${name}" in the partner is no name of a country or area`,
      place: { file: 'table.csv', row: 3 },
      hint: `Did you mean "${meant}"? Say what it stands for under \`areas\` of the declaration: an ISO3 code, or null for no single country.`,
    });
  });

  test('what may be two countries is none, and no suggestion where nothing is near', () => {
    expect(refusalOf(() => named('Congo')).code).toBe('E304');
    expect(refusalOf(() => named('Czechoslovakia')).hint).toMatch(/^Say what it stands for/);
  });

  test('differ after what is compared of them', () => {
    expect(new Set(NAMES.map(([, name]) => nameKey(name))).size).toBe(NAMES.length);
  });
});
