import { parseArgs } from 'node:util';
import { refuse } from '../../src/diagnostics/diagnostic.ts';
import { SIZES } from './syntheticProblem.ts';

export interface BenchOptions {
  /** Names of the sizes, in the order of SIZES. */
  readonly sizes: readonly string[];
  readonly threads: number;
  /** Seconds of training that PyTorch gets. */
  readonly budget: number;
  /** Measured epochs at equal work; null for as many as the size is given. */
  readonly epochs: number | null;
  /** Whether docs/speed.md is written. */
  readonly write: boolean;
}

const FLAGS = {
  threads: { type: 'string', default: '2' },
  budget: { type: 'string', default: '300' },
  epochs: { type: 'string' },
  write: { type: 'boolean', default: false },
} as const;

/**
 * Options of the bench from its arguments.
 * @throws PipelineError E101 for a size or flag that there is not, or a number that is none.
 */
export function parseBenchOptions(argv: readonly string[]): BenchOptions {
  const { values, positionals } = parsed(argv);
  const known = SIZES.map(({ name }) => name);
  for (const name of positionals) {
    if (!known.includes(name)) refuse('E101', `there is no size "${name}": expected ${known.join(', ')}`);
  }
  const sizes = known.filter((name) => positionals.length === 0 || positionals.includes(name));
  if (values.write && sizes.length < known.length) refuse('E101', '--write takes all sizes: name none of them');
  return {
    sizes,
    threads: positiveWhole('threads', values.threads),
    budget: positiveWhole('budget', values.budget),
    epochs: values.epochs === undefined ? null : positiveWhole('epochs', values.epochs),
    write: values.write,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: FLAGS });
  } catch (error) {
    const [complaint] = (error as Error).message.split('. ');
    return refuse('E101', `${complaint}: expected [SIZE...] [--threads N] [--budget SECONDS] [--epochs N] [--write]`);
  }
}

function positiveWhole(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  return refuse('E101', `--${flag} is "${text}": expected a whole number from 1`);
}
