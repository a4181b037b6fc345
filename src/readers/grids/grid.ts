import { readBytes, startsWith } from '../formats/bytes.ts';
import { OTHER_FILE, type RawFile, refuseContent } from '../formats/rawFile.ts';
import type { Grid } from './gridValues.ts';
import { openHdf5 } from './hdf5.ts';
import { openNetcdf } from './netcdf.ts';

const CDF = [0x43, 0x44, 0x46];
const HDF = [0x89, 0x48, 0x44, 0x46];

/**
 * Opens NetCDF classic (CDF-1, CDF-2) or NetCDF-4 and HDF5, plain or packed; the first bytes tell which. The file is held in
 * memory, within MAXIMUM_BYTES. Refuses other formats and headers that promise more than the file holds (E305).
 */
export async function openGrid(file: RawFile): Promise<Grid> {
  const bytes = await readBytes(file);
  if (startsWith(bytes, CDF)) return openNetcdf(file, bytes);
  if (startsWith(bytes, HDF)) return openHdf5(file, bytes);
  return refuseContent(file, 'is not a NetCDF file', { expected: 'NetCDF classic (CDF-1, CDF-2) or NetCDF-4 (HDF5)', hint: OTHER_FILE });
}

/** Calendar years along the dimension `Year`, each once. Refuses other numbers (E305). */
export function gridYears(grid: Grid): number[] {
  const years = [...grid.numbers('Year', ['Year'])];
  const wrong = years.find((year) => !Number.isInteger(year) || year < 1900 || year > 2199);
  if (wrong !== undefined)
    refuseContent(grid.file, `has the year ${wrong}`, { expected: 'calendar years from 1900 to 2199', hint: OTHER_FILE });
  if (new Set(years).size < years.length) refuseContent(grid.file, 'has a year twice', { expected: 'each year once', hint: OTHER_FILE });
  return years;
}

/** ISO3 codes along the dimension `Country ISO`, each once. Refuses other strings (E305). */
export function gridAreas(grid: Grid): string[] {
  const areas = grid.labels('Country ISO', 'Country ISO');
  const wrong = areas.find((area) => !/^[A-Z]{3}$/.test(area));
  if (wrong !== undefined)
    refuseContent(grid.file, `has the area "${wrong}"`, { expected: 'three capital letters (ISO 3166-1 alpha-3)', hint: OTHER_FILE });
  if (new Set(areas).size < areas.length) refuseContent(grid.file, 'has an area twice', { expected: 'each area once', hint: OTHER_FILE });
  return areas;
}
