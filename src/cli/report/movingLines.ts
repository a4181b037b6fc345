import { visibleColumns } from './format.ts';
/** What is needed of a terminal: process.stderr, or a stand-in for it. */
export interface Screen {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Lines at the bottom of a terminal that are replaced in place. The size of the terminal is asked for at every step: it may change. */
export class MovingLines {
  readonly #screen: Screen;
  /** Columns that each line on the screen takes. */
  #drawn: readonly number[] = [];

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Columns that a line may take without being wrapped. */
  get width(): number {
    return (this.#screen.columns || 80) - 1;
  }

  /** Lines that fit, with the cursor below them. */
  get height(): number {
    return Math.max(0, (this.#screen.rows || 24) - 1);
  }

  /** Takes the lines off the screen. */
  erase(): void {
    this.#screen.write(this.#eraser());
    this.#drawn = [];
  }

  /** Puts these lines in place of the last ones. */
  draw(lines: readonly string[]): void {
    const fitting = lines.slice(0, this.height);
    this.#screen.write(this.#eraser() + fitting.map((line) => `${line}\n`).join(''));
    this.#drawn = fitting.map((line) => visibleColumns(line));
  }

  /**
   * A terminal that became narrower has wrapped the lines, so they take more rows than they were. The cursor may stand anywhere
   * in its row: Ctrl-C prints ^C there.
   */
  #eraser(): string {
    if (this.#drawn.length === 0) return '';
    const columns = this.width + 1;
    const rows = this.#drawn.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / columns)), 0);
    const up = Math.min(rows, this.height);
    return `\r${up > 0 ? `\u001b[${up}A` : ''}\u001b[0J`;
  }
}
