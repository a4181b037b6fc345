import type { Random } from '../../numerics/random.ts';
import { AREAS, type Area, areaIndex, distanceKm } from '../world/areas.ts';
import { lognormal } from '../world/sampling.ts';
import { FIRST_YEAR, flowsByPair, LAST_YEAR, pair, populationOf, stocksOn, type TrueWorld, yearOf } from '../world/world.ts';
import { EUROSTAT_DEFECTS, REPORTERS, type ReportingOffice } from './defects/defects.ts';
import type { DefectStep, PublishedErrors } from './defects/publishedErrors.ts';
import { BOTH_HEADER, corridorNames } from './formats/bothReports.ts';
import { floatText, gzippedLines, inDoubleQuotes, textFile, toMultiple } from './formats/text.ts';

/** Countries whose flows among each other the files hold: the Boreal Coast and the Amber Plains. Not all of them report. */
const PARTNERS: readonly Area[] = AREAS.filter(({ cluster }) => cluster.name === 'Boreal Coast' || cluster.name === 'Amber Plains');

/** Code of all other countries together. */
const OTHER = 'OTHER';

const BOTH_FIRST = 2010;
const BOTH_LAST = 2019;

/** One reported count with the true flow and the way from it. */
interface Count {
  readonly truth: number;
  readonly steps: readonly DefectStep[];
  readonly persons: number;
}

/** Reports of both sides by year: key `origin destination year` in alpha-3, or OTHER for the origin. Absent where not reported. */
export interface Reports {
  readonly immigration: ReadonlyMap<string, Count>;
  readonly emigration: ReadonlyMap<string, Count>;
}

function key(origin: string, destination: string, year: number): string {
  return `${origin} ${destination} ${year}`;
}

/** What the reporters count: true flows seen through definition, under-count, error and rounding. */
export function drawReports(random: Random, world: TrueWorld): Reports {
  const reports = { immigration: new Map<string, Count>(), emigration: new Map<string, Count>() };
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    const flows = flowsByPair(yearOf(world, year));
    for (const [iso3, reporter] of Object.entries(REPORTERS)) {
      if (sentTable(iso3, reporter, year)) addTable(random.fork(`${iso3} ${year}`), reports, flows, iso3, year);
    }
  }
  return reports;
}

/** Adds the tables of one reporter and year, a few cells left out. */
function addTable(
  random: Random,
  { immigration, emigration }: { immigration: Map<string, Count>; emigration: Map<string, Count> },
  flows: Float64Array,
  iso3: string,
  year: number,
): void {
  const reporter = REPORTERS[iso3]!;
  const scale = isListed(EUROSTAT_DEFECTS.zeroTables, iso3, year) ? 0 : 1;
  const self = areaIndex(iso3);
  for (const { iso3: partner } of PARTNERS) {
    if (partner === iso3) continue;
    const inward = counted(random, flows[pair(areaIndex(partner), self)]!, scale * reporter.immigration, reporter);
    const outward = counted(random, flows[pair(self, areaIndex(partner))]!, scale * (reporter.emigration ?? 0), reporter);
    const hasInward = random.uniform() >= EUROSTAT_DEFECTS.missingCell;
    const hasOutward = random.uniform() >= EUROSTAT_DEFECTS.missingCell;
    if (hasInward) immigration.set(key(partner, iso3, year), inward);
    if (hasOutward && reporter.emigration !== null) emigration.set(key(iso3, partner, year), outward);
  }
  immigration.set(key(OTHER, iso3, year), counted(random, arrivalsFromElsewhere(flows, self), scale * reporter.immigration, reporter));
}

function sentTable(iso3: string, reporter: ReportingOffice, year: number): boolean {
  const lost = isListed(EUROSTAT_DEFECTS.missingTables, iso3, year);
  return year >= reporter.first && year <= reporter.last && !lost;
}

function isListed(tables: readonly (readonly [string, number])[], iso3: string, year: number): boolean {
  return tables.some(([code, listed]) => code === iso3 && listed === year);
}

function counted(random: Random, truth: number, factor: number, { sd, rounding }: ReportingOffice): Count {
  const defined = truth * factor;
  const measured = defined * lognormal(random, sd);
  const persons = toMultiple(measured, rounding);
  const steps: DefectStep[] = [
    ['definition and coverage', defined],
    ['measurement', measured],
    ['rounding', persons],
  ];
  return { truth, steps, persons };
}

function arrivalsFromElsewhere(flows: Float64Array, destination: number): number {
  let arrivals = 0;
  AREAS.forEach((origin, index) => {
    if (!PARTNERS.includes(origin)) arrivals += flows[pair(index, destination)]!;
  });
  return arrivals;
}

/** migr_imm5prv: previous residence (partner), reporting destination (geo), year, persons. Codes are Eurostat's. */
export function immigrationFile({ immigration }: Reports, publishedErrors: PublishedErrors): Uint8Array {
  const origins = [...PARTNERS.map((area) => ({ iso3: area.iso3, code: codeInFile(area) })), { iso3: OTHER, code: OTHER }];
  const lines: string[] = [];
  for (const partner of origins.sort((one, other) => (one.code < other.code ? -1 : 1))) {
    for (const geo of PARTNERS) {
      for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        const count = immigration.get(key(partner.iso3, geo.iso3, year));
        if (!count) continue;
        lines.push([partner.code, codeInFile(geo), year, floatText(count.persons)].join(','));
        const cell = { source: 'flows-eurostat', reporter: 'destination', orig: partner.iso3, dest: geo.iso3, year } as const;
        publishedErrors.add(cell, count.truth, count.steps);
      }
    }
  }
  return textFile(['partner,geo,year,value', ...lines]);
}

function codeInFile({ iso3, iso2, eurostat }: Area): string {
  return EUROSTAT_DEFECTS.writtenAsAlpha2.includes(iso3) ? iso2 : eurostat;
}

/** migmod_eurostat: the sender's (Emig) and the receiver's report (Immi) side by side, every pair and year, missing values empty. */
export function bothReportsFile(world: TrueWorld, reports: Reports, publishedErrors: PublishedErrors): Uint8Array {
  const lines = [BOTH_HEADER];
  for (let year = BOTH_FIRST; year <= BOTH_LAST; year++) {
    const population = populationOf(stocksOn(world, year));
    for (const receiving of PARTNERS) {
      for (const sending of PARTNERS) {
        if (sending === receiving) continue;
        const immigration = revised(reports.immigration.get(key(sending.iso3, receiving.iso3, year)), receiving.iso3, year);
        const emigration = reports.emigration.get(key(sending.iso3, receiving.iso3, year));
        lines.push(bothRow(population, sending, receiving, year, { immigration: immigration?.persons, emigration: emigration?.persons }));
        const cell = { source: 'flows-eurostat-both-reports', orig: sending.iso3, dest: receiving.iso3, year };
        if (immigration) publishedErrors.add({ ...cell, reporter: 'destination' }, immigration.truth, immigration.steps);
        if (emigration) publishedErrors.add({ ...cell, reporter: 'origin' }, emigration.truth, emigration.steps);
      }
    }
  }
  return gzippedLines(lines);
}

function bothRow(
  population: Float64Array,
  sending: Area,
  receiving: Area,
  year: number,
  { immigration, emigration }: { readonly immigration: number | undefined; readonly emigration: number | undefined },
): string {
  const km = distanceKm(sending, receiving);
  const names = corridorNames(sending, receiving);
  return [
    inDoubleQuotes('Total'),
    year,
    ...names.map(inDoubleQuotes),
    emigration ?? '',
    immigration ?? '',
    inDoubleQuotes(underCount(REPORTERS[receiving.iso3]?.immigration)),
    accuracy(immigration, receiving.iso3),
    inDoubleQuotes(underCount(REPORTERS[sending.iso3]?.emigration)),
    accuracy(emigration, sending.iso3),
    population[areaIndex(sending.iso3)],
    population[areaIndex(receiving.iso3)],
    km < 700 ? 1 : 0,
    0,
    sending.cluster === receiving.cluster ? 1 : 0,
    ...[km, km, km, km],
  ].join(',');
}

/** One reporter's figures come from a later vintage in this file. */
function revised(count: Count | undefined, reporter: string, year: number): Count | undefined {
  const { vintage } = EUROSTAT_DEFECTS;
  if (!count || reporter !== vintage.reporter || year < vintage.first) return count;
  const persons = Math.round(count.persons * vintage.factor);
  return { truth: count.truth, steps: [...count.steps, ['other vintage', persons]], persons };
}

/** Class of under-count; the quality classes look at coverage only. */
function underCount(factor: number | null | undefined): string {
  const share = factor ?? 0;
  return share >= 0.8 ? 'low' : share >= 0.5 ? 'medium' : 'high';
}

/** Class of accuracy; empty where nothing is reported. */
function accuracy(persons: number | undefined, reporter: string): string {
  if (persons === undefined) return '';
  const { sd } = REPORTERS[reporter]!;
  return inDoubleQuotes(sd <= 0.05 ? 'High' : sd <= 0.1 ? 'Medium' : 'Low');
}
