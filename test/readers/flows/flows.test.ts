import { describe, expect, test } from 'vitest';
import { readEurostatBothReports } from '../../../src/readers/flows/eurostatBothReports.ts';
import { readEurostatFlows } from '../../../src/readers/flows/eurostatFlows.ts';
import { readMetaFlows } from '../../../src/readers/flows/metaFlows.ts';
import { concatenate } from '../../../src/readers/table/concatenate.ts';
import { rowsOf } from '../columns.ts';
import { gzipped, rawSource, refusalOfReading } from '../scratch.ts';

describe('readMetaFlows', () => {
  const read = (content: string, name = 'meta_flows_2019.json') => readMetaFlows(rawSource('flows-meta', { [name]: content }));

  test('takes the outer key as destination and leaves out the net migration of a country', async () => {
    const source = rawSource('flows-meta', {
      'meta_flows_2019.json.gz': gzipped('{"DE":{"DE":-400,"PL":58},"PL":{"DE":11019}}'),
      'meta_flows_2020.json': '{"DE":{"PL":60}}',
    });
    const rest = { source: 'flows-meta', reporter: 'model', code_system: 'iso2', measure: 'estimates', quality: null };
    expect(rowsOf(await readMetaFlows(source))).toEqual([
      { ...rest, file: 'folder/meta_flows_2019.json.gz', row: 2, orig: 'PL', dest: 'DE', year: 2019, persons: 58 },
      { ...rest, file: 'folder/meta_flows_2019.json.gz', row: 3, orig: 'DE', dest: 'PL', year: 2019, persons: 11_019 },
      { ...rest, file: 'folder/meta_flows_2020.json', row: 1, orig: 'PL', dest: 'DE', year: 2020, persons: 60 },
    ]);
  });

  test.each([
    ['text where a number belongs', '{"DE":{"PL":"58"}}', 'E303', 'DE.PL is "58"'],
    ['a negative flow', '{"DE":{"PL":-1}}', 'E303', 'DE.PL is -1'],
    ['a number in place of the origins', '{"DE":5}', 'E303', 'DE is 5'],
    ['a code of three letters', '{"DEU":{"PL":1}}', 'E303', 'DEU.PL is 1'],
    ['a pair twice', '{"DE":{"PL":1,"PL":2}}', 'E305', 'the file names a member of an object twice'],
    ['a list', '[1]', 'E303', 'the document is [1]'],
  ])('refuses %s', async (_, content, code, message) => {
    expect(await refusalOfReading(() => read(content))).toMatchObject({ code, message });
  });

  test('refuses a document that breaks off, and a file without its year', async () => {
    expect(await refusalOfReading(() => read('{"DE":{"PL"'))).toMatchObject({
      code: 'E305',
      place: { file: 'folder/meta_flows_2019.json' },
    });
    expect((await refusalOfReading(() => read('{}', 'flows.json'))).message).toBe('the file does not name its year');
  });
});

describe('readEurostatFlows', () => {
  test('takes the partner as origin, the reporter as destination', async () => {
    const source = rawSource('flows-eurostat', { 'prv.csv': 'partner,geo,year,value\nGR,UK,2010,373.0\nOTHER,UK,2010,5\n' });
    const rest = {
      source: 'flows-eurostat',
      file: 'folder/prv.csv',
      reporter: 'destination',
      code_system: 'eurostat',
      measure: 'moves',
      quality: null,
      year: 2010,
    };
    expect(rowsOf(await readEurostatFlows(source))).toEqual([
      { ...rest, row: 1, orig: 'GR', dest: 'UK', persons: 373 },
      { ...rest, row: 2, orig: 'OTHER', dest: 'UK', persons: 5 },
    ]);
  });

  test('refuses text where a number belongs', async () => {
    const source = rawSource('flows-eurostat', { 'prv.csv': 'partner,geo,year,value\nAT,BE,2010,:\n' });
    expect(await refusalOfReading(() => readEurostatFlows(source))).toMatchObject({
      code: 'E303',
      message: 'value is ":"',
      place: { file: 'folder/prv.csv', row: 1, field: 'value' },
      expected: 'a number',
    });
  });
});

describe('readEurostatBothReports', () => {
  const HEADER = 'SEX,Year,Sending_iso3,Receiving_iso3,Emig,Immi,UI,AI,UE,AE\n';
  const read = (rows: string) => readEurostatBothReports(rawSource('flows-eurostat-both-reports', { 'migmod.csv': HEADER + rows }));

  test('gives one row for each report, with the quality of the country that made it', async () => {
    const rest = { source: 'flows-eurostat-both-reports', file: 'folder/migmod.csv', code_system: 'iso3', measure: 'moves', year: 2010 };
    const rows = 'Total,2010,DNK,BEL,307,293,low,Medium,low,High\nTotal,2010,BGR,BEL,,3582,,,high,\nTotal,2010,POL,BEL,,,low,,,\n';
    const [toBelgium, fromDenmark] = ['undercount low, accuracy medium', 'undercount low, accuracy high'];
    expect(rowsOf(await read(rows))).toEqual([
      { ...rest, row: 1, reporter: 'destination', orig: 'DNK', dest: 'BEL', persons: 293, quality: toBelgium },
      { ...rest, row: 1, reporter: 'origin', orig: 'DNK', dest: 'BEL', persons: 307, quality: fromDenmark },
      { ...rest, row: 2, reporter: 'destination', orig: 'BGR', dest: 'BEL', persons: 3582, quality: null },
    ]);
  });

  test('refuses a row for one sex', async () => {
    const refusal = await refusalOfReading(() => read('Male,2010,DNK,BEL,307,293,,,,\n'));
    expect(refusal.message).toBe('SEX is "Male"');
  });
});

describe('concatenate', () => {
  test('joins tables and recodes their strings', () => {
    const first = { code: { levels: ['a', 'b'], codes: Int32Array.of(1, -1) }, n: Float64Array.of(1, Number.NaN) };
    const second = { code: { levels: ['c', 'b'], codes: Int32Array.of(0, 1) }, n: Float64Array.of(3, 4) };
    expect(rowsOf(concatenate(first, second))).toEqual([
      { code: 'b', n: 1 },
      { code: null, n: Number.NaN },
      { code: 'c', n: 3 },
      { code: 'b', n: 4 },
    ]);
  });
});
