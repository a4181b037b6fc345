/** Ids of the sources in the manifest, for raw tables that do not name their source in every row, and for rules about one source. */
export const SOURCE = {
  demography: 'un-wpp-2024',
  worldBank: 'world-bank-population',
  gdp: 'gdp',
  distance: 'distance',
  successions: 'successions',
  freeMovement: 'free-movement',
  cow: 'trade-cow',
  comtrade: 'trade-comtrade',
  refugees: 'unhcr-refugees',
  eurostat: 'flows-eurostat',
  eurostatBothReports: 'flows-eurostat-both-reports',
  nationalNetMigration: 'net-migration-national',
  filledNetMigration: 'net-migration-filled',
  corrections: 'stock-corrections',
} as const;

/** Id of a revision of the UN DESA migrant stock. */
export function stockSource(revision: number): string {
  return `un-desa-stocks-${revision}`;
}
