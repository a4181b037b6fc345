import { beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../demo/files.ts';
import { furtherOut } from '../harmonize/panel/standardised.ts';
import { type HarmonizedTables, harmonizedDemo, textAt } from './harmonizedDemo.ts';

/**
 * The flawed sources of the demo world, harmonized, against its truth: data/demo/truth holds the true populations, stocks and
 * flows, and what each defect adds to them.
 */

let tables: HarmonizedTables;

/** Injected errors of a cell added up, in tenths of persons, by `source reporter orig dest year`. */
const injected = new Map<string, number>();
for (const { source, reporter, orig, dest, year, persons } of rowsOf('truth/errors.csv.gz')) {
  const cell = cellOf(source!, reporter!, orig!, dest!, year!);
  injected.set(cell, (injected.get(cell) ?? 0) + Math.round(10 * Number(persons)));
}

const trueStocks = new Map(
  rowsOf('truth/stocks.csv.gz').map(({ year, birth, residence, persons }) => [`${birth} ${residence} ${year}`, Number(persons)]),
);

const trueFlows = new Map<string, number>();
for (const { year, orig, dest, persons } of rowsOf('truth/flows.csv.gz')) {
  const cell = `${orig} ${dest} ${year}`;
  trueFlows.set(cell, (trueFlows.get(cell) ?? 0) + Number(persons));
}

function cellOf(...parts: readonly (string | number)[]): string {
  return parts.join(' ');
}

function errorOf(...parts: readonly (string | number)[]): number {
  return (injected.get(cellOf(...parts)) ?? 0) / 10;
}

beforeAll(async () => {
  tables = await harmonizedDemo();
}, 120_000);

describe('population', () => {
  const TRUE_COLUMNS = { population: 'population', births: 'births', deaths: 'deaths', net_migration: 'net_migration' } as const;

  /** The panel by `area year indicator`. */
  function panelValues(): Map<string, number> {
    const { area, year, indicator, value } = tables.panel;
    return new Map(Array.from(value, (each, row) => [`${textAt(area, row)} ${year[row]} ${textAt(indicator, row)}`, each]));
  }

  test('on 1 January, births, deaths and net migration are the true ones, to the person', () => {
    const panel = panelValues();
    let compared = 0;
    for (const row of rowsOf('truth/populations.csv.gz')) {
      if (row['year'] === '2024') continue;
      for (const [indicator, column] of Object.entries(TRUE_COLUMNS)) {
        // thousands with three decimals are whole persons; what is left is the noise of their sums
        expect(panel.get(`${row['area']} ${row['year']} ${indicator}`)).toBeCloseTo(Number(row[column]), 3);
        compared += 1;
      }
    }
    expect(compared).toBe(4 * 34 * 24);
  });

  test('changes by births less deaths plus net migration, to the person, in every area and year', () => {
    const panel = panelValues();
    for (const area of tables.areas.area.levels) {
      for (let year = 1990; year < 2023; year++) {
        const at = (indicator: string, when = year) => panel.get(`${area} ${when} ${indicator}`)!;
        expect(at('population', year + 1) - at('population')).toBeCloseTo(at('births') - at('deaths') + at('net_migration'), 3);
      }
    }
  });

  test('differs from that of the World Bank where another territory was counted', () => {
    const { area, year, differs } = tables.population_check;
    const flagged = Array.from(differs.keys()).filter((row) => differs[row] === 1);
    expect(flagged.map((row) => `${textAt(area, row)} ${year[row]}`)).toEqual(
      Array.from({ length: 19 }, (_, step) => `XTV ${1990 + step}`),
    );
    expect(differs).toHaveLength(34 * 23);
  });
});

describe('stocks', () => {
  test('of the revisions are the truth with the injected errors, to the person', () => {
    const { birth, residence, year, persons, source } = tables.stocks;
    let compared = 0;
    persons.forEach((value, row) => {
      const from = textAt(source, row);
      if (!from.startsWith('un-desa-stocks-')) return;
      const [born, living] = [textAt(birth, row), textAt(residence, row)];
      const truth = trueStocks.get(`${born} ${living} ${year[row]}`)!;
      expect(value).toBeCloseTo(truth + errorOf(from, '', born, living, year[row]!), 6);
      compared += 1;
    });
    expect(compared).toBeGreaterThan(4000);
  });

  test('of the typing error is the truth with the other errors of its cell; the published value is left out', () => {
    const { birth, residence, year, persons, alternative, source, file, row, operation } = tables.stocks;
    const corrected = [...row.keys()].filter((at) => textAt(source, at) === 'stock-corrections');
    const at = corrected[0]!;
    const cell = [textAt(birth, at), textAt(residence, at), year[at]!] as const;
    const typed = rowsOf('truth/errors.csv.gz').filter(({ defect }) => defect === 'typing error');
    expect(typed.map(({ source: from, orig, dest, year: when }) => [from, orig, dest, when])).toEqual([
      ['un-desa-stocks-2024', ...cell.slice(0, 2), String(cell[2])],
    ]);
    const published = trueStocks.get(cell.join(' '))! + errorOf('un-desa-stocks-2024', '', ...cell);
    expect(corrected).toHaveLength(1);
    expect(persons[at]).toBeCloseTo(published - Number(typed[0]!['persons']), 6);
    expect([cell.join(' '), persons[at], alternative[at], textAt(file, at), row[at], textAt(operation, at)]).toEqual([
      ...['QUM XES 2005', 30_510, 44_593, 'facts/stock_corrections.csv', 1],
      'corrected: 305100 is 10 times too many: a typing error',
    ]);
    const { exclusions } = tables;
    const left = [...exclusions.rows.keys()].filter((each) => textAt(exclusions.reason, each).startsWith('corrected: '));
    expect(left.map((each) => [textAt(exclusions.source, each), exclusions.persons[each]])).toEqual([['un-desa-stocks-2024', 305_100]]);
    expect(published).toBeCloseTo(305_100, 6);
  });

  test('of either source are no further from the truth than the injected error', () => {
    const { birth, residence, year, persons, source } = tables.stocks;
    let floors = 0;
    persons.forEach((value, row) => {
      const [born, living] = [textAt(birth, row), textAt(residence, row)];
      const truth = trueStocks.get(`${born} ${living} ${year[row]}`)!;
      const error = (revision: number) => Math.abs(errorOf(`un-desa-stocks-${revision}`, '', born, living, year[row]!));
      expect(Math.abs(value - truth)).toBeLessThanOrEqual(Math.max(error(2024), error(2020)) + 1e-6);
      if (textAt(source, row) === 'unhcr-refugees') floors += 1;
    });
    expect(floors).toBe(67);
  });

  test('leave out what nobody knows, and only that', () => {
    const { birth, residence, year } = tables.stocks;
    const known = new Set(Array.from(year, (when, row) => `${textAt(birth, row)} ${textAt(residence, row)} ${when}`));
    const missing = [...trueStocks.keys()].filter((cell) => !known.has(cell));
    for (const cell of missing) {
      const [born, living, when] = cell.split(' ') as [string, string, string];
      const unlisted = (revision: number) =>
        Math.abs(trueStocks.get(cell)! + errorOf(`un-desa-stocks-${revision}`, '', born, living, when)) < 1e-6;
      expect(unlisted(2024) && (when === '2024' || unlisted(2020))).toBe(true);
    }
    expect(known.size + missing.length).toBe(8 * 24 * 23);
  });

  test('carry the flags of the publisher', () => {
    const { residence, source, citizenship, imputed } = tables.stocks;
    const flagged = (flags: Uint8Array) => {
      const rows = Array.from(flags.keys()).filter((row) => flags[row] === 1 && textAt(source, row) !== 'unhcr-refugees');
      return [...new Set(rows.map((row) => textAt(residence, row)))].sort();
    };
    expect(flagged(citizenship)).toEqual(['QQR', 'QRM', 'QYS', 'XHM']);
    expect(flagged(imputed)).toEqual(['QWS', 'XIV']);
  });
});

describe('reports', () => {
  test('of flows are the true flows with the injected errors, conflicting reports side by side', () => {
    const { orig, dest, year, source, reporter, persons, mirror } = tables.observations;
    persons.forEach((value, row) => {
      const [from, to, when] = [textAt(orig, row), textAt(dest, row), year[row]!];
      const truth = trueFlows.get(`${from} ${to} ${when}`) ?? 0;
      expect(value).toBeCloseTo(truth + errorOf(textAt(source, row), textAt(reporter, row), from, to, when), 6);
    });
    const linked = Array.from(mirror).filter((other) => other >= 0);
    expect(linked.length).toBeGreaterThan(500);
    mirror.forEach((other, row) => {
      if (other < 0) return;
      expect(`${textAt(orig, other)} ${textAt(dest, other)} ${year[other]}`).toBe(`${textAt(orig, row)} ${textAt(dest, row)} ${year[row]}`);
      expect(textAt(reporter, other)).not.toBe(textAt(reporter, row));
    });
  });

  test('of net migration by offices are the truth with the injected errors', () => {
    const truth = new Map(rowsOf('truth/populations.csv.gz').map((row) => [`${row['area']} ${row['year']}`, Number(row['net_migration'])]));
    const { area, year, persons, kind, source } = tables.net_migration;
    let reported = 0;
    persons.forEach((value, row) => {
      if (textAt(kind, row) !== 'reported') return;
      const [where, when] = [textAt(area, row), year[row]!];
      expect(value).toBeCloseTo(truth.get(`${where} ${when}`)! + errorOf(textAt(source, row), '', '', where, when), 6);
      reported += 1;
    });
    expect(reported).toBe(253);
    // what only fills gaps is no report
    expect(source.levels.includes('net-migration-filled') && source.codes.includes(source.levels.indexOf('net-migration-filled'))).toBe(
      false,
    );
  });
});

describe('what is left out', () => {
  test.each([
    ['un-desa-stocks-2024', 'OOO'],
    ['un-desa-stocks-2020', 'OOO'],
    ['unhcr-refugees', 'UNK'],
    ['unhcr-refugees', 'XXA'],
    ['unhcr-displaced', 'UNK'],
    ['flows-eurostat', 'OTHER'],
    ['world-bank-population', 'WLD'],
    ['world-bank-population', 'QZK'],
    ['trade-cow', '315'],
    ['trade-comtrade', 'CSK'],
    ['trade-comtrade', 'UNS'],
  ])('%s: %s, with a reason', (from, code) => {
    const { source, reason, orig, dest } = tables.exclusions;
    const rows = Array.from(reason.codes.keys()).filter(
      (row) => textAt(source, row) === from && (textAt(orig, row) === code || textAt(dest, row) === code),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => textAt(reason, row) !== '')).toBe(true);
  });
});

describe('measures', () => {
  test('imputed GDP is flagged where the csv file lacks it', () => {
    const { area, year, indicator, imputed } = tables.panel;
    const flagged = Array.from(imputed.keys()).filter((row) => imputed[row] === 1 && textAt(indicator, row) === 'gdp_per_capita');
    const last = new Map<string, number>();
    for (const row of flagged) last.set(textAt(area, row), Math.max(last.get(textAt(area, row)) ?? 0, year[row]!));
    expect(Object.fromEntries(last)).toEqual({ QVD: 1994, QWS: 1999, XDV: 1992, XFL: 2023 });
    expect(flagged).toHaveLength(5 + 10 + 3 + 34);
  });

  test('a country without rows of conflict deaths has none, flagged', () => {
    const { area, indicator, value, imputed } = tables.panel;
    const rows = Array.from(value.keys()).filter((row) => textAt(indicator, row) === 'conflict_deaths' && imputed[row] === 1);
    expect(new Set(rows.map((row) => textAt(area, row)))).toEqual(new Set(['QVD']));
    expect(rows).toHaveLength(34);
    expect(rows.every((row) => value[row] === 0)).toBe(true);
  });

  test('similarities of language and religion are at most 1; borders are those of the list, both ways', () => {
    const { measure, value } = tables.pairs;
    const valuesOf = (name: string) => Array.from(value).filter((_, row) => textAt(measure, row) === name);
    for (const name of ['language', 'religion']) {
      expect(valuesOf(name)).toHaveLength(24 * 23);
      expect(Math.max(...valuesOf(name))).toBeLessThanOrEqual(1);
      expect(Math.min(...valuesOf(name))).toBeGreaterThanOrEqual(0);
    }
    expect(valuesOf('language').filter((each) => each === 1)).toHaveLength(16);
    expect(valuesOf('border').filter((each) => each === 1)).toHaveLength(20);
    expect(valuesOf('colony').filter((each) => each === 1)).toHaveLength(6);
  });

  test('covariates, transformed and standardised, stay within 10 standard deviations, but for the war', () => {
    expect(furtherOut(tables)).toEqual(['death_rate QWS 1994']);
  });

  test('trade is complete; islands, which one source lacks, have that of the other', () => {
    const { orig, year, source, value } = tables.trade;
    expect(value).toHaveLength(34 * 24 * 23);
    const island = Array.from(value.keys()).filter((row) => textAt(orig, row) === 'QVD' && year[row] === 2004 && value[row]! > 0);
    expect(island.length).toBeGreaterThan(0);
    expect(new Set(island.map((row) => textAt(source, row)))).toEqual(new Set(['trade-comtrade']));
  });

  test('successors and members are those of the lists', () => {
    const { former, area } = tables.successions;
    expect(Array.from(area.codes.keys(), (row) => `${textAt(former, row)}: ${textAt(area, row)}`)).toEqual([
      'Union of the Amber Republics: XTV',
      'Union of the Amber Republics: XZG',
    ]);
    expect(tables.memberships.first).toHaveLength(13);
  });
});
