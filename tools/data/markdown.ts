/** A column of a table: its heading, and whether its cells are numbers, which stand to the right. */
export interface Heading {
  readonly title: string;
  readonly numeric: boolean;
}

/** Headings from words; those that begin with "#" are numeric. */
export function headings(...titles: readonly string[]): Heading[] {
  return titles.map((title) => (title.startsWith('#') ? { title: title.slice(1), numeric: true } : { title, numeric: false }));
}

/** A table in Markdown, with a line end at its end. */
export function markdownTable(columns: readonly Heading[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  const rule = columns.map(({ numeric }) => (numeric ? '---:' : '---'));
  return [columns.map(({ title }) => title), rule, ...rows].map(line).join('');
}

/** 304021813 as 304,021,813; at most `digits` decimals. */
export function grouped(value: number, digits = 0): string {
  const [whole, fraction] = Math.abs(value).toFixed(digits).split('.') as [string, string?];
  const text = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : `.${fraction}`);
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

/** 1990-2023, or one year. */
export function yearSpan(first: number, last: number): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** Puts text between the two marks of a name. Throws where the document lacks them. */
export function replaceSection(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document lacks the marks of ${name}`);
  return document.slice(0, from + begin.length) + text + document.slice(to);
}
