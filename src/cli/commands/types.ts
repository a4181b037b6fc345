import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ExitCode } from '../../diagnostics/catalogue.ts';
import { typesOf } from '../../engine/contracts/generation/typescript.ts';
import type { Json } from '../../engine/types.ts';
import { type ProjectOptions, projectOf, withProject } from '../options/project.ts';
import { openTerminal } from '../report/terminal.ts';

export function addTypes(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('types'))
    .summary('write schemas/generated/types.ts, the types that stage code is compiled against')
    .action(async (options: ProjectOptions) => exit(await types(options)));
}

async function types(options: ProjectOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const { config } = await projectOf(options);
  const schema = JSON.parse(readFileSync(join(config.root, 'schemas', 'params.schema.json'), 'utf8')) as Json;
  mkdirSync(join(config.root, 'schemas', 'generated'), { recursive: true });
  writeFileSync(join(config.root, 'schemas', 'generated', 'types.ts'), typesOf(config, schema));
  terminal.print(`schemas/generated/types.ts: ${config.contracts.size} contracts, ${config.stages.length} stages`);
  terminal.result('types', 0, { file: 'schemas/generated/types.ts' });
  return 0;
}
