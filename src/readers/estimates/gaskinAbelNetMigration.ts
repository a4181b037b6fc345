import { type Category, categoryOf } from '../../tables/columns.ts';
import type { RawFile } from '../formats/rawFile.ts';
import { gridAreas, gridYears, openGrid } from '../grids/grid.ts';

/** Net migration as others publish their estimates of it: persons in a calendar year, by ISO3 code. */
export interface PublishedNetMigration {
  readonly area: Category;
  readonly year: Int16Array;
  readonly persons: Float64Array;
}

/** gaskin_abel_net_migration.nc: `mean` over (Year, Country ISO). Cells without a value give no row. */
export async function readGaskinAbelNetMigration(file: RawFile): Promise<PublishedNetMigration> {
  const grid = await openGrid(file);
  const years = gridYears(grid);
  const areas = gridAreas(grid);
  const mean = grid.numbers('mean', ['Year', 'Country ISO']);
  const present = Array.from(mean.keys()).filter((cell) => !Number.isNaN(mean[cell]));
  return {
    area: categoryOf(present.map((cell) => areas[cell % areas.length]!)),
    year: Int16Array.from(present, (cell) => years[Math.floor(cell / areas.length)]!),
    persons: Float64Array.from(present, (cell) => mean[cell]!),
  };
}
