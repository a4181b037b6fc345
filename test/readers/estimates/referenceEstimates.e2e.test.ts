import { describe, expect, test } from 'vitest';
import { sum } from '../../../src/numerics/statistics.ts';
import { readAbelCohenMatrices } from '../../../src/readers/estimates/abelCohenMatrices.ts';
import { readAbelCohenTable } from '../../../src/readers/estimates/abelCohenTable.ts';
import { readGaskinAbelFlows } from '../../../src/readers/estimates/gaskinAbelFlows.ts';
import { readGaskinAbelNetMigration } from '../../../src/readers/estimates/gaskinAbelNetMigration.ts';
import { tableNamed } from '../../../src/readers/formats/rawFile.ts';
import { rowsOf } from '../columns.ts';
import { netcdfBytes } from '../grids/netcdfBytes.ts';
import { hasRealData, realSource } from '../realData.ts';
import { gzipped, rawFile, rawSource, refusalOfReading } from '../scratch.ts';

describe('readAbelCohenTable', () => {
  const HEADER = 'origin,dest,period,drop_neg,reverse_neg,mig_rate,min_open,min_close,pb\n';
  const read = (rows: string) => readAbelCohenTable(rawFile('flows.csv', HEADER + rows));

  test('gives the flows of each estimator, without those of an area to itself and of nobody', async () => {
    const flows = await read('"MEX","USA","1990-1995",1,2,3,4,5,6.5\nUSA,USA,1990-1995,9,9,9,9,9,9\nUSA,MEX,2020-2024,0,0,7,0,0,8\n');
    expect(rowsOf({ ...flows.pseudo_bayes })).toEqual([
      { orig: 'MEX', dest: 'USA', start: 1990, end: 1995, persons: 6.5 },
      { orig: 'USA', dest: 'MEX', start: 2020, end: 2024, persons: 8 },
    ]);
    expect(rowsOf({ ...flows.drop_negative })).toEqual([{ orig: 'MEX', dest: 'USA', start: 1990, end: 1995, persons: 1 }]);
    expect([...flows.reverse_negative.persons, ...flows.open.persons, ...flows.closed.persons]).toEqual([2, 4, 5]);
    expect([...flows.migration_rate.persons]).toEqual([3, 7]);
  });

  test.each([
    ['a negative flow', 'MEX,USA,1990-1995,1,2,3,4,-5,6\n', 'min_close is "-5"', 'min_close'],
    ['a period that runs backwards', 'MEX,USA,1995-1990,1,2,3,4,5,6\n', 'period is "1995-1990"', 'period'],
    ['a year in place of a period', 'MEX,USA,1990,1,2,3,4,5,6\n', 'period is "1990"', 'period'],
    ['a country by name', 'Mexico,USA,1990-1995,1,2,3,4,5,6\n', 'origin is "Mexico"', 'origin'],
  ])('refuses %s', async (_, rows, message, field) => {
    expect(await refusalOfReading(() => read(rows))).toMatchObject({ code: 'E303', message, place: { row: 1, field } });
  });

  test('refuses a table without one of the estimators', async () => {
    const refusal = await refusalOfReading(() => readAbelCohenTable(rawFile('flows.csv', 'origin,dest,period,drop_neg\n')));
    expect(refusal).toMatchObject({ code: 'E305', place: { file: 'folder/flows.csv' } });
  });
});

describe('readAbelCohenMatrices', () => {
  const NAMES = '"names":["Europe","France","Oceania","Fiji"],"regions":[0,2]';
  const read = (content: string) => readAbelCohenMatrices(rawFile('flows.json.gz', gzipped(content)));
  const matrixOf = (...rows: string[]) => `{${NAMES},"matrix":{"1990":[${rows.join()}]}}`;

  test('takes origins by row and leaves out regions and the diagonal', async () => {
    const flows = await read(matrixOf('[1,1,1,1]', '[1,5,1,7]', '[1,1,1,1]', '[1,9,1,0]'));
    expect(rowsOf({ ...flows })).toEqual([
      { orig: 'France', dest: 'Fiji', start: 1990, end: 1995, persons: 7 },
      { orig: 'Fiji', dest: 'France', start: 1990, end: 1995, persons: 9 },
    ]);
  });

  test.each([
    ['text where a number belongs', matrixOf('[1,1,1,1]', '[1,5,1,"7"]', '[1,1,1,1]', '[1,9,1,0]'), 'E303', 'matrix.1990[1][3] is "7"'],
    ['a negative flow', matrixOf('[1,1,1,1]', '[1,5,1,-7]', '[1,1,1,1]', '[1,9,1,0]'), 'E303', 'matrix.1990[1][3] is -7'],
    ['a name that is none', '{"names":[1],"regions":[],"matrix":{}}', 'E303', 'names[0] is 1'],
    ['a document without names', '{"regions":[],"matrix":{}}', 'E303', 'names is undefined'],
  ])('refuses %s', async (_, content, code, message) => {
    expect(await refusalOfReading(() => read(content))).toMatchObject({ code, message });
  });

  test.each([
    ['a row too few', matrixOf('[1,1,1,1]', '[1,5,1,7]', '[1,1,1,1]'), 'has 3 values in matrix.1990'],
    ['a cell too few', matrixOf('[1,1,1,1]', '[1,5,1]', '[1,1,1,1]', '[1,9,1,0]'), 'has 3 values in matrix.1990[1]'],
    ['a period without its year', `{${NAMES},"matrix":{"first":[]}}`, 'has a matrix of "first"'],
  ])('refuses %s', async (_, content, problem) => {
    expect(await refusalOfReading(() => read(content))).toMatchObject({ code: 'E305', message: `the file ${problem}` });
  });
});

describe('readGaskinAbelFlows', () => {
  test('takes the outer key for the destination, the year from the name, and leaves out net migration', async () => {
    const files = [
      rawFile('flows_1990.json', '{"AF":{"IN":2157,"AF":-9},"IN":{"AF":60}}'),
      rawFile('flows_1991.json.gz', gzipped('{"AF":{"IN":7}}')),
    ];
    expect(rowsOf({ ...(await readGaskinAbelFlows(files)) })).toEqual([
      { orig: 'IN', dest: 'AF', start: 1990, end: 1991, persons: 2157 },
      { orig: 'AF', dest: 'IN', start: 1990, end: 1991, persons: 60 },
      { orig: 'IN', dest: 'AF', start: 1991, end: 1992, persons: 7 },
    ]);
  });

  test('refuses negative flows and files without their year', async () => {
    expect(await refusalOfReading(() => readGaskinAbelFlows([rawFile('flows_1990.json', '{"AF":{"IN":-1}}')]))).toMatchObject({
      code: 'E303',
      message: 'AF.IN is -1',
    });
    expect((await refusalOfReading(() => readGaskinAbelFlows([rawFile('flows.json', '{}')]))).message).toBe(
      'the file does not name its year',
    );
  });
});

describe('readGaskinAbelNetMigration', () => {
  const variables = (mean: readonly number[]) => [
    { name: 'Year', type: 'int', values: [1990, 1991], dimensions: ['Year'] } as const,
    { name: 'Country ISO', type: 'char', values: 'ABWAFG', dimensions: ['Country ISO', 'string3'] } as const,
    { name: 'mean', type: 'double', values: mean, dimensions: ['Year', 'Country ISO'] } as const,
  ];
  const DIMENSIONS = { Year: 2, 'Country ISO': 2, string3: 3 };

  test('gives a row for each value', async () => {
    const file = rawFile('net.nc', netcdfBytes(DIMENSIONS, variables([1, -2, Number.NaN, 4])));
    expect(rowsOf({ ...(await readGaskinAbelNetMigration(file)) })).toEqual([
      { area: 'ABW', year: 1990, persons: 1 },
      { area: 'AFG', year: 1990, persons: -2 },
      { area: 'AFG', year: 1991, persons: 4 },
    ]);
  });

  test('refuses a file without the mean', async () => {
    const file = rawFile('net.nc', netcdfBytes(DIMENSIONS, variables([1, 2, 3, 4]).slice(0, 2)));
    expect((await refusalOfReading(() => readGaskinAbelNetMigration(file))).code).toBe('E305');
  });

  test('refuses a source without the file', async () => {
    const refusal = await refusalOfReading(async () => tableNamed(rawSource('reference-estimates', {}), 'abel_cohen_ims2024_1990_2024'));
    expect(refusal).toMatchObject({ code: 'E301', message: 'source "reference-estimates" lacks the file abel_cohen_ims2024_1990_2024' });
  });
});

describe.skipIf(!hasRealData)('the published files', () => {
  const source = () => realSource('reference-estimates');

  test('add up to the published totals of Abel and Cohen 2024, without VAT among ours', async () => {
    const flows = await readAbelCohenTable(tableNamed(source(), 'abel_cohen_ims2024_1990_2024'));
    const totalOf = (method: keyof typeof flows, start: number) =>
      sum(flows[method].persons.filter((_, row) => flows[method].start[row] === start));
    expect(totalOf('drop_negative', 1990)).toBe(26_061_563);
    expect(totalOf('closed', 2020)).toBe(44_556_107);
    expect(totalOf('pseudo_bayes', 2015)).toBeCloseTo(104_770_522.84, 1);
  });

  test('add up to the published totals of Abel and Cohen 2020, without regions', async () => {
    const flows = await readAbelCohenMatrices(tableNamed(source(), 'abel_cohen_ims2020_flow_da_pb_closed'));
    expect(sum(flows.persons.filter((_, row) => flows.start[row] === 1990))).toBe(72_739_066);
  });

  test('hold 34 years of Gaskin and Abel, and net migration that adds up to nothing', async () => {
    const flows = await readGaskinAbelFlows(source().files.filter(({ name }) => /\/flows_\d{4}\.json/.test(name)));
    expect(new Set(flows.start).size).toBe(34);
    expect(flows.persons.every((persons) => persons >= 50)).toBe(true);
    const net = await readGaskinAbelNetMigration(source().files.find(({ name }) => name.endsWith('.nc'))!);
    expect(net.persons.length).toBe(34 * 231);
    expect(Math.abs(sum(net.persons))).toBeLessThan(34);
  });
});
