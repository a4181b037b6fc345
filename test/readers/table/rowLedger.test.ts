import { describe, expect, test } from 'vitest';
import { readNationalNetMigration } from '../../../src/readers/areas/netMigration.ts';
import { readEurostatFlows } from '../../../src/readers/flows/eurostatFlows.ts';
import { readMetaFlows } from '../../../src/readers/flows/metaFlows.ts';
import { Quarantine } from '../../../src/readers/table/quarantine.ts';
import { RowLedger } from '../../../src/readers/table/rowLedger.ts';
import { rowsOf } from '../columns.ts';
import { netcdfBytes } from '../grids/netcdfBytes.ts';
import { rawSource } from '../scratch.ts';

const SOURCES = ['flows-eurostat', 'flows-meta', 'net-migration-national'];
const ledgerOf = (...rule: string[]) => new RowLedger(new Quarantine(rule, SOURCES));

describe('the ledger of rows', () => {
  test('counts what was taken, left out and set apart, and says so in a line for each file that lost rows', async () => {
    const ledger = ledgerOf('flows-eurostat');
    const flows = 'partner,geo,year,value\nDE,FR,1990,5\nDE,FR,1990,6\nDE,FR,1991,many\nDE,IT,1991,7\nSource: Eurostat\n';
    await readEurostatFlows(rawSource('flows-eurostat', { 'flows.csv': flows }), ledger.of('flows-eurostat'));
    await readMetaFlows(rawSource('flows-meta', { 'meta_flows_2019.json': '{"DE":{"DE":-3,"FR":9}}' }), ledger.of('flows-meta'));
    expect(rowsOf(ledger.finish())).toEqual([
      { source: 'flows-eurostat', file: 'folder/flows.csv', outcome: 'taken', reason: null, rows: 2 },
      { source: 'flows-eurostat', file: 'folder/flows.csv', outcome: 'left out', reason: 'a note below the table', rows: 1 },
      { source: 'flows-eurostat', file: 'folder/flows.csv', outcome: 'set apart', reason: null, rows: 2 },
      { source: 'flows-meta', file: 'folder/meta_flows_2019.json', outcome: 'taken', reason: null, rows: 1 },
      { source: 'flows-meta', file: 'folder/meta_flows_2019.json', outcome: 'left out', reason: 'net migration of a country', rows: 1 },
    ]);
    expect(ledger.summary()).toEqual([
      '7 rows read of 2 sources: 3 taken, 2 left out, 2 set apart',
      'flows-eurostat: 2 of 5 rows of folder/flows.csv set apart',
    ]);
  });

  test('counts the cells of a grid, and a file that is read twice once', async () => {
    const ledger = ledgerOf();
    const bytes = netcdfBytes({ Year: 2, 'Country ISO': 1, string3: 3 }, [
      { name: 'Country ISO', dimensions: ['Country ISO', 'string3'], type: 'char', values: 'DEU' },
      { name: 'Year', dimensions: ['Year'], type: 'int', values: [1990, 1991] },
      { name: 'Net migration', dimensions: ['Country ISO', 'Year'], type: 'double', values: [Number.NaN, 4] },
    ]);
    const source = rawSource('net-migration-national', { 'National_statistics.nc': bytes });
    for (let read = 0; read < 2; read++) await readNationalNetMigration(source, ledger.of('net-migration-national'));
    expect(ledger.summary()).toEqual(['2 rows read of 1 sources: 1 taken, 1 left out, 0 set apart']);
  });
});
