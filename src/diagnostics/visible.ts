/** Characters that move the cursor, recolour the terminal or turn the order of text, as escapes; lists of them in one place. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS_OF_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const CONTROLS_LEFT_BY_JSON = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
/** The codes that our own styles write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
const STYLES = /(\u001b\[(?:1|2|22|31|32|33|36|39)m)/;

/** One line of text: whatever it holds, a terminal shows it and does nothing else. */
export function visible(text: string): string {
  return text.replaceAll(CONTROLS, escaped);
}

/** Several lines: line feeds and tabs stay. @param withStyles whether colours and bold stay, too. */
export function visibleLines(text: string, withStyles = false): string {
  if (!withStyles) return text.replaceAll(CONTROLS_OF_LINES, escaped);
  return text
    .split(STYLES)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(CONTROLS_OF_LINES, escaped)))
    .join('');
}

/** JSON of a value in which a terminal finds nothing to obey; it reads back as the same value. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(CONTROLS_LEFT_BY_JSON, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
