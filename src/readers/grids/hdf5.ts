import type { Attribute, Dataset, File } from 'h5wasm';
import { MAXIMUM_BYTES } from '../formats/bytes.ts';
import { OTHER_FILE, type RawFile, refuseBroken, refuseContent } from '../formats/rawFile.ts';
import { ATTRIBUTES, type Attributes, DEFAULT_FILL, type Grid, gridValues, refuseDimensions } from './gridValues.ts';

/** Bytes of one number once read, whatever its type in the file. */
const WIDTH = 8;

/** Default fill values by the last letter of the library's name of a type. */
const FILLS: ReadonlyMap<string, number> = new Map([
  ['h', DEFAULT_FILL.short],
  ['i', DEFAULT_FILL.int],
  ['q', DEFAULT_FILL.long],
  ['f', DEFAULT_FILL.float],
  ['d', DEFAULT_FILL.float],
]);

/** Where the library's own file system in memory keeps the one file that is open. */
const PATH = '/grid';

/**
 * Opens a NetCDF-4 file, which is HDF5: variables are datasets of the root group, dimensions their attached scales.
 * Refuses what the library cannot open, and variables that would take more than MAXIMUM_BYTES (E305).
 */
export async function openHdf5(file: RawFile, bytes: Uint8Array): Promise<Grid> {
  const h5 = await import('h5wasm');
  const module = await h5.ready;
  const { FS } = module;
  return refusingDamage(file, () => {
    // Without it the library prints its errors and goes on with nothing.
    module.activate_throwing_error_handler();
    FS.writeFile(PATH, bytes);
    const hdf5 = new h5.File(PATH, 'r');
    // What is open stays readable; the next file must not be taken for this one.
    FS.unlink(PATH);
    return new Hdf5Grid(file, hdf5);
  });
}

class Hdf5Grid implements Grid {
  readonly file: RawFile;
  readonly #hdf5: File;

  constructor(file: RawFile, hdf5: File) {
    this.file = file;
    this.#hdf5 = hdf5;
  }

  numbers(name: string, dimensions: readonly string[]): Float64Array {
    return refusingDamage(this.file, () => {
      const dataset = this.#dataset(name, dimensions);
      const raw = dataset.value;
      if (!ArrayBuffer.isView(raw) || raw instanceof DataView)
        return refuseContent(this.file, `holds no numbers in "${name}"`, { expected: 'numbers', hint: OTHER_FILE });
      const values = Float64Array.from(raw as Iterable<number | bigint>, Number);
      const defaultFill = FILLS.get(String(dataset.dtype).slice(-1)) ?? null;
      return gridValues(this.file, { name, values, attributes: attributesOf(dataset), defaultFill });
    });
  }

  labels(name: string, dimension: string): string[] {
    return refusingDamage(this.file, () => {
      const dataset = this.#dataset(name, [dimension]);
      const width = dataset.shape?.[1] ?? 1;
      const parts = dataset.value;
      if (!Array.isArray(parts))
        return refuseContent(this.file, `holds no strings in "${name}"`, { expected: 'strings', hint: OTHER_FILE });
      const count = parts.length / width;
      return Array.from({ length: count }, (_, label) => {
        const letters = parts.slice(label * width, (label + 1) * width);
        return letters.map(String).join('').replaceAll('\0', '').trimEnd();
      });
    });
  }

  /** The dataset of this name, if it is small enough and over these dimensions; characters may have one more, of letters. */
  #dataset(name: string, dimensions: readonly string[]): Dataset {
    const dataset = this.#hdf5.get(name);
    const known = this.#hdf5.keys();
    if (!known.includes(name) || dataset === null || !('shape' in dataset)) {
      return refuseContent(this.file, `lacks the variable "${name}"`, {
        expected: `one of: ${known.join(', ') || 'none'}`,
        hint: OTHER_FILE,
      });
    }
    const shape = dataset.shape ?? [];
    const size = shape.reduce((product, length) => product * length, WIDTH);
    if (size > MAXIMUM_BYTES)
      refuseContent(this.file, `has "${name}" of ${size} bytes`, { expected: `at most ${MAXIMUM_BYTES}`, hint: OTHER_FILE });
    const names = dimensions.map((_, axis) => scaleOf(dataset, name, axis));
    if (shape.length < dimensions.length || dimensions.some((dimension, axis) => dimension !== names[axis])) {
      refuseDimensions(this.file, name, names, dimensions);
    }
    return dataset;
  }
}

/** Name of the dimension along an axis: that of the attached scale, or of the variable itself where it is the scale. */
function scaleOf(dataset: Dataset, name: string, axis: number): string {
  const [scale] = 'DIMENSION_LIST' in dataset.attrs ? dataset.get_attached_scales(axis) : [];
  if (scale !== undefined) return scale.replace(/^\//, '');
  return axis === 0 && 'CLASS' in dataset.attrs ? name : `dimension ${axis + 1}`;
}

function attributesOf(dataset: Dataset): Attributes {
  const attributes: Readonly<Record<string, Attribute>> = dataset.attrs;
  return new Map(ATTRIBUTES.filter((name) => name in attributes).map((name) => [name, attributeOf(attributes[name]?.value)] as const));
}

/** Numbers of an attribute, or its text; one that holds anything else is a text that names no number. */
function attributeOf(value: unknown): readonly number[] | string {
  if (typeof value === 'number' || typeof value === 'bigint') return [Number(value)];
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as Iterable<number | bigint>, Number);
  return String(value);
}

/** Turns what the library throws at a damaged file to a refusal; aborts of WebAssembly are errors too. */
function refusingDamage<T>(file: RawFile, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.name === 'PipelineError') throw error;
    return refuseBroken(file, `cannot be read as HDF5 (${error instanceof Error ? error.message : String(error)})`);
  }
}
