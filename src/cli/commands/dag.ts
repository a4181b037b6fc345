import type { Command } from 'commander';
import type { ExitCode } from '../../diagnostics/catalogue.ts';
import { refuse } from '../../diagnostics/diagnostic.ts';
import type { Config, StageDeclaration } from '../../engine/types.ts';
import { type ProjectOptions, projectOf, withProject } from '../options/project.ts';
import { openTerminal } from '../report/terminal.ts';

interface DagOptions extends ProjectOptions {
  readonly format: string;
}

export function addDag(program: Command, exit: (code: ExitCode) => void): void {
  withProject(program.command('dag'))
    .summary('show the stages and what they read from each other')
    .option('--format <format>', 'text or mermaid', 'text')
    .action(async (options: DagOptions) => exit(await dag(options)));
}

async function dag(options: DagOptions): Promise<ExitCode> {
  const terminal = openTerminal(options);
  const { config } = await projectOf(options);
  if (options.format === 'text') terminal.print(asText(config));
  else if (options.format === 'mermaid') terminal.print(asMermaid(config));
  else refuse('E101', `--format ${options.format} is not known`, { expected: 'text or mermaid' });
  terminal.result('dag', 0, {
    stages: config.stages.map((stage) => ({
      name: stage.name,
      about: stage.about,
      instances: fanOut(stage),
      reads: reads(stage),
      outputs: [...stage.outputs.keys()],
    })),
  });
  return 0;
}

/** Each stage once, in the order in which they can run, with what it reads and writes. */
function asText(config: Config): string {
  return config.stages
    .map((stage) => {
      const times = fanOut(stage) === 1 ? '' : ` x ${fanOut(stage)}`;
      const sources = [...stage.inputs.values()].flatMap((input) =>
        input.kind === 'source' ? [input.source] : input.kind === 'sources' ? [`all of kind ${input.sourceKind}`] : [],
      );
      return [
        `${stage.name}${times}${stage.about === '' ? '' : `: ${stage.about}`}`,
        ...(sources.length > 0 ? [`  sources  ${sources.join(', ')}`] : []),
        ...reads(stage).map(({ stage: from, outputs }) => `  <- ${from}  ${outputs.join(', ')}`),
        `  -> ${[...stage.outputs].map(([, { file }]) => file).join(', ')}`,
      ].join('\n');
    })
    .join('\n');
}

function asMermaid(config: Config): string {
  const id = (name: string): string => name.replaceAll('-', '_');
  const nodes = config.stages.map((stage) => `  ${id(stage.name)}["${stage.name}${fanOut(stage) === 1 ? '' : ` x ${fanOut(stage)}`}"]`);
  const edges = config.stages.flatMap((stage) => reads(stage).map(({ stage: from }) => `  ${id(from)} --> ${id(stage.name)}`));
  return ['flowchart LR', ...nodes, ...edges].join('\n');
}

function fanOut(stage: StageDeclaration): number {
  return Object.values(stage.each).reduce((product, values) => product * values.length, 1);
}

function reads(stage: StageDeclaration): { readonly stage: string; readonly outputs: readonly string[] }[] {
  const from = new Map<string, string[]>();
  for (const input of stage.inputs.values()) {
    if (input.kind === 'output') from.set(input.stage, [...(from.get(input.stage) ?? []), input.output]);
  }
  return [...from].map(([name, outputs]) => ({ stage: name, outputs }));
}
