import { gzipSync } from 'node:zlib';
import type { Random } from '../../src/numerics/random.ts';
import { hdf5Of } from './hdf5Bytes.ts';
import type { Expectation } from './judgement.ts';
import { layoutOf, type NetcdfLayout, type VariableLayout } from './netcdfLayout.ts';
import { spliced } from './packedMutations.ts';
import { oneOf } from './tableMutations.ts';
import { flipped, type MutatedBytes } from './textMutations.ts';

type Mutation = (bytes: Uint8Array, layout: NetcdfLayout, random: Random) => MutatedBytes;

const SAME: Expectation = { result: 'same' };
const GUARDED: Expectation = { result: 'same or refused' };
const REFUSED: Expectation = { result: 'refused' };
const DOUBLE = 6;
const CHAR = 2;

/** A word of the header says something else: how many, how long, of which type, where. */
const lie: Mutation = (bytes, { words }, random) => {
  const word = oneOf(words, random);
  const content = Buffer.from(bytes);
  const before = content.readUInt32BE(word.offset + word.length - 4);
  const value = oneOf(
    [0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, before + 1, before - 1, 2 * before, before ^ 0x100, random.integer(bytes.length)],
    random,
  );
  content.writeUInt32BE(value >>> 0, word.offset + word.length - 4);
  if (word.length === 8 && random.uniform() < 0.3) content.writeUInt32BE(random.integer(2 ** 31), word.offset);
  return { mutation: `a lie about the ${word.what}: ${value >>> 0}, not ${before}`, content, expected: GUARDED };
};

/** A character of a name is another one. */
const otherName: Mutation = (bytes, { names }, random) => {
  const name = oneOf(names, random);
  const content = Buffer.from(bytes);
  content[name.offset + random.integer(Math.max(1, name.length))] = 33 + random.integer(94);
  return { mutation: `another ${name.what}`, content, expected: GUARDED };
};

/** A number in the data that no reader should take for one: infinite. NaN is how these files say that nothing is there. */
const infinite: Mutation = (bytes, { variables }, random) => {
  const variable = oneOf(
    variables.filter(({ type }) => type === DOUBLE),
    random,
  );
  const content = Buffer.from(bytes);
  content.writeDoubleBE(oneOf([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], random), cellOf(variable, 8, random));
  return { mutation: `an infinite number in ${variable.name}`, content, expected: GUARDED };
};

/** A letter of a label, such as the code of an area. */
const otherLetter: Mutation = (bytes, { variables }, random) => {
  const labels = variables.filter(({ type }) => type === CHAR);
  if (labels.length === 0) return otherName(bytes, layoutOf(bytes), random);
  const variable = oneOf(labels, random);
  const content = Buffer.from(bytes);
  content[cellOf(variable, 1, random)] = oneOf([0, 32, 97, 48, 200, 10], random);
  return { mutation: `no capital letter in ${variable.name}`, content, expected: GUARDED };
};

const harmless: Mutation = (bytes, _, random) => {
  return oneOf(
    [
      { mutation: 'packed with gzip', content: gzipSync(bytes), expected: SAME },
      { mutation: 'bytes after the end', content: Buffer.concat([bytes, Buffer.alloc(1 + random.integer(64))]), expected: GUARDED },
    ],
    random,
  );
};

const broken: Mutation = (bytes, _, random) => {
  const version = Uint8Array.from(bytes);
  version[3] = random.integer(256);
  return oneOf(
    [
      { mutation: 'empty file', content: new Uint8Array(), expected: REFUSED },
      { mutation: 'four bytes', content: bytes.subarray(0, 4), expected: REFUSED },
      { mutation: `version ${version[3]}`, content: version, expected: GUARDED },
      { mutation: 'another format', content: Buffer.from('Year,Country ISO\n1990,QNV\n'), expected: REFUSED },
    ],
    random,
  );
};

const cut: Mutation = (bytes, { variables }, random) => {
  const header = Math.min(...variables.map(({ values }) => values.offset));
  const length = random.integer(random.uniform() < 0.5 ? header : bytes.length);
  return { mutation: `cut after ${length} of ${bytes.length} bytes`, content: bytes.subarray(0, length), expected: REFUSED };
};

/** A bit of the header; one of the data would be another number, which nothing in the format tells from a right one. */
const headerBit: Mutation = (bytes, { variables }, random) => {
  const header = Math.min(...variables.map(({ values }) => values.offset));
  const mutated = flipped(bytes.subarray(0, header), random);
  return { ...mutated, content: Buffer.concat([mutated.content, bytes.subarray(header)]), expected: GUARDED };
};

const CLASSIC: readonly Mutation[] = [lie, lie, lie, lie, headerBit, headerBit, otherName, infinite, otherLetter, harmless, broken, cut];

/** A NetCDF classic file that lies, breaks off, or says the same in another way. */
export function mutatedClassic(bytes: Uint8Array, random: Random): MutatedBytes {
  return oneOf(CLASSIC, random)(bytes, layoutOf(bytes), random);
}

/**
 * A grid of persons whose variable says that its values are packed, missing or in thousands; null for grids of other things. In the
 * classic format its attribute _FillValue becomes add_offset, a name of the same length.
 */
export async function packedGrid(classic: Uint8Array, form: string, random: Random): Promise<MutatedBytes | null> {
  const by = 1 + random.integer(1000);
  const at = Buffer.from(classic).indexOf('_FillValue', 0, 'latin1');
  if (!layoutOf(classic).variables.some(({ name }) => name === 'Net migration') || at < 0) return null;
  const shifted: Expectation = { result: 'shifted', column: 'persons', by };
  if (form !== 'hdf5') {
    const content = Buffer.from(classic);
    content.write('add_offset', at, 'latin1');
    // Name, padded to twelve bytes; type and length of four each; the number.
    const isNumber = random.uniform() < 0.7;
    content.writeDoubleBE(isNumber ? by : Number.NaN, at + 20);
    return { mutation: `add_offset ${isNumber ? by : 'that is no number'}`, content, expected: isNumber ? shifted : REFUSED };
  }
  const [attributes, expected] = oneOf<readonly [Readonly<Record<string, number | string>>, Expectation]>(
    [
      [{ add_offset: by }, shifted],
      [{ scale_factor: 1, add_offset: by }, shifted],
      [{ scale_factor: 0 }, REFUSED],
      [{ scale_factor: 'ten' }, REFUSED],
      [{ missing_value: '-9999' }, SAME],
      [{ missing_value: 'none' }, REFUSED],
      [{ units: 'thousand persons' }, REFUSED],
      [{ units: 'persons' }, SAME],
      [{ valid_min: by }, { result: 'part' }],
    ],
    random,
  );
  return { mutation: `attributes ${JSON.stringify(attributes)}`, content: await hdf5Of(classic, attributes), expected };
}

/** An HDF5 file that breaks off or of which bytes change. Its older headers have no checksum, so that a change may go unseen. */
export function mutatedHdf5(bytes: Uint8Array, random: Random): MutatedBytes {
  const unguarded: Expectation = { result: 'unguarded' };
  const choice = random.integer(6);
  if (choice === 0) return { mutation: 'packed with gzip', content: gzipSync(bytes), expected: SAME };
  if (choice === 1) {
    const length = random.integer(bytes.length);
    return { mutation: `cut after ${length} of ${bytes.length} bytes`, content: bytes.subarray(0, length), expected: REFUSED };
  }
  if (choice === 2) return { ...spliced(bytes, random, 4, 4), expected: unguarded };
  if (choice === 3) return lyingWord(bytes, random);
  return { ...flipped(bytes, random), expected: unguarded };
}

/** Eight bytes, as lengths and addresses of HDF5 have, say something else. */
function lyingWord(bytes: Uint8Array, random: Random): MutatedBytes {
  const content = Buffer.from(bytes);
  const at = 8 * random.integer(Math.floor(bytes.length / 8));
  const value = oneOf([0n, 1n, 0xffffn, 0x7fffffffn, 0xffffffffn, 2n ** 40n, 2n ** 63n - 1n, 2n ** 64n - 1n], random);
  content.writeBigUInt64LE(value, at);
  return { mutation: `${value} in the word at ${at}`, content, expected: { result: 'unguarded' } };
}

function cellOf({ values }: VariableLayout, width: number, random: Random): number {
  return values.offset + width * random.integer(values.length / width);
}
