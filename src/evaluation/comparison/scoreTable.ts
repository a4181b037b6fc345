import type { MethodDifference } from './bootstrap.ts';
import type { MethodScore } from './methodScores.ts';

/** Measures that are per cent; the others have no unit. */
const PER_CENT: ReadonlySet<string> = new Set(['median_percentage_error']);

type Cell = Pick<MethodScore, 'collection' | 'measure' | 'method' | 'n'>;

/**
 * The comparison as Markdown: for each collection its name and a table of one row for each method, one column for each
 * measure, in the order in which the scores name them, and the largest n of the row. An undefined value is n/a; a cell is
 * empty where a method has no such score.
 */
export function scoreTable(scores: readonly MethodScore[]): string {
  return tablesOf(scores, ({ value, measure }) => valueText(value, measure));
}

/** As `scoreTable`, of differences to the reference method: each with its interval, in bold where that leaves out 0. */
export function differenceTable(differences: readonly MethodDifference[]): string {
  return tablesOf(differences, ({ difference, low, high, measure }) => {
    const text = `${valueText(difference, measure)} (${valueText(low, measure)} to ${valueText(high, measure)})`;
    if (Number.isNaN(difference)) return 'n/a';
    return low > 0 || high < 0 ? `**${text}**` : text;
  });
}

function tablesOf<T extends Cell>(cells: readonly T[], textOf: (cell: T) => string): string {
  const collections = groupBy(cells, ({ collection }) => collection);
  const tables = [...collections].map(([collection, ofCollection]) => {
    const measures = [...new Set(ofCollection.map(({ measure }) => measure))];
    const methods = groupBy(ofCollection, ({ method }) => method);
    const rows = [
      ['method', 'n', ...measures.map(words)],
      ['---', '---:', ...measures.map(() => '---:')],
      ...[...methods].map(([method, ofMethod]) => {
        const n = Math.max(...ofMethod.map((cell) => cell.n));
        const texts = measures.map((measure) =>
          ofMethod
            .filter((cell) => cell.measure === measure)
            .map(textOf)
            .join(),
        );
        return [words(method), String(n), ...texts];
      }),
    ];
    return `${collection}:\n\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
  });
  return tables.join('\n');
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

function valueText(value: number, measure: string): string {
  if (Number.isNaN(value)) return 'n/a';
  if (PER_CENT.has(measure)) return `${value.toFixed(1)} %`;
  return value.toFixed(measure === 'crps' ? 3 : 2);
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}
