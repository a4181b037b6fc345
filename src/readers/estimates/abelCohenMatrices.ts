import { membersOf, numberAt, readJson, refuseValue } from '../formats/json.ts';
import { OTHER_FILE, type RawFile, refuseContent } from '../formats/rawFile.ts';
import { type PublishedFlows, PublishedFlowsBuilder } from './publishedFlows.ts';

/** Every period of these matrices is so many years long; its key is the first of them. */
const PERIOD_YEARS = 5;

/** What the matrix of a period stands over: English names of areas, and places among them that are sums of areas. */
interface Axis {
  readonly names: readonly string[];
  readonly aggregates: ReadonlySet<number>;
}

/**
 * Flows of Abel and Cohen on the migrant stocks of 2020: a JSON document of `names`, of `regions` (places of the sums over
 * areas, which are left out), and of one `matrix` for each period of five years, origins by row, in persons. Areas are
 * known by English names only.
 */
export async function readAbelCohenMatrices(file: RawFile): Promise<PublishedFlows> {
  const document = new Map(membersOf(file, await readJson(file), ''));
  const names = listAt(file, document.get('names'), 'names').map((name, at) => textAt(file, name, `names[${at}]`));
  const regions = listAt(file, document.get('regions'), 'regions').map((place, at) => numberAt(file, place, `regions[${at}]`));
  const axis: Axis = { names, aggregates: new Set(regions) };
  const flows = new PublishedFlowsBuilder();
  for (const [period, matrix] of membersOf(file, document.get('matrix'), 'matrix')) {
    addMatrix(flows, { file, path: `matrix.${period}`, value: matrix }, startOf(file, period), axis);
  }
  return flows.finish();
}

/** A value of the document, with its path for messages. */
interface DocumentValue {
  readonly file: RawFile;
  readonly path: string;
  readonly value: unknown;
}

function addMatrix(flows: PublishedFlowsBuilder, { file, path, value: matrix }: DocumentValue, start: number, axis: Axis): void {
  const { names, aggregates } = axis;
  for (const [orig, row] of listOf(file, matrix, path, names.length).entries()) {
    const values = listOf(file, row, `${path}[${orig}]`, names.length);
    if (aggregates.has(orig)) continue;
    for (const [dest, value] of values.entries()) {
      const persons = numberAt(file, value, `${path}[${orig}][${dest}]`);
      if (persons < 0) refuseValue(file, `${path}[${orig}][${dest}]`, value, 'a number that is not negative');
      if (dest === orig || aggregates.has(dest)) continue;
      flows.add(names[orig]!, names[dest]!, start, start + PERIOD_YEARS, persons);
    }
  }
}

function startOf(file: RawFile, period: string): number {
  return /^\d{4}$/.test(period)
    ? Number(period)
    : refuseContent(file, `has a matrix of "${period}"`, { expected: 'the first year of a period, such as 1990', hint: OTHER_FILE });
}

function listAt(file: RawFile, value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuseValue(file, path, value, 'a list');
}

function listOf(file: RawFile, value: unknown, path: string, length: number): readonly unknown[] {
  const list = listAt(file, value, path);
  return list.length === length
    ? list
    : refuseContent(file, `has ${list.length} values in ${path}`, { expected: `${length}, one for each name`, hint: OTHER_FILE });
}

function textAt(file: RawFile, value: unknown, path: string): string {
  return typeof value === 'string' ? value : refuseValue(file, path, value, 'a name');
}
