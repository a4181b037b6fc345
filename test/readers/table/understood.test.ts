import { describe, expect, test } from 'vitest';
import { readWorldBankPopulation } from '../../../src/readers/areas/areaMeasures.ts';
import { readFilledNetMigration } from '../../../src/readers/areas/netMigration.ts';
import { readEurostatFlows } from '../../../src/readers/flows/eurostatFlows.ts';
import { readMetaFlows } from '../../../src/readers/flows/metaFlows.ts';
import { readStockCorrections } from '../../../src/readers/stocks/stockCorrections.ts';
import { readUnhcrRefugees } from '../../../src/readers/stocks/unhcr.ts';
import { Quarantine } from '../../../src/readers/table/quarantine.ts';
import { rowsOf } from '../columns.ts';
import { workbookBytes } from '../formats/workbookBytes.ts';
import { rawSource, refusalOfReading } from '../scratch.ts';

const flows = (text: string | Uint8Array) => readEurostatFlows(rawSource('flows-eurostat', { 'flows.csv': text }));
const personsIn = async (text: string | Uint8Array) => rowsOf(await flows(text)).map(({ persons }) => persons);
const rows = (...values: string[]) => `partner,geo,year,value\n${values.map((value, row) => `DE,FR,${1990 + row},${value}\n`).join('')}`;
const REFUSED = { code: 'E305', message: expect.stringContaining('none of other than three digits') };

describe('points that separate thousands', () => {
  test('are refused where every fraction of a column of persons has three digits', async () => {
    expect(await refusalOfReading(() => flows(rows('346', '2.991', '12.345')))).toMatchObject({
      code: 'E305',
      message: 'the file has 2 fractions in "value", none of other than three digits: "2.991" in data row 2',
      expected: 'persons, without separators of thousands',
      hint: 'Write 2991 if the point separates thousands. If it is a decimal point, show it by a digit more: 2.9910.',
    });
    expect(await refusalOfReading(() => flows(rows('2.991')))).toMatchObject(REFUSED);
  });

  test('are refused in balances, in one of several columns, and where numbers have lost zeros at their end', async () => {
    const net = 'Year,Country ISO,Net Number of Migrants\n1990,DEU,-12.345\n1991,DEU,17\n';
    expect(await refusalOfReading(() => readFilledNetMigration(rawSource('net', { 'n.csv': net })))).toMatchObject(REFUSED);
    const unhcr = 'year,coo_iso,coa_iso,refugees,asylum_seekers,oip\n1990,AFG,PAK,1.5,3.272,\n';
    expect(await refusalOfReading(() => readUnhcrRefugees(rawSource('unhcr', { 'n.csv': unhcr })))).toMatchObject({
      message: expect.stringContaining('"asylum_seekers"'),
    });
    const sheet = workbookBytes({
      Data: [
        ['partner', 'geo', 'year', 'value'],
        ['DE', 'FR', 1990, 2.99],
        ['DE', 'FR', 1991, 12.345],
      ],
    });
    expect(await refusalOfReading(() => flows(sheet))).toMatchObject(REFUSED);
    const meta = rawSource('flows-meta', { 'meta_flows_2019.json': '{"DE":{"FR":2.991,"IT":12.3}}' });
    expect(await refusalOfReading(() => readMetaFlows(meta))).toMatchObject(REFUSED);
  });

  test('are decimal points where any fraction of the column says so', async () => {
    expect(await personsIn(rows('346.0', '2.991'))).toEqual([346, 2.991]);
    expect(await personsIn(rows('2.991', '1234.567'))).toEqual([2.991, 1234.567]);
    expect(await personsIn(rows('2.991', '0.125'))).toEqual([2.991, 0.125]);
    expect(await personsIn(rows('2.9910'))).toEqual([2.991]);
  });

  test.each([
    ['two of them', '1.234.567'],
    ['blanks', '12 345'],
    ['hard blanks', '12\u00a0345'],
    ['apostrophes', "12'345"],
  ])('are named by the hint where no number has them: %s', async (_, value) => {
    expect(await refusalOfReading(() => flows(rows(value)))).toMatchObject({
      code: 'E303',
      message: `value is "${value}"`,
      hint: expect.stringMatching(/^Write the number without separators of thousands\./),
    });
  });
});

describe('a dimension that the reader does not ask for', () => {
  const table = (name: string, ...values: string[]) =>
    `partner,geo,year,value,${name}\n${values.map((value, row) => `DE,FR,${1990 + row},5,${value}\n`).join('')}`;

  test.each([
    ['sex', 'T', 'total', '"T:Total"'],
    ['SEX', '_T', 'Both sexes', 'BTSX'],
    ['age', 'TOTAL', '_T', 'All ages'],
    ['agedef', 'COMPLET', 'REACH', '"COMPLET:Age in completed years"'],
    ['unit', 'NR', 'Persons', 'PS'],
    ['freq', 'A', 'Annual', '"A: Annual"'],
    ['citizen', 'TOTAL', 'T', '_T'],
    ['DATAFLOW', 'ESTAT:MIGR_IMM5PRV(1.0)', 'migr_imm5prv', 'ESTAT:MIGR_IMM5PRV(2.1)'],
  ])('is read where it is the total: %s', async (name, ...values) => {
    expect(await personsIn(table(name, ...values))).toEqual([5, 5, 5]);
  });

  test.each([
    ['sex', 'F'],
    ['SEX', 'male'],
    ['Gender', 'women'],
    ['age', 'Y20-24'],
    ['age', 'Y_LT15'],
    ['agedef', 'UNK'],
    ['unit', 'THS'],
    ['UNIT_MULT', '3'],
    ['freq', 'M'],
    ['month', '2019-01'],
    ['citizen', 'SY'],
    ['c_birth', 'FOR'],
    ['DATAFLOW', 'ESTAT:MIGR_EMI3NXT(1.0)'],
    ['DATAFLOW', 'ESTAT:MIGR_IMM1CTZ(1.0)'],
    ['direction', 'out'],
  ])('is refused where it is not: %s %s', async (name, value) => {
    expect(await refusalOfReading(() => flows(table(name, value)))).toMatchObject({
      code: 'E303',
      message: `${name} is "${value}"`,
      place: { row: 1, field: name },
      hint: expect.stringMatching(/^Keep the rows of the total/),
    });
  });

  test('is refused where it is empty, and among totals', async () => {
    expect((await refusalOfReading(() => flows(table('sex', '')))).message).toBe('sex is empty');
    expect(await refusalOfReading(() => flows(table('sex', 'T', 'F')))).toMatchObject({ message: 'sex is "F"', place: { row: 2 } });
  });

  test('sets its rows apart where the rule allows it, so that the totals are read', async () => {
    const quarantine = new Quarantine(['flows-eurostat'], ['flows-eurostat']);
    const source = rawSource('flows-eurostat', { 'flows.csv': table('sex', 'T', 'F', 'M') });
    const read = await readEurostatFlows(source, quarantine.of('flows-eurostat'));
    expect(rowsOf(read)).toMatchObject([{ year: 1990, persons: 5 }]);
    expect(rowsOf(quarantine.finish()).map(({ row, column }) => [row, column])).toEqual([
      [2, 'sex'],
      [3, 'sex'],
    ]);
  });

  test('is an indicator in tables of the World Bank', async () => {
    const read = (code: string) =>
      readWorldBankPopulation(
        rawSource('world-bank-population', { 'p.csv': `Country Code,Indicator Code,Year,Value\nDEU,${code},1990,79000000\n` }),
      );
    expect(rowsOf(await read('SP.POP.TOTL'))).toMatchObject([{ area: 'DEU', value: 79_000_000 }]);
    expect((await refusalOfReading(() => read('SP.POP.TOTL.FE.IN'))).message).toBe('Indicator Code is "SP.POP.TOTL.FE.IN"');
  });
});

describe('a list of this project', () => {
  test('may be empty, which a table of a publisher may not', async () => {
    const empty = rawSource('stock-corrections', { 'c.csv': 'birth,residence,year,persons,revision,reason\n' });
    expect(rowsOf(await readStockCorrections(empty))).toEqual([]);
    expect((await refusalOfReading(() => flows('partner,geo,year,value\n'))).message).toBe('the file has a header and no rows');
  });
});

describe('rows that are no data', () => {
  test('are left out as notes where they say so, and refused where they do not', async () => {
    expect(await personsIn(`${rows('5')}\nSource: Eurostat\n"Last updated: 2024-01-01",,,\n`)).toEqual([5]);
    expect((await refusalOfReading(() => flows(`${rows('5')}Total\n`))).message).toBe('has 1 fields');
  });

  test.each(['-', '..', ':', 'NA', 'N/A'])('or cells without a value get a hint of their own: %s', async (value) => {
    expect((await refusalOfReading(() => flows(rows(value)))).hint).toMatch(/^Leave the cell empty where a value is missing\./);
  });
});
