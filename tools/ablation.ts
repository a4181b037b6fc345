/*
 * What each part of the model is worth: trains the folds of the demo world with one part taken away at a time and writes the
 * table of docs/experiments/model-parts.md. `npm run ablation`; takes about as many minutes as there are variants.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { replaceSection } from './data/markdown.ts';

const DOCUMENT = 'docs/experiments/model-parts.md';
const COPIED = ['dist', 'data/demo', 'schemas', 'src', 'stages', 'package.json', 'params.yaml', 'pipeline.yaml', 'tsconfig.json'];

/** What is changed, in words, as settings, and as lines of a source file that are left out. */
interface Variant {
  readonly words: string;
  readonly settings?: readonly string[];
  readonly leftOut?: { readonly file: string; readonly lines: RegExp };
}

const VARIANTS: readonly Variant[] = [
  { words: 'as it is' },
  { words: 'no accounting covariates', leftOut: { file: 'src/model/problem/inputs.ts', lines: /^ *of\('accounted_.*\n/gm } },
  { words: 'no reporting factors', settings: ['model.reporting_factor=0'] },
  { words: 'no effects of areas', settings: ['model.area_effect.level=0'] },
  { words: 'no effects of corridors', settings: ['model.corridor_effect.level=0'] },
  { words: 'neither reporting factors nor corridors', settings: ['model.reporting_factor=0', 'model.corridor_effect.level=0'] },
  { words: 'one latent variable', settings: ['model.latent=1'] },
  { words: 'one hidden layer of 8', settings: ['model.hidden_layers=[8]'] },
  { words: 'no censored reports', settings: ['training.censored=[]'] },
  { words: 'no heavy tails', settings: ['model.errors.bend=1000'] },
  { words: 'no arrivals and departures by birth or citizenship', settings: ['training.weight_group=0'] },
  { words: 'no net migration', settings: ['training.weight_net=0'] },
];

const MEASURES: readonly (readonly [column: string, output: string, group: string, measure: string])[] = [
  ['reported', 'truth', 'reported', 'log_count'],
  ['held out', 'truth', 'heldout', 'log_count'],
  ['unreported', 'truth', 'unreported', 'log_count'],
  ['within corridor', 'truth', 'all', 'within_corridor'],
  ['within factor two', 'truth', 'all', 'within_factor_two'],
  ['held-out reports, log', 'scores', 'heldout', 'log_count'],
  ['their median error, %', 'scores', 'heldout', 'median_percentage_error'],
];

interface Shown {
  readonly head: readonly Readonly<Record<string, string | number>>[];
}

const folder = mkdtempSync(join(tmpdir(), 'ablation-'));
try {
  for (const name of COPIED) cpSync(name, join(folder, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const rows = VARIANTS.map((variant) => `| ${[variant.words, ...scoresOf(variant)].join(' | ')} |`);
  const table = [`| | ${MEASURES.map(([column]) => column).join(' | ')} |`, `| --- |${' ---: |'.repeat(MEASURES.length)}`, ...rows];
  const commit = execFileSync('git', ['log', '-1', '--format=Made at commit %h of %cs.'], { encoding: 'utf8' });
  writeFileSync(DOCUMENT, replaceSection(readFileSync(DOCUMENT, 'utf8'), 'ablation', `${commit}\n${table.join('\n')}\n`));
} finally {
  rmSync(folder, { recursive: true });
}

/** Means over the folds. */
function scoresOf({ settings = [], leftOut }: Variant): string[] {
  const restore = leftOut === undefined ? () => undefined : leaveOut(join(folder, leftOut.file), leftOut.lines);
  pipeline('run', 'cross-validate', ...settings.flatMap((setting) => ['--set', setting]));
  restore();
  return MEASURES.map(([, output, group, measure]) => {
    const values = show(`cross-validate.${output}`).flatMap(({ head }) =>
      head.filter((row) => row.group === group && row.measure === measure).map(({ value }) => Number(value)),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return measure.endsWith('error') ? mean.toFixed(0) : mean.toFixed(3);
  });
}

/** Takes lines out of a file of the copy. @returns what puts them back. */
function leaveOut(file: string, lines: RegExp): () => void {
  const text = readFileSync(file, 'utf8');
  const rest = text.replace(lines, '');
  if (rest === text) throw new Error(`${file} has no line like ${lines.source}`);
  writeFileSync(file, rest);
  return () => writeFileSync(file, text);
}

function show(target: string): Shown[] {
  const { data } = JSON.parse(pipeline('show', target, '--head', '50', '--json')) as { data: { artifacts: Shown[] } };
  return data.artifacts;
}

function pipeline(...parameters: readonly string[]): string {
  return execFileSync(process.execPath, ['dist/pipeline.js', ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
