import { type Context, createContext, Script } from 'node:vm';

/** A step took longer than it may, or called itself without end. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** A schema or a pattern comes from a file that anybody may have written, and may take for ever. */
export const CHECK_LIMIT_MS = 2_000;

const CALL = new Script('step()');
let context: Context | undefined;

/** How often a step is begun again that had hardly any time on the processor: the machine was busy or asleep. */
const MOST_ATTEMPTS = 5;

/**
 * Result of a step that only computes, which is ended where it takes longer. V8 ends regular expressions too, whose backtracking can
 * take longer than the universe is old.
 * @throws TimeLimitError where it does not get done, and whatever the step throws.
 */
export function withinTime<T>(limitMs: number, step: () => T): T {
  context ??= createContext({});
  context['step'] = step;
  try {
    return attempted(context, limitMs);
  } finally {
    context['step'] = undefined;
  }
}

function attempted<T>(within: Context, limitMs: number): T {
  const before = process.cpuUsage();
  for (let attempt = 1; ; attempt++) {
    try {
      return CALL.runInContext(within, { timeout: Math.ceil(limitMs) }) as T;
    } catch (error) {
      if (error instanceof RangeError && /call stack/.test(error.message)) throw new TimeLimitError('it refers to itself without end');
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      const computedMs = process.cpuUsage(before).user / 1_000;
      if (computedMs > limitMs / 2 || attempt === MOST_ATTEMPTS) throw new TimeLimitError(`it takes longer than ${limitMs / 1_000} s`);
    }
  }
}
