import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ExitCode } from '../../diagnostics/catalogue.ts';
import type { Json } from '../../engine/config/config.ts';
import { typesOf } from '../../engine/contracts/typescript.ts';
import { type ProjectOptions, projectOf, withProject } from '../project.ts';
import { openTerminal } from '../terminal.ts';

export function addTypes(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('types'))
    .summary('write schemas/types.ts, the types that stage code is compiled against')
    .action(async (options: ProjectOptions) => exit(await types(options)));
}

async function types(options: ProjectOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const { config } = await projectOf(options);
  const schema = JSON.parse(readFileSync(join(config.root, 'schemas', 'params.schema.json'), 'utf8')) as Json;
  writeFileSync(join(config.root, 'schemas', 'types.ts'), typesOf(config.stages, config.contracts, schema));
  terminal.print(`schemas/types.ts: ${config.contracts.size} contracts, ${config.stages.length} stages`);
  terminal.result('types', 0, { file: 'schemas/types.ts' });
  return 0;
}
