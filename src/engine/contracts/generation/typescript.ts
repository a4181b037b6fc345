import { refuse } from '../../../diagnostics/diagnostic.ts';
import type { Config, Contract, Field, FieldType, InputDeclaration, Json, OutputDeclaration, StageDeclaration } from '../../types.ts';
import { docComment, type Member, objectOf, quoted, typeOfSchema, withoutReferences } from './jsonSchema.ts';
import { pascalCase } from './typeName.ts';

/** What the generated file takes from the engine, by module; sorted as the formatter wants them. */
const IMPORTS: readonly (readonly [string, readonly string[]])[] = [
  [
    '../../src/engine/stage.ts',
    ['DeclaredSource', 'DocumentInput', 'DocumentOutput', 'Gathered', 'SourceInput', 'StageContext', 'TableInput', 'TableOutput'],
  ],
  ['../../src/tables/columns.ts', ['Category']],
];

const HEADER = '// Generated from pipeline.yaml and schemas/ by `npm run types`. Do not edit.';

const ARRAYS: Readonly<Record<Exclude<FieldType, 'category'>, string>> = {
  int8: 'Int8Array',
  int16: 'Int16Array',
  int32: 'Int32Array',
  uint8: 'Uint8Array',
  uint16: 'Uint16Array',
  uint32: 'Uint32Array',
  float32: 'Float32Array',
  float64: 'Float64Array',
};

/**
 * Text of schemas/generated/types.ts: `Params`, one type for the reading of each kind of source that stages read, for each contract
 * and for the context of each stage. Deterministic: contracts by name, stages and members as declared. Refuses (E208) two things
 * that would share a type name.
 */
export function typesOf({ stages, contracts, sourceKinds }: TypedConfig, paramsSchema: Json): string {
  const sorted = [...contracts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const kinds = new Set(stages.flatMap(({ inputs }) => [...inputs.values()].flatMap((input) => kindOfSources(input) ?? [])));
  refuseSharedNames(stages, sorted, kinds);
  const parts = [
    `${docComment('Parameters of the pipeline.')}\nexport type Params = ${typeOfSchema(paramsSchema)};`,
    ...[...kinds].sort().map((kind) => readingType(kind, sourceKinds.get(kind) ?? null)),
    ...sorted.map(contractType),
    ...stages.map((stage) => stageType(stage, stages, contracts)),
  ];
  const body = parts.join('\n\n');
  return `${HEADER}\n${imports(body)}\n\n${body}\n`;
}

/** What of the configuration the types are written from. */
type TypedConfig = Pick<Config, 'stages' | 'contracts' | 'sourceKinds'>;

function kindOfSources(input: InputDeclaration): string | null {
  return input.kind === 'sources' ? input.sourceKind : null;
}

function readingName(kind: string): string {
  return `${pascalCase(kind)}Reading`;
}

function readingType(kind: string, schema: Json): string {
  return `${docComment(`How sources of kind ${kind} are to be read.`)}\nexport type ${readingName(kind)} = ${typeOfSchema(withoutReferences(schema))};`;
}

function refuseSharedNames(stages: readonly StageDeclaration[], contracts: readonly Contract[], kinds: Iterable<string>): void {
  const owners = new Map([['Params', 'the parameters']]);
  for (const kind of kinds) owners.set(readingName(kind), `the reading of kind "${kind}"`);
  for (const [module, names] of IMPORTS) for (const name of names) owners.set(name, `a type of ${module}`);
  const things = [
    ...contracts.map(({ name }) => ({ name, owner: `contract "${name}"` })),
    ...stages.map(({ name }) => ({ name, owner: `stage "${name}"` })),
  ];
  for (const { name, owner } of things) {
    const type = pascalCase(name);
    const other = owners.get(type);
    if (other) {
      refuse('E208', `${owner} and ${other} would both become the TypeScript type ${type}`, { hint: `Rename ${owner}.` });
    }
    owners.set(type, owner);
  }
}

function imports(body: string): string {
  const lines = IMPORTS.flatMap(([module, names]) => {
    const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
    return used.length > 0 ? [`import type { ${used.join(', ')} } from '${module}';`] : [];
  });
  return lines.join('\n');
}

function contractType(contract: Contract): string {
  const type = contract.kind === 'table' ? objectOf(contract.fields.map(fieldMember), '') : typeOfSchema(contract.schema);
  return `${docComment(contract.title)}\nexport type ${pascalCase(contract.name)} = ${type};`;
}

function fieldMember(field: Field): Member {
  const words = [field.about, field.unit && `[${field.unit}]`, field.missing && '(may be missing)'].filter(Boolean);
  return { name: field.name, type: field.type === 'category' ? 'Category' : ARRAYS[field.type], about: words.join(' ') };
}

function stageType(stage: StageDeclaration, stages: readonly StageDeclaration[], contracts: ReadonlyMap<string, Contract>): string {
  const inputs = [...stage.inputs].map(([name, input]) => ({ name, type: inputType(input, stages, contracts) }));
  const outputs = [...stage.outputs].map(([name, output]) => ({ name, type: outputType(output, contracts) }));
  const each = Object.entries(stage.each).map(([name, values]) => ({ name, type: eachType(values) }));
  const indent = '  ';
  const types = [paramsType(stage.params, indent), objectOf(inputs, indent), objectOf(outputs, indent), objectOf(each, indent)];
  const context = `StageContext<\n${types.map((type) => indent + type).join(',\n')}\n>`;
  return `${docComment(`${stage.name}: ${stage.about}`)}\nexport type ${pascalCase(stage.name)} = ${context};`;
}

function inputType(input: InputDeclaration, stages: readonly StageDeclaration[], contracts: ReadonlyMap<string, Contract>): string {
  if (input.kind === 'source') return input.optional ? 'SourceInput | null' : 'SourceInput';
  if (input.kind === 'sources') return `readonly DeclaredSource<${readingName(input.sourceKind)}>[]`;
  const producer = stages.find((stage) => stage.name === input.stage);
  const output = producer?.outputs.get(input.output);
  if (!producer || !output) throw new RangeError(`${input.stage}.${input.output} is not declared; the configuration was not checked`);
  const one = `${kindOf(output, contracts)}Input<${pascalCase(output.contract)}>`;
  return Object.keys(producer.each).length > 0 ? `readonly Gathered<${one}>[]` : one;
}

function outputType(output: OutputDeclaration, contracts: ReadonlyMap<string, Contract>): string {
  return `${kindOf(output, contracts)}Output<${pascalCase(output.contract)}>`;
}

function kindOf(output: OutputDeclaration, contracts: ReadonlyMap<string, Contract>): 'Table' | 'Document' {
  return contracts.get(output.contract)?.kind === 'document' ? 'Document' : 'Table';
}

function eachType(values: readonly (number | string)[]): string {
  const types = new Set(values.map((value) => typeof value));
  return [...types].sort().join(' | ');
}

/** Dotted paths as the nested object that holds only them; each leaf takes its type from `Params`. */
function paramsType(paths: readonly string[], indent: string): string {
  return nestedType(
    paths.map((path) => path.split('.')),
    [],
    indent,
  );
}

function nestedType(paths: readonly (readonly string[])[], prefix: readonly string[], indent: string): string {
  const names = [...new Set(paths.map((path) => path[prefix.length]!))];
  const members = names.map((name) => {
    const here = [...prefix, name];
    const below = paths.filter((path) => path[prefix.length] === name);
    const whole = below.some((path) => path.length === here.length);
    const type = whole ? `Params${here.map((key) => `[${quoted(key)}]`).join('')}` : nestedType(below, here, `${indent}  `);
    return { name, type };
  });
  return objectOf(members, indent);
}
