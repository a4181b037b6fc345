import type { Gdp } from '../../../schemas/generated/types.ts';
import { gridNamed, type RawFile, type RawSource, tableNamed } from '../formats/rawFile.ts';
import { gridAreas, gridYears, openGrid } from '../grids/grid.ts';
import { type RowAudit, STOP } from '../table/rowAudit.ts';
import { readTable } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';

const LAYOUT = {
  area: 'category',
  year: 'int16',
  gdp_per_capita: 'float64',
  growth: 'float64',
  deflator: 'float64',
  imputed: 'uint8',
  file: 'category',
  row: 'int32',
} as const;

const DIMENSIONS = ['Year', 'Country ISO'] as const;
const PER_CAPITA = 'GDP/capita (2015 USD)';
const GROWTH = 'GDP % annual growth';

/** Values of a cell as the table has them; null where it has none. */
interface Reported {
  readonly level: number | null;
  readonly growth: number | null;
}

/** Relative difference above which the compilers replaced a value. */
const REPLACED = 1e-6;

/**
 * GDP_data.nc over (Year, Country ISO): GDP per head in USD of 2015, growth in per cent, and the deflator, GDP in current USD
 * over GDP in USD of 2015. GDP_data.csv is the same without what the compilers filled in (docs/method.md 2.4): a row counts as
 * imputed where it has a level or a growth that the table lacks or has otherwise. Cells without any value give no row.
 */
export async function readGdp(source: RawSource, audit: RowAudit = STOP): Promise<Gdp> {
  const grid = await openGrid(gridNamed(source, 'GDP_data'));
  const reported = await reportedCells(tableNamed(source, 'GDP_data'), audit);
  const years = gridYears(grid);
  const areas = gridAreas(grid);
  const [level, growth, current, constant] = [PER_CAPITA, GROWTH, 'GDP (current USD)', 'GDP (2015 USD)'].map((name) =>
    grid.numbers(name, DIMENSIONS),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const gdp = new TableBuilder<Gdp>(LAYOUT, ['area', 'year']);
  let empty = 0;
  years.forEach((year, step) => {
    areas.forEach((area, position) => {
      const cell = step * areas.length + position;
      const at = { file: grid.file.name, row: position + 1 };
      const ratio = current[cell]! / constant[cell]!;
      const values = {
        gdp_per_capita: level[cell]!,
        growth: growth[cell]!,
        deflator: Number.isFinite(ratio) ? ratio : Number.NaN,
      };
      if (Object.values(values).every(Number.isNaN)) {
        empty += 1;
        return;
      }
      const known = reported.get(`${area} ${year}`) ?? { level: null, growth: null };
      const filled = isFilled(values.gdp_per_capita, known.level) || isFilled(values.growth, known.growth);
      gdp.add(at, { area, year, ...values, imputed: filled ? 1 : 0 });
    });
  });
  audit.counted({ file: grid.file.name, rows: years.length * areas.length, leftOut: new Map([['no value', empty]]) });
  return gdp.finish();
}

function isFilled(value: number, reported: number | null): boolean {
  if (Number.isNaN(value)) return false;
  return reported === null || Math.abs(value - reported) > REPLACED * Math.abs(reported);
}

/** Values of the table by area and year. */
async function reportedCells(file: RawFile, audit: RowAudit): Promise<ReadonlyMap<string, Reported>> {
  const cells = new Map<string, Reported>();
  await readTable(
    file,
    { fields: ['Year', 'Country ISO', PER_CAPITA, GROWTH] },
    (row) => {
      const key = `${row.iso3('Country ISO')} ${row.year('Year')}`;
      if (cells.has(key)) row.refuse('Country ISO, Year', `${key} is there already`, 'each combination once');
      cells.set(key, { level: row.optionalDecimal(PER_CAPITA), growth: row.optionalDecimal(GROWTH) });
    },
    audit,
  );
  return cells;
}
