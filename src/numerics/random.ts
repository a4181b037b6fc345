import { log } from './elementary.ts';

const GOLDEN = 0x9e3779b9;

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Final mixing of MurmurHash3: every input bit reaches every output bit. */
function avalanche(word: number): number {
  let w = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  w = Math.imul(w ^ (w >>> 13), 0xc2b2ae35);
  return w ^ (w >>> 16);
}

/** Four state words from a name: each character goes into every lane, each lane into the next one. */
function stateOf(name: string): Int32Array {
  const lanes = Int32Array.from([GOLDEN, 2 * GOLDEN, 3 * GOLDEN, 4 * GOLDEN]);
  for (let position = 0; position < name.length; position++) absorb(lanes, name.charCodeAt(position));
  absorb(lanes, name.length);
  absorb(lanes, GOLDEN);
  if (lanes.every((lane) => lane === 0)) lanes[0] = GOLDEN;
  return lanes;
}

function absorb(lanes: Int32Array, word: number): void {
  for (let lane = 0; lane < 4; lane++) {
    lanes[lane] = avalanche(lanes[lane]! ^ rotateLeft(word, 8 * lane)) + lanes[(lane + 3) & 3]!;
  }
}

/**
 * Seeded random numbers with the same bits on every machine: xoshiro128** of Blackman and Vigna (2021),
 * period 2^128 - 1, started from a 128-bit hash of the name of the stream.
 */
export class Random {
  readonly #name: string;
  readonly #state: Int32Array;
  #spare = Number.NaN;

  /** @param seed name of the stream; 7 and '7' name the same one. */
  constructor(seed: number | string) {
    this.#name = String(seed);
    this.#state = stateOf(this.#name);
  }

  /** Name of the stream: whoever knows it can draw the same numbers again. */
  get name(): string {
    return this.#name;
  }

  /** 32 random bits, 0 to 2^32 - 1. */
  #bits(): number {
    const state = this.#state;
    const s1 = state[1]!;
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const s2 = state[2]! ^ state[0]!;
    const s3 = state[3]! ^ s1;
    state[1] = s1 ^ s2;
    state[0] = state[0]! ^ s3;
    state[2] = s2 ^ (s1 << 9);
    state[3] = rotateLeft(s3, 11);
    return result;
  }

  /** Uniform on [0, 1) in steps of 2^-53. */
  uniform(): number {
    const high = this.#bits() >>> 5;
    const low = this.#bits() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Standard normal, by the polar method of Marsaglia and Bray (1964); each second call uses the spare one. */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.uniform() - 1;
      y = 2 * this.uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const factor = Math.sqrt((-2 * log(square)) / square);
    this.#spare = y * factor;
    return x * factor;
  }

  /**
   * Uniform on 0, 1, ..., n - 1 without bias.
   * @throws RangeError unless n is a whole number from 1 to 2^32.
   */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 4294967296) throw new RangeError(`integer(${n}): 1 to 2^32 was expected`);
    const limit = 4294967296 - (4294967296 % n);
    let bits = this.#bits();
    while (bits >= limit) bits = this.#bits();
    return bits % n;
  }

  /** Puts the values into random order in place; all orders are equally likely (Fisher and Yates). */
  shuffle(values: Int32Array): void {
    for (let last = values.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const value = values[last]!;
      values[last] = values[other]!;
      values[other] = value;
    }
  }

  /**
   * Independent stream that depends on the name of this one and the label only, not on what was drawn so far.
   * Its name is the two joined by a slash.
   */
  fork(label: string): Random {
    return new Random(`${this.#name}/${label}`);
  }
}
