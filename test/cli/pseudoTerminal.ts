import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Project } from '../engine/rig.ts';

const DRIVER = resolve(import.meta.dirname, 'pseudoTerminal.py');
const PROGRAM = resolve(import.meta.dirname, '../../dist/pipeline.js');

/** Waits for a text, then presses keys or changes the size of the terminal to columns and rows. */
export interface Step {
  readonly after: string;
  readonly keys?: string;
  readonly size?: readonly [columns: number, rows: number];
}

export interface Session {
  readonly columns?: number;
  readonly rows?: number;
  readonly steps?: readonly Step[];
  readonly environment?: Readonly<Record<string, string>>;
  /** File that takes standard output instead of the terminal. */
  readonly stdout?: string;
}

/** What the program wrote to the terminal. `ESC ]size N BEL` stands where the terminal was made N columns wide. */
export interface Recording {
  readonly output: string;
  readonly exitCode: number;
  /** Steps whose text never came. */
  readonly stepsLeft: number;
}

/** Whether there are pseudo-terminals here; says so where there are none, since tests that need them are then skipped. */
export function hasPseudoTerminal(): boolean {
  const { status } = spawnSync('python3', ['-c', 'import pty, os; os.close(pty.openpty()[0])']);
  if (status !== 0) console.warn('SKIPPED: tests of the live display need python3 with pseudo-terminals');
  return status === 0;
}

/** Calls the command line in a pseudo-terminal of 80 columns and 24 rows, if nothing else is asked for. */
export function inTerminal(project: Project, args: readonly string[], session: Session = {}): Promise<Recording> {
  const { columns = 80, rows = 24, steps = [], environment = {}, stdout } = session;
  const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'], TERM: 'xterm-256color' };
  const task = {
    command: [process.execPath, PROGRAM, ...args],
    columns,
    rows,
    steps,
    environment: { ...inherited, ...environment },
    stdout,
  };
  const child = spawn('python3', [DRIVER, JSON.stringify(task)], { cwd: project.root, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (piece) => (text += piece));
  return new Promise((done, fail) => {
    child.on('close', (code) => (code === 0 ? done(JSON.parse(text) as Recording) : fail(new Error(`the driver ended with ${code}`))));
  });
}
