import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/** Most memory that this process has held. Where the system says it only together with what the parent held, that is an upper bound. */
export function peakResidentBytes(): number {
  const kibibytes = existsSync(STATUS) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))?.[1] : undefined;
  return 1024 * Number(kibibytes ?? process.resourceUsage().maxRSS);
}
