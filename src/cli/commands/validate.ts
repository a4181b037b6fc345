import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../../diagnostics/catalogue.ts';
import { count } from '../../diagnostics/count.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { typesOf } from '../../engine/contracts/generation/typescript.ts';
import { type ArtifactReport, checkArtifacts, problemsOf } from '../../engine/inspection/audit.ts';
import { codeWarnings } from '../../engine/inspection/codeWarnings.ts';
import { StageCodes } from '../../engine/keys/stageCode.ts';
import { plural } from '../../engine/plural.ts';
import type { Project } from '../../engine/project/project.ts';
import { makeFolder } from '../../engine/store/durable.ts';
import type { Json } from '../../engine/types.ts';
import { type ProjectOptions, projectOf, withProject } from '../options/project.ts';
import { aligned } from '../report/format.ts';
import { openTerminal, styled } from '../report/terminal.ts';

interface ValidateOptions extends ProjectOptions {
  readonly artifacts?: boolean;
}

export function addValidate(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('validate'))
    .summary('check configuration, contracts and code without running anything, for CI')
    .option('--artifacts', 'also read every artifact of the lock and check it against its contract')
    .action(async (options: ValidateOptions) => exit(await validate(options)));
}

async function validate(options: ValidateOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const project = await projectOf(options);
  const { config, plan } = project;
  await compileAll(project);
  const diagnostics: Diagnostic[] = [...config.warnings, ...codeWarnings(project), ...typesInDate(project)];
  const artifacts: ArtifactReport[] = options.artifacts === true ? await checkArtifacts(project) : [];
  diagnostics.push(...problemsOf(artifacts));
  terminal.printDiagnostics(diagnostics);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const exitCode =
    errors.length === 0
      ? EXIT.done
      : options.artifacts === true && artifacts.some(({ problems }) => problems.length > 0)
        ? EXIT.contract
        : EXIT.configuration;
  if (artifacts.length > 0) {
    const rows = artifacts.map(({ artifact, contract, rows, problems }) => [
      artifact,
      contract,
      rows === null ? '' : count(rows),
      problems.length === 0 ? 'ok' : 'FAIL',
    ]);
    terminal.print(aligned([['artifact', 'contract', 'rows', ''], ...rows]));
  }
  terminal.print(
    `${styled(terminal.stdout, errors.length === 0 ? 'green' : 'red', errors.length === 0 ? 'ok' : 'FAIL')}  ${plural(config.stages.length, 'stage')}, ${plural(plan.instances.length, 'instance')}, ${plural(config.contracts.size, 'contract')}, ${plural(config.sources.size, 'source')}${artifacts.length > 0 ? `, ${plural(artifacts.length, 'artifact')}` : ''}: ${plural(errors.length, 'error')}`,
  );
  terminal.result('validate', exitCode, { artifacts }, diagnostics);
  return exitCode;
}

async function compileAll({ config, layout, memo }: Project): Promise<void> {
  makeFolder(layout.store);
  const codes = new StageCodes(config, layout, memo);
  for (const stage of config.stages) await codes.codeOf(stage);
  codes.save();
}

/** The committed types must be those of the contracts and stages, else stage code is compiled against a wish. */
function typesInDate({ config }: Project): Diagnostic[] {
  const file = join(config.root, 'schemas', 'generated', 'types.ts');
  const schema = join(config.root, 'schemas', 'params.schema.json');
  if (!existsSync(file) || !existsSync(schema)) return [];
  const wanted = typesOf(config, JSON.parse(readFileSync(schema, 'utf8')) as Json);
  if (readFileSync(file, 'utf8') === wanted) return [];
  return [
    {
      code: 'E210',
      severity: 'error',
      message: 'the types are not those of pipeline.yaml and the contracts',
      place: { file: 'schemas/generated/types.ts' },
      hint: 'write it anew with: pipeline types',
    },
  ];
}
