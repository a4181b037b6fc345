import type { GroupReports, Observations, Params, RefugeeStocks } from '../../../schemas/generated/types.ts';
import type { ModelTables } from '../../../src/adapters/training/modelTables.ts';
import { categoryOf } from '../../../src/tables/columns.ts';

export const ERRORS: Params['model']['errors'] = {
  bend: 2.5,
  measures: {
    moves: { error: 0.2, level: 0.3 },
    estimates: { error: 0.5, level: 0 },
    status_grants: { error: 0.4, level: 0.7 },
    refugees: { error: 0.5, level: 0 },
  },
  stock: 0.4,
  net: { relative: 0.2, population: 0.0003 },
};

/** A report of a flow: by a model, or by an office of one side. */
export interface FlowReport {
  readonly orig: string;
  readonly dest: string;
  readonly year: number;
  readonly source: string;
  readonly persons: number;
  /** That of destination if left out. */
  readonly reporter?: 'origin' | 'destination' | 'model';
  readonly measure?: string;
}

export function observationsOf(reports: readonly FlowReport[]): Observations {
  const category = (values: (report: FlowReport) => string | null) => categoryOf(reports.map(values));
  return {
    ...provenance(reports.length),
    orig: category(({ orig }) => orig),
    dest: category(({ dest }) => dest),
    year: Int16Array.from(reports, ({ year }) => year),
    source: category(({ source }) => source),
    reporter: category(({ reporter }) => reporter ?? 'destination'),
    persons: Float64Array.from(reports, ({ persons }) => persons),
    definition: category(() => 'residence'),
    measure: category(({ measure }) => measure ?? 'moves'),
    quality: category(() => null),
    pair: new Int32Array(reports.length),
    mirror: new Int32Array(reports.length).fill(-1),
  };
}

/** A report of those of a group who come to an area or leave it. */
export interface GroupReport {
  readonly year: number;
  readonly area: string;
  readonly side: 'arrivals' | 'departures';
  readonly group: string;
  readonly persons: number;
  /** Citizenship if left out. */
  readonly definition?: 'residence' | 'birth' | 'citizenship';
  readonly measure?: string;
  readonly source?: string;
}

export function groupReportsOf(reports: readonly GroupReport[]): GroupReports {
  const category = (values: (report: GroupReport) => string) => categoryOf(reports.map(values));
  return {
    year: Int16Array.from(reports, ({ year }) => year),
    area: category(({ area }) => area),
    side: category(({ side }) => side),
    group: category(({ group }) => group),
    definition: category(({ definition }) => definition ?? 'citizenship'),
    measure: category(({ measure }) => measure ?? 'moves'),
    persons: Float64Array.from(reports, ({ persons }) => persons),
    threshold: new Float64Array(reports.length),
    last_month: new Int16Array(reports.length).fill(12),
    ...provenance(reports.length),
    source: category(({ source }) => source ?? 'groups'),
  };
}

/** Refugees under UNHCR's mandate at the end of a year. */
export interface RefugeeCount {
  readonly year: number;
  readonly origin: string;
  readonly asylum: string;
  readonly persons: number;
}

export function refugeesOf(counts: readonly RefugeeCount[]): RefugeeStocks {
  return {
    measure: categoryOf(counts.map(() => 'stock')),
    year: Int16Array.from(counts, ({ year }) => year),
    origin: categoryOf(counts.map(({ origin }) => origin)),
    asylum: categoryOf(counts.map(({ asylum }) => asylum)),
    persons: Float64Array.from(counts, ({ persons }) => persons),
    ...provenance(counts.length),
  };
}

/** Only what targets are made of, with a population of a million of every area; what is left out is empty. */
export function tablesOf(areas: readonly string[], years: readonly number[], given: Partial<ModelTables>): ModelTables {
  const none = categoryOf([]);
  const numbers = new Float64Array(0);
  const dates = new Int16Array(0);
  const rows = years.flatMap((year) => areas.map((area) => ({ year, area })));
  return {
    panel: {
      area: categoryOf(rows.map(({ area }) => area)),
      year: Int16Array.from(rows, ({ year }) => year),
      indicator: categoryOf(rows.map(() => 'population')),
      value: new Float64Array(rows.length).fill(1e6),
      imputed: new Uint8Array(rows.length),
      ...provenance(rows.length),
    },
    observations: observationsOf([]),
    groupReports: groupReportsOf([]),
    refugees: refugeesOf([]),
    netMigration: { area: none, year: dates, persons: numbers, kind: none, ...provenance(0) },
    changes: {
      start: dates,
      end: dates,
      birth: none,
      residence: none,
      change: numbers,
      sd: numbers,
      weight: numbers,
      observed: new Uint8Array(0),
    },
    ...given,
  } as ModelTables;
}

export function provenance(length: number) {
  const text = categoryOf(Array.from({ length }, () => 'x'));
  return { file: text, source: text, operation: text, row: new Int32Array(length) };
}
