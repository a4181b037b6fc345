/*
 * Commands of pipeline.yaml and the placeholders in them. A value reaches the shell as the content of a variable, never as text that
 * it parses, so no value can become code; where the placeholder stands decides how the variable is written (docs/promises.md 8.5).
 */

/** Where a placeholder stands, as the shell sees it. */
export type Placement = 'word' | 'double quotes' | 'single quotes' | 'here-document' | 'quoted here-document' | 'program text';

/** `${inputs.table}` in a command. */
export interface Placeholder {
  readonly name: string;
  readonly placement: Placement;
}

/** Text of the shell and placeholders, in order. */
export type Piece = string | Placeholder;

interface HereDocument {
  readonly delimiter: string;
  readonly stripsTabs: boolean;
  readonly quoted: boolean;
}

const PLACEHOLDER = /\$\{([^{}]*)\}/y;
const HERE_DOCUMENT = /<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|(\\?)([^\s'"\\;|&<>()]+))/y;

/** What ends where a program is expected as the next word, or inside its quotes. */
const PROGRAMS = [
  /(^|[\s(])eval\s[^;]*$/,
  /(^|[\s(/])(ba|da|z|k|a)?sh\s+(-\S+\s+)*-[A-Za-z]*c\s+("[^"]*)?$/,
  /(^|[\s(/])(python[\d.]*|node|perl|ruby|Rscript|R)\s+(-\S+\s+)*(-[A-Za-z]*[ce]|--eval)\s+("[^"]*)?$/,
  /(^|[\s(/])(g|m)?awk\s+(-\S+\s+)*("[^"]*)?$/,
  /(^|[\s(/])sed\s+(-\S+\s+)*("[^"]*)?$/,
];
/** Arithmetic that is still open, which evaluates the text of variables. */
const ARITHMETIC = /(\(\(((?!\)\)).)*|(^|[\s(])let\s.*)$/;

/** Takes a command apart. `$${X}` stands for the shell's own `${X}`. */
export function parseCommand(command: string): readonly Piece[] {
  return new CommandParser(command).pieces();
}

/** Follows the quotes, substitutions, comments and here-documents of a POSIX shell as far as placeholders need it. */
class CommandParser {
  readonly #text: string;
  readonly #pieces: Piece[] = [];
  /** What is open: double quotes, or a substitution with so many brackets of its own. */
  readonly #open: ('"' | '`' | { brackets: number })[] = [];
  #waiting: HereDocument[] = [];
  #at = 0;
  #written = 0;

  constructor(text: string) {
    this.#text = text;
  }

  pieces(): readonly Piece[] {
    while (this.#at < this.#text.length) this.#step();
    this.#flush();
    return this.#pieces;
  }

  #step(): void {
    const inDouble = this.#open.at(-1) === '"';
    if (this.#placeholder(this.#isParsed() ? 'program text' : inDouble ? 'double quotes' : 'word')) return;
    const rest = (length: number): string => this.#text.slice(this.#at, this.#at + length);
    const character = rest(1);
    if (character === '\\') this.#at += 2;
    else if (character === '"') this.#quote();
    else if (character === '`') this.#backtick();
    else if (rest(2) === '$(') this.#enter();
    else if (inDouble) this.#at++;
    else if (rest(2) === "$'") this.#single(2, true);
    else if (character === "'") this.#single(1, false);
    else if (character === '(' || character === ')') this.#bracket(character);
    else if (character === '#' && this.#beginsWord()) this.#skipTo('\n');
    else if (rest(3) === '<<<') this.#at += 3;
    else if (rest(2) === '<<') this.#hereDocument();
    else if (character === '\n') this.#newline();
    else this.#at++;
  }

  /** A placeholder or the escape of one, if one stands here. */
  #placeholder(placement: Placement): boolean {
    if (this.#text.startsWith('$${', this.#at)) {
      this.#flush();
      this.#written = ++this.#at;
      this.#at += 2;
      return true;
    }
    PLACEHOLDER.lastIndex = this.#at;
    const match = PLACEHOLDER.exec(this.#text);
    if (match === null) return false;
    this.#flush();
    this.#pieces.push({ name: match[1]!.trim(), placement });
    this.#at += match[0].length;
    this.#written = this.#at;
    return true;
  }

  #flush(): void {
    if (this.#at > this.#written) this.#pieces.push(this.#text.slice(this.#written, this.#at));
    this.#written = this.#at;
  }

  /** Whether the shell, or another one, would parse a value here: it would stand in a program, in arithmetic or in `$${X:-…}`. */
  #isParsed(): boolean {
    const before = this.#text.slice(0, this.#at);
    const [sentence] = /[^;|&\n]*$/.exec(before)!;
    const after = /^[^;|&\n]*/.exec(this.#text.slice(this.#at))![0];
    if (PROGRAMS.some((program) => program.test(sentence))) return true;
    if (ARITHMETIC.test(sentence) || /\$\$\{[^}]*$/.test(sentence)) return true;
    const test = /\[\[((?!\]\]).)*$/.test(sentence) ? sentence.slice(sentence.lastIndexOf('[[')) + after : '';
    return /\s-(eq|ne|lt|le|gt|ge)\s/.test(test);
  }

  #quote(): void {
    if (this.#open.at(-1) === '"') this.#open.pop();
    else this.#open.push('"');
    this.#at++;
  }

  #backtick(): void {
    if (this.#open.includes('`')) while (this.#open.pop() !== '`');
    else this.#open.push('`');
    this.#at++;
  }

  #enter(): void {
    this.#open.push({ brackets: 0 });
    this.#at += 2;
  }

  #bracket(character: '(' | ')'): void {
    const inside = this.#open.at(-1);
    if (typeof inside === 'object') {
      if (character === '(') inside.brackets++;
      else if (inside.brackets === 0) this.#open.pop();
      else inside.brackets--;
    }
    this.#at++;
  }

  #single(opening: number, withEscapes: boolean): void {
    this.#at += opening;
    while (this.#at < this.#text.length && this.#text[this.#at] !== "'") {
      if (this.#placeholder('single quotes')) continue;
      this.#at += withEscapes && this.#text[this.#at] === '\\' ? 2 : 1;
    }
    this.#at++;
  }

  #beginsWord(): boolean {
    return this.#at === 0 || /[\s;|&()]/.test(this.#text[this.#at - 1]!);
  }

  #skipTo(end: string): void {
    const next = this.#text.indexOf(end, this.#at);
    this.#at = next < 0 ? this.#text.length : next;
  }

  #hereDocument(): void {
    HERE_DOCUMENT.lastIndex = this.#at;
    const match = HERE_DOCUMENT.exec(this.#text);
    if (match === null) {
      this.#at += 2;
      return;
    }
    const [whole, dash, single, double, backslash, bare] = match;
    const quoted = single !== undefined || double !== undefined || backslash === '\\';
    this.#waiting.push({ delimiter: single ?? double ?? bare ?? '', stripsTabs: dash === '-', quoted });
    this.#at += whole.length;
  }

  /** The bodies of the here-documents of a line follow it. */
  #newline(): void {
    this.#at++;
    const documents = this.#waiting;
    this.#waiting = [];
    for (const document of documents) this.#body(document);
  }

  #body({ delimiter, stripsTabs, quoted }: HereDocument): void {
    while (this.#at < this.#text.length) {
      const newline = this.#text.indexOf('\n', this.#at);
      const end = newline < 0 ? this.#text.length : newline;
      const line = this.#text.slice(this.#at, end);
      if ((stripsTabs ? line.replace(/^\t+/, '') : line) === delimiter) {
        this.#at = end;
        return;
      }
      while (this.#at < end) if (!this.#placeholder(quoted ? 'quoted here-document' : 'here-document')) this.#at++;
      this.#at = Math.min(end + 1, this.#text.length);
    }
  }
}

/** Why a placeholder cannot be right where it stands; null where it can. */
export function placementProblem(placement: Placement): string | null {
  switch (placement) {
    case 'single quotes':
      return 'stands in single quotes, in which nothing is replaced';
    case 'quoted here-document':
      return 'stands in a here-document with a quoted end, in which nothing is replaced';
    case 'program text':
      return 'stands in the text of a program, where its value would be parsed as code';
    default:
      return null;
  }
}

/**
 * The command as a script for bash: every placeholder is a variable, and the variables are set before it.
 * @param wordsOf the words of a name; a list becomes several, and one text with blanks between inside quotes.
 */
export function scriptOf(pieces: readonly Piece[], wordsOf: (name: string) => readonly string[]): string {
  const variables = new Map<string, string>();
  const body = pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    const variable = variables.get(piece.name) ?? `pipeline_value_${variables.size + 1}`;
    variables.set(piece.name, variable);
    return piece.placement === 'word' ? `"\${${variable}[@]}"` : `\${${variable}[*]}`;
  });
  const values = [...variables].map(([name, variable]) => `${variable}=(${wordsOf(name).map(quoted).join(' ')})\n`);
  return `${values.join('')}${body.join('')}\n`;
}

/** A word of bash that is exactly this text. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
