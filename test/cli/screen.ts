/**
 * A terminal in memory that knows what the live display uses: carriage return, line feed, cursor up, erase below, colours.
 * Lines that are too long go on in the next row, and are wrapped anew when the width changes.
 */
export class FakeScreen {
  columns: number;
  rows: number;
  /** Logical lines of all that was written, the last one being that of the cursor or above it. */
  #lines: string[] = [''];
  #line = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    for (const [token] of text.matchAll(/\u001b\[\d*[A-Za-z]|\r|\n|[^\u001b\r\n]+/g)) this.#put(token);
  }

  /** Everything above and on the screen, as lines that are not yet wrapped; without the empty one of the cursor. */
  lines(): string[] {
    return this.#lines.map((line) => line.trimEnd()).filter((line, index) => line !== '' || index < this.#lines.length - 1);
  }

  #put(token: string): void {
    if (token === '\r') this.#column = 0;
    else if (token === '\n') this.#feed();
    else if (token.endsWith('A') && token.startsWith('\u001b')) this.#up(Number(token.slice(2, -1)));
    else if (token.endsWith('J') && token.startsWith('\u001b')) {
      this.#lines.length = this.#line + 1;
      this.#lines[this.#line] = this.#lines[this.#line]!.slice(0, this.#column);
    } else if (!token.startsWith('\u001b')) {
      const line = this.#lines[this.#line]!.padEnd(this.#column);
      this.#lines[this.#line] = line.slice(0, this.#column) + token + line.slice(this.#column + token.length);
      this.#column += token.length;
    }
  }

  #feed(): void {
    this.#line++;
    this.#column = 0;
    if (this.#line === this.#lines.length) this.#lines.push('');
  }

  /** Up by rows of the screen, not farther than its first one; the column stays. */
  #up(rows: number): void {
    const below = this.#lines.slice(0, this.#line).flatMap((line) => this.#wrapped(line)).length;
    const bottom = this.#lines.flatMap((line) => this.#wrapped(line)).length;
    let target = Math.max(0, bottom - this.rows, below - rows);
    for (this.#line = 0; target >= this.#wrapped(this.#lines[this.#line]!).length; this.#line++) {
      target -= this.#wrapped(this.#lines[this.#line]!).length;
    }
    this.#column = target * this.columns + (this.#column % this.columns);
  }

  #wrapped(line: string): string[] {
    return Array.from({ length: Math.max(1, Math.ceil(line.length / this.columns)) }, (_, row) =>
      line.slice(row * this.columns, (row + 1) * this.columns),
    );
  }
}
