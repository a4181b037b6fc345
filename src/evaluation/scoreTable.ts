import type { MethodScore } from './methodScores.ts';

/** Measures that are per cent; all others lie between -1 and 1. */
const PER_CENT: ReadonlySet<string> = new Set(['median_percentage_error']);

/**
 * The comparison as a Markdown table: one row for each collection and measure, one column for each method, all in the
 * order in which the scores name them. An undefined value is n/a; a cell is empty where a method has no such score.
 */
export function scoreTable(scores: readonly MethodScore[]): string {
  const methods = [...new Set(scores.map(({ method }) => method))];
  const rows = new Map<string, MethodScore[]>();
  for (const score of scores) {
    const key = `${score.collection}\n${score.measure}`;
    const row = rows.get(key);
    if (row) row.push(score);
    else rows.set(key, [score]);
  }
  const cells = [
    ['collection', 'measure', 'n', ...methods],
    ['---', '---', ...Array.from({ length: methods.length + 1 }, () => '---:')],
    ...[...rows.values()].map((row) => [...headOf(row), ...methods.map((method) => cellOf(row, method))]),
  ];
  return `${cells.map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`;
}

function headOf(row: readonly MethodScore[]): string[] {
  const { collection, measure } = row[0]!;
  const counts = [...new Set(row.map(({ n }) => n))].sort((a, b) => a - b);
  const least = counts[0]!;
  const most = counts[counts.length - 1]!;
  return [collection, words(measure), least === most ? `${least}` : `${least} to ${most}`];
}

function cellOf(row: readonly MethodScore[], method: string): string {
  const score = row.find((candidate) => candidate.method === method);
  if (!score) return '';
  if (Number.isNaN(score.value)) return 'n/a';
  return PER_CENT.has(score.measure) ? `${score.value.toFixed(1)} %` : score.value.toFixed(2);
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}
