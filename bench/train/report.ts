import { grouped, headings, markdownTable } from '../../tools/data/markdown.ts';
import type { Measurement, Race } from './measurement.ts';

/** Acceptance 2 and 3 of the training engine. */
const REQUIRED = {
  /** Times as long as the kernel that PyTorch takes for equal work. */
  speed: { small: 2, middle: 2, large: 3 } as Readonly<Record<string, number>>,
  /** The same of peak memory, and of the time to a held-out loss. */
  memory: 5,
  race: 10,
  /** Share of the bare product that whole epochs reach on one core. */
  share: 0.6,
};
/** The programs start from the same weights and the same sample, so that their first losses differ by rounding only. */
const SAME_LOSS = 1e-4;

/** An epoch of PyTorch on a problem as others measured it on a machine of this size (docs/method.md 13.6), seconds. */
const ELSEWHERE: Readonly<Record<string, number>> = { large: 231 };

/** What the numbers depend on. */
export interface Setting {
  /** Arguments of the bench. */
  readonly argv: readonly string[];
  readonly cores: number;
  readonly threads: number;
  readonly node: string;
  /** Null where PyTorch is not installed. */
  readonly torch: string | null;
}

/** Each requirement that is missed, in words. */
export function missedRequirements(measurements: readonly Measurement[]): string[] {
  const missed: string[] = [];
  const require = (what: string, value: number, least: number, digits: number) => {
    if (!(value >= least)) missed.push(`${what} is ${value.toFixed(digits)}, at least ${least} is required`);
  };
  for (const { size, speeds, kernel, torch, race } of measurements) {
    require(`${size.name}: share of the bare product`, speeds.step / speeds.lasting, REQUIRED.share, 2);
    if (torch === null) continue;
    const difference = Math.abs(kernel.firstLoss / torch.firstLoss - 1);
    if (!(difference <= SAME_LOSS)) {
      missed.push(`${size.name}: the first losses differ by ${difference.toExponential(1)}, so the programs do not compute the same`);
    }
    require(`${size.name}: speed at equal work`, torch.seconds / kernel.seconds, REQUIRED.speed[size.name]!, 2);
    require(`${size.name}: ratio of peak memory`, torch.peak / kernel.peak, REQUIRED.memory, 2);
    if (race === null) continue;
    if (race.kernel.heldOut > race.target) {
      missed.push(
        `${size.name}: the kernel did not reach the held-out loss ${race.target.toPrecision(4)} in ${seconds(race.kernel.seconds)}`,
      );
    } else require(`${size.name}: speed to the same held-out loss`, ratioOf(race), REQUIRED.race, 1);
  }
  return missed;
}

/** What was missed, as a list; nothing where all holds. */
function missedList(measurements: readonly Measurement[]): string {
  const missed = missedRequirements(measurements);
  return missed.length === 0 ? '' : `Missed in this run:\n\n${missed.map((line) => `- ${line}\n`).join('')}\n`;
}

/** The page docs/speed.md. */
export function speedPage(measurements: readonly Measurement[], setting: Setting): string {
  const { argv, cores, threads, node, torch } = setting;
  return `# Speed of training

Our kernel and a PyTorch program of the same model on the three synthetic problems of [method.md](method.md#136-problems-for-measuring-speed) 13.6, measured in one go by

\`\`\`sh
npm run bench:train -- ${argv.join(' ')}
\`\`\`

on ${cores} cores, ${threads} threads each, with Node ${node} and PyTorch ${torch ?? '(not installed)'} of the system's Python. PyTorch runs with \`OMP_NUM_THREADS=${threads} OPENBLAS_NUM_THREADS=1\`, its fastest setting. The command fails if a ratio is below the required one.

${missedList(measurements)}${sizesTable(measurements)}
## Equal work

An epoch is a pass of all edges through 34 years, the gradient of the sampled edges through all years, and one step of Adam. Both programs start from the same weights, and their first losses agree to 1e-4. Times are medians of wall time; on the large problem one epoch each, without a warm-up. Memory is the largest resident memory of the process.

${equalWorkTable(measurements)}${elsewhere(measurements)}
## Time to the same held-out loss

This race compares two ways of training, not two programs for the same work. A fifth of the observed corridors is held out. Problem, first weights, learning rate and clipping are the same.

- PyTorch trains as above, all edges in each epoch, for a budget of time (six epochs on the large problem, which take up to an hour). The loss that it reached is the lowest mean of five epochs in a row, or of half of its epochs if there were fewer than ten. Its time is that of its first epoch at or below this loss.
- The kernel trains as the pipeline does: half as many edges with gradient, drawn with probabilities that follow the flows, and latest flows for all other edges. Its held-out loss is looked at in passes over all edges, which come from time to time.

Looking at the held-out loss counts in neither time.

${raceTable(measurements)}
## One core

Billions of operations a second:

- *A block*: the least time of single blocks. The product is the register-blocked product of 128 edges with 60 x 60 weights; forward and backward are the kernel on such a block.
- *Lasting*: the same product again and again for as long as an epoch takes, the fastest of several in turns.
- *Whole step*: the operations of all products of an epoch over its whole time, with gathers, activations, sums, losses and Adam.

For each weight, edge and year a pass forward is 2 operations. The gradient of a sampled edge is 8: forward, evaluated again instead of being kept, and twice backward. The whole step must reach 60 % of the lasting product. A core raises its clock for moments, so the best single block is no measure for a step of a second.

These are the operations of the model. The kernel does not do them all: in a pass over all edges it sums the first layer once for each pair of ends and looks it up for the edges. The last column counts only what is done.

${coreTable(measurements)}`;
}

function sizesTable(measurements: readonly Measurement[]): string {
  return markdownTable(
    headings('problem', '#areas', '#edges', '#sample', '#latent', 'hidden layers'),
    measurements.map(({ size }) => [
      size.name,
      grouped(size.areas),
      grouped(size.edges),
      grouped(size.sample),
      grouped(size.latent),
      `${size.hiddenLayers.length} x ${size.hiddenLayers[0]}`,
    ]),
  );
}

function equalWorkTable(measurements: readonly Measurement[]): string {
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;
  return markdownTable(
    headings('problem', '#kernel', '#PyTorch', '#times faster', '#required', '#kernel', '#PyTorch', '#times less', '#required'),
    measurements.map(({ size, kernel, torch }) => [
      size.name,
      seconds(kernel.seconds),
      torch === null ? '' : seconds(torch.seconds),
      torch === null ? '' : (torch.seconds / kernel.seconds).toFixed(1),
      `${REQUIRED.speed[size.name]}`,
      gigabytes(kernel.peak),
      torch === null ? '' : gigabytes(torch.peak),
      torch === null ? '' : (torch.peak / kernel.peak).toFixed(1),
      `${REQUIRED.memory}`,
    ]),
  );
}

/** How the kernel does against the fastest that PyTorch is known for. */
function elsewhere(measurements: readonly Measurement[]): string {
  return measurements
    .filter(({ size }) => size.name in ELSEWHERE)
    .map(({ size: { name }, kernel }) => {
      const known = ELSEWHERE[name]!;
      return `\nThe training script of Gaskin and Abel took ${known} s for an epoch of ${name} on another machine of this size ([method.md](method.md) 13.6): ${(known / kernel.seconds).toFixed(1)} times as long as the kernel here.\n`;
    })
    .join('');
}

function raceTable(measurements: readonly Measurement[]): string {
  return markdownTable(
    headings(
      'problem',
      '#loss at start',
      '#loss reached',
      '#PyTorch',
      '#epochs',
      '#kernel',
      '#epochs',
      '#sample',
      '#epochs from pass to pass',
      '#times faster',
      '#required',
    ),
    measurements.flatMap(({ size, race }) =>
      race === null
        ? []
        : [
            [
              size.name,
              race.start.toPrecision(4),
              race.target.toPrecision(4),
              seconds(race.torch.seconds),
              grouped(race.torch.epochs),
              seconds(race.kernel.seconds),
              grouped(race.kernel.epochs),
              grouped(race.sample),
              `${race.refreshEvery}`,
              race.kernel.heldOut > race.target ? 'not reached' : ratioOf(race).toFixed(1),
              `${REQUIRED.race}`,
            ],
          ],
    ),
  );
}

function coreTable(measurements: readonly Measurement[]): string {
  return markdownTable(
    headings(
      'problem',
      '#product, a block',
      '#forward, a block',
      '#backward, a block',
      '#product, lasting',
      '#whole step',
      '#share of it',
      '#required',
      '#share done',
    ),
    measurements.map(({ size, speeds: { product, forward, backward, lasting, step, done } }) => [
      size.name,
      ...[product, forward, backward, lasting, step].map((speed) => speed.toFixed(1)),
      percent(step / lasting),
      percent(REQUIRED.share),
      percent(done / lasting),
    ]),
  );
}

function ratioOf({ torch, kernel }: Race): number {
  return torch.seconds / kernel.seconds;
}

function seconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
