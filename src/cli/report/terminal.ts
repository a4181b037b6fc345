import { EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { formatDiagnostics } from '../../diagnostics/print.ts';
import { visibleJson, visibleLines } from '../../diagnostics/visible.ts';

/** Where a command writes: results to stdout, everything else to stderr (clig.dev). */
export interface Terminal {
  readonly json: boolean;
  /** Whether stderr can hold a display that moves. */
  readonly interactive: boolean;
  readonly stdout: Style;
  readonly stderr: Style;
  /** Words for people, to stdout; silent with --json. */
  print(text: string): void;
  /** Progress and remarks, to stderr; silent with --json. */
  remark(text: string): void;
  /** With --json the one object on stdout, else nothing. */
  result(command: string, exitCode: ExitCode, data: unknown, diagnostics?: readonly Diagnostic[]): void;
  /** Diagnostics to stderr; with --json they go into the result instead. */
  printDiagnostics(diagnostics: readonly Diagnostic[]): void;
}

/** Whether the text of one stream is coloured: the two streams of a command need not go to the same place. */
export interface Style {
  readonly colour: boolean;
}

export interface TerminalOptions {
  readonly json?: boolean;
  readonly color?: 'auto' | 'always' | 'never';
}

export function openTerminal(options: TerminalOptions): Terminal {
  const json = options.json === true;
  const color = options.color ?? 'auto';
  const stdout = { colour: wantsColour(color, process.stdout) };
  const stderr = { colour: wantsColour(color, process.stderr) };
  return {
    json,
    interactive: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined && !json,
    stdout,
    stderr,
    print: (text) => {
      if (!json) process.stdout.write(`${visibleLines(text, stdout.colour)}\n`);
    },
    remark: (text) => {
      if (!json) process.stderr.write(`${visibleLines(text, stderr.colour)}\n`);
    },
    result: (command, exitCode, data, diagnostics = []) => {
      if (json) process.stdout.write(`${visibleJson({ command, ok: exitCode === EXIT.done, exitCode, data, diagnostics })}\n`);
    },
    printDiagnostics: (diagnostics) => {
      if (!json && diagnostics.length > 0) process.stderr.write(`${formatDiagnostics(diagnostics, { color: stderr.colour })}\n`);
    },
  };
}

/** NO_COLOR and FORCE_COLOR as their conventions say; otherwise colour where the stream is a terminal. */
function wantsColour(color: 'auto' | 'always' | 'never', stream: NodeJS.WriteStream): boolean {
  if (color !== 'auto') return color === 'always';
  if (process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '') return false;
  if (process.env['FORCE_COLOR'] !== undefined && process.env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;

/** Text in a style where colour is on. Never colour alone: every state also has a word. */
export function styled({ colour }: Style, style: keyof typeof STYLES, text: string): string {
  const [on, off] = STYLES[style];
  return colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}
