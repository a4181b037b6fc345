import { exp } from '../../../numerics/elementary.ts';
import type { Random } from '../../../numerics/random.ts';
import { BOTH_HEADER, corridorNames } from '../../publish/formats/bothReports.ts';
import { floatText, gzippedLines, inDoubleQuotes, textFile } from '../../publish/formats/text.ts';
import { lognormal } from '../../world/sampling.ts';
import { heavy } from '../process/shocks.ts';
import type { FlowCell, RealArea, RealWorld } from '../real/realWorld.ts';
import type { TrueFlows } from './trueFlows.ts';

/** What an office does to a flow: share counted, error in logs, and a year in which the definition changes, by a factor. */
interface Office {
  readonly factor: number;
  readonly error: number;
  readonly change: number;
  readonly changeFactor: number;
}

/** Offices whose shares counted are known to be far from 1: settlers only, or short stays as well. */
const KNOWN: Readonly<Record<string, number>> = { POL: 0.13, ROU: 0.3, SVK: 0.25, BGR: 0.45, HRV: 0.5, DEU: 1.35, DNK: 1.4, LVA: 0.3 };

/** Reports of offices in the files of Eurostat: who reported which corridor and year in reality. Both files print the same count. */
export class CorridorReports {
  readonly #random: Random;
  readonly #real: RealWorld;
  readonly #flows: TrueFlows;
  readonly #offices = new Map<string, Office>();

  constructor(random: Random, flows: TrueFlows, real: RealWorld) {
    this.#random = random;
    this.#real = real;
    this.#flows = flows;
  }

  /** migr_imm5prv: partner, geo, year, persons. */
  immigrationFile(): Uint8Array {
    const lines = this.#cells('flows-eurostat').map((cell) => {
      const [partner, geo] = [this.#real.areas[cell.orig]!, this.#real.areas[cell.dest]!];
      return [partner.eurostat, geo.eurostat, cell.year, floatText(this.#persons(cell))].join(',');
    });
    return textFile(['partner,geo,year,value', ...lines]);
  }

  /** migmod_eurostat: the sender's and the receiver's report side by side. */
  bothReportsFile(): Uint8Array {
    const rows = new Map<string, { orig: number; dest: number; year: number; sides: Map<string, FlowCell> }>();
    for (const cell of this.#cells('flows-eurostat-both-reports')) {
      const key = `${cell.year} ${cell.dest} ${cell.orig}`;
      const row = rows.get(key) ?? { ...cell, sides: new Map<string, FlowCell>() };
      row.sides.set(cell.reporter, cell);
      rows.set(key, row);
    }
    return gzippedLines([BOTH_HEADER, ...Array.from(rows.values(), (row) => this.#bothLine(row))]);
  }

  #cells(source: string): readonly FlowCell[] {
    return this.#real.flows.filter((cell) => cell.source === source);
  }

  #bothLine({ orig, dest, year, sides }: { orig: number; dest: number; year: number; sides: ReadonlyMap<string, FlowCell> }): string {
    const [sending, receiving] = [this.#real.areas[orig]!, this.#real.areas[dest]!];
    const names = corridorNames(sending, receiving);
    const report = (side: string) => {
      const cell = sides.get(side);
      return { persons: cell ? this.#persons(cell) : '', classes: classesOf(cell?.quality ?? '') };
    };
    const [emigration, immigration] = [report('origin'), report('destination')];
    const ties = Array.from({ length: 9 }, () => '');
    const head = [inDoubleQuotes('Total'), year, ...names.map((name) => inDoubleQuotes(name.replaceAll(',', '')))];
    return [...head, emigration.persons, immigration.persons, ...immigration.classes, ...emigration.classes, ...ties].join(',');
  }

  /** The count of a cell, the same whenever it is asked for. */
  #persons({ reporter, orig, dest, year }: FlowCell): number {
    const area = this.#real.areas[reporter === 'origin' ? orig : dest]!;
    const office = this.#officeOf(area, reporter);
    const corridor = this.#random.fork(`${reporter} ${this.#real.areas[orig]!.iso3} ${this.#real.areas[dest]!.iso3}`);
    const lasting = exp(0.1 * heavy(corridor));
    const ofYear = exp(office.error * heavy(corridor.fork(String(year))));
    const changed = year >= office.change ? office.changeFactor : 1;
    return Math.round(this.#flows.persons(orig, dest, year) * office.factor * changed * lasting * ofYear);
  }

  #officeOf({ iso3 }: RealArea, reporter: string): Office {
    const key = `${reporter} ${iso3}`;
    const known = this.#offices.get(key);
    if (known) return known;
    const stream = this.#random.fork(`office ${key}`);
    const drawn = (reporter === 'origin' ? 0.6 : 0.88) * lognormal(stream, reporter === 'origin' ? 0.4 : 0.25);
    const factor = KNOWN[iso3] === undefined ? drawn : KNOWN[iso3] * (reporter === 'origin' ? 0.8 : 1);
    const change = stream.uniform() < 0.3 ? 2000 + stream.integer(23) : Number.POSITIVE_INFINITY;
    const office = { factor, error: 0.04 + 0.05 * stream.uniform(), change, changeFactor: lognormal(stream, 0.25) };
    this.#offices.set(key, office);
    return office;
  }
}

/** Classes of under-count and accuracy, as the columns of the file have them. */
function classesOf(quality: string): readonly string[] {
  return ['undercount', 'accuracy'].map((name) => {
    const found = quality.split(', ').find((part) => part.startsWith(`${name} `));
    return found === undefined ? '' : inDoubleQuotes(found.slice(name.length + 1));
  });
}
