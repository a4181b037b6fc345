/** ISO 3166-1 codes that were given up for another one of the same country, and old codes of the World Bank. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['ADO', 'AND'],
  ['BUR', 'MMR'],
  ['DHY', 'BEN'],
  ['HVO', 'BFA'],
  ['IMY', 'IMN'],
  ['KSV', 'XKX'],
  ['RHO', 'ZWE'],
  ['ROM', 'ROU'],
  ['TMP', 'TLS'],
  ['WBG', 'PSE'],
  ['ZAR', 'COD'],
]);

const UNDIVIDED = 'not divided between its successors';

/** ISO 3166-1 codes of states that are no more (ISO 3166-3), with the reason to leave their values out. */
export const FORMER_STATES: readonly (readonly [code: string, reason: string])[] = [
  ['ANT', `Netherlands Antilles, ${UNDIVIDED}`],
  ['CSK', `Czechoslovakia, ${UNDIVIDED}`],
  ['DDR', 'German Democratic Republic, before unification'],
  ['SCG', `Serbia and Montenegro, ${UNDIVIDED}`],
  ['SUN', `Soviet Union, ${UNDIVIDED}`],
  ['YMD', 'Democratic Yemen, before unification'],
  ['YUG', `Yugoslavia, ${UNDIVIDED}`],
];

/** The code that a country has now in the place of this one; undefined where the code was not given up. */
export function presentCode(code: string): string | undefined {
  return RENAMED.get(code);
}
