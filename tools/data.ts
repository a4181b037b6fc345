// Writes the tables of docs/data.md from the artifacts of profile world, and holds them against the README of the real data:
// npm run data (after `pipeline fetch` and `pipeline run harmonize`, both with --params params.world.yaml).
import { readFileSync, writeFileSync } from 'node:fs';
import { isPipelineError } from '../src/diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../src/diagnostics/print.ts';
import { type HarmonizeTables, type IngestTables, openProfile, readStageTables } from './data/artifacts.ts';
import { balances, lost } from './data/balance.ts';
import { membershipsTable, successionsTable } from './data/datedSections.ts';
import { replaceSection } from './data/markdown.ts';
import { readmeClaims } from './data/readme.ts';
import { groupReportsSection, stockWitnessesSection } from './data/reportSections.ts';
import * as sections from './data/sections.ts';
import { publishedStocksTable, stocksTable } from './data/stockSections.ts';

const DOCUMENT = 'docs/data.md';

/** Writes the document; returns what does not add up, a line each. */
async function writeData(): Promise<string[]> {
  const project = await openProfile('params.world.yaml');
  const ingest = await readStageTables<IngestTables>(project, 'ingest');
  const harmonized = await readStageTables<HarmonizeTables>(project, 'harmonize');
  const balance = balances(ingest, harmonized);
  const claims = readmeClaims(ingest);
  const tables: Readonly<Record<string, string>> = {
    sources: sections.sourcesTable(project.config.sources, balance),
    successions: successionsTable(harmonized),
    panel: sections.panelTable(harmonized),
    pairs: sections.pairsTable(harmonized),
    'free movement': membershipsTable(harmonized),
    trade: sections.tradeTable(harmonized),
    'published stocks': publishedStocksTable(ingest),
    stocks: stocksTable(harmonized),
    refugees: sections.refugeesTable(harmonized),
    observations: sections.observationsTable(harmonized),
    'group reports': groupReportsSection(harmonized),
    'stock witnesses': stockWitnessesSection(harmonized),
    'net migration': sections.netMigrationTable(harmonized),
    population: sections.populationTable(harmonized),
    exclusions: sections.exclusionsTable(harmonized),
    counts: sections.claimsTable(claims),
  };
  const before = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(
    DOCUMENT,
    Object.entries(tables).reduce((document, [name, table]) => replaceSection(document, name, table), before),
  );
  return [
    ...claims.filter(({ holds }) => !holds).map(({ what, stated, found }) => `${what}: the README says ${stated}, counted ${found}`),
    ...balance.filter((each) => lost(each) !== 0).map((each) => `${each.source}: ${lost(each)} values are neither used nor excluded`),
  ];
}

try {
  const wrong = await writeData();
  for (const line of wrong) console.error(line);
  console.log(DOCUMENT);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} catch (error) {
  if (!isPipelineError(error)) throw error;
  console.error(formatDiagnostics(error.diagnostics, { color: false }));
  process.exitCode = 1;
}
