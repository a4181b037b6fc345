import { CATALOGUE, type Code } from '../src/diagnostics/catalogue.ts';
import { headings, markdownTable } from './data/markdown.ts';

/** Rooms of codes by their first digit. */
const GROUPS: readonly (readonly [prefix: string, title: string])[] = [
  ['E1', 'Command line'],
  ['E2', 'Configuration'],
  ['E3', 'Source data'],
  ['E4', 'Contracts and artifacts'],
  ['E5', 'Stages'],
  ['E6', 'Files and the store'],
  ['E7', 'Comparison'],
  ['E9', 'Bugs'],
];

const INTRODUCTION = `# Error codes

What each error code means and what to do. \`npm run errors\` writes this page from \`src/diagnostics/catalogue.ts\`; do not edit it by
hand. \`pipeline explain CODE\` prints the same words. The README explains the exit codes.
`;

/** docs/errors.md: a table of the catalogue for each group of codes. Throws where a code belongs to no group. */
export function errorsDocument(): string {
  const codes = Object.keys(CATALOGUE) as Code[];
  const stray = codes.filter((code) => !GROUPS.some(([prefix]) => code.startsWith(prefix)));
  if (stray.length > 0) throw new Error(`codes of no group: ${stray.join(', ')}`);
  const columns = headings('code', 'title', '#exit code', 'what it means', 'what to do');
  const sections = GROUPS.map(([prefix, title]) => {
    const rows = codes.filter((code) => code.startsWith(prefix)).map(rowOf);
    return `\n## ${title}\n\n${markdownTable(columns, rows)}`;
  });
  return INTRODUCTION + sections.join('');
}

function rowOf(code: Code): string[] {
  const { title, exit, about, remedy } = CATALOGUE[code];
  return [code, title, String(exit), about, remedy];
}
