import { statfsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import { readBuild } from '../../engine/project/installation.ts';
import { chooseBackend, listBackends } from '../../model/backend.ts';
import { aligned, size } from '../report/format.ts';
import { openTerminal, type TerminalOptions } from '../report/terminal.ts';

export interface DoctorOptions extends TerminalOptions {
  readonly backend: string;
}

/** Prints what the machine offers and which training backend a run would use. */
export async function doctor(options: DoctorOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const disk = statfsSync(process.cwd());
  const machine = {
    version: readBuild().version,
    node: process.version,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    freeDiskBytes: disk.bavail * disk.bsize,
  };
  const backends = await listBackends();
  const chosen = await chooseBackend(options.backend);
  terminal.print(`pipeline ${machine.version}, Node ${machine.node.slice(1)}`);
  terminal.print(
    `${machine.cores} cores, ${size(machine.memoryBytes)} memory (${size(machine.freeMemoryBytes)} free), ${size(machine.freeDiskBytes)} disk free\n`,
  );
  const rows = backends.map(({ name, about, available, reason, reproducible }) => [
    name,
    available ? 'there' : 'not there',
    reproducible ? 'same bits everywhere' : 'other bits on other machines',
    available ? about : missing(reason ?? ''),
  ]);
  terminal.print(aligned([['backend', '', '', ''], ...rows]));
  const why = options.backend === 'auto' ? 'auto takes the fastest one that gives the same bits everywhere' : 'asked for with --backend';
  terminal.print(`\nchosen: ${chosen.name} (${why})`);
  terminal.result('doctor', EXIT.done, { ...machine, backends, chosen: chosen.name });
  return EXIT.done;
}

/** Without the path of this program, which says nothing to the user. */
function missing(reason: string): string {
  return reason.replace(/^Cannot find package '([^']+)'.*/s, 'package $1 is not installed (see README)');
}
