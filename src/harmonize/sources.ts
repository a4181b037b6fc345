/** Ids of the sources in the manifest, for raw tables that do not name their source in every row. */
export const SOURCE = {
  demography: 'un-wpp-2024',
  gdp: 'gdp',
  distance: 'distance',
  refugees: 'unhcr-refugees',
  eurostat: 'flows-eurostat',
  eurostatBothReports: 'flows-eurostat-both-reports',
  /** Not a file: the table of stockCorrections.ts. */
  corrections: 'stock-corrections',
} as const;

/** Id of a revision of the UN DESA migrant stock. */
export function stockSource(revision: number): string {
  return `un-desa-stocks-${revision}`;
}
