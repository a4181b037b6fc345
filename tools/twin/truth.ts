import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type AnnualFlows, annualFlowsOf, positionOf } from '../../src/evaluation/annualFlows.ts';
import type { MovesByBirth } from './estimates.ts';

/** True flows by pair, and moves by birth, from the file that the stages read as source `truth`. */
export function readTruth(
  file: string,
  codes: readonly string[],
  years: { readonly first: number; readonly last: number },
): { readonly flows: AnnualFlows; readonly moves: MovesByBirth } {
  const index = new Map(codes.map((code, position) => [code, position]));
  const flows = annualFlowsOf(years, codes.length, 0);
  const moves = { outward: 0, home: 0, transit: 0 };
  eachRow(readFileSync(file), ['year', 'birth', 'orig', 'dest', 'persons'], ([year, birth, orig, dest, persons]) => {
    const position = positionOf(flows, Number(year), index.get(orig!)!, index.get(dest!)!);
    if (position < 0) return;
    flows.values[position]! += Number(persons);
    moves[birth === orig ? 'outward' : birth === dest ? 'home' : 'transit'] += Number(persons);
  });
  return { flows, moves };
}

/** Calls for each row of a plain or gzipped CSV file without quotes, with the values of the named columns. Throws where one is missing. */
export function eachRow(content: Uint8Array, columns: readonly string[], row: (values: readonly string[]) => void): void {
  const isGzip = content[0] === 0x1f && content[1] === 0x8b;
  const [header = '', ...lines] = new TextDecoder()
    .decode(isGzip ? gunzipSync(content) : content)
    .trimEnd()
    .split('\n');
  const names = header.split(',');
  const places = columns.map((column) => names.indexOf(column));
  const missing = columns.filter((_, position) => places[position]! < 0);
  if (missing.length > 0) throw new RangeError(`no column ${missing.join(', ')} in a file with ${header}`);
  for (const line of lines) {
    const cells = line.split(',');
    row(places.map((place) => cells[place]!));
  }
}
