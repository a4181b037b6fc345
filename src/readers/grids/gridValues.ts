import { OTHER_FILE, type RawFile, refuseContent } from '../formats/rawFile.ts';

/** Attributes of the conventions: all that a reader looks at. */
export const ATTRIBUTES = [
  '_FillValue',
  'missing_value',
  'valid_min',
  'valid_max',
  'valid_range',
  'scale_factor',
  'add_offset',
  'units',
  '_Unsigned',
] as const;

/** Attributes of a variable by name: numbers, or a text. */
export type Attributes = ReadonlyMap<string, readonly number[] | string>;

/** Numbers of a variable as they lie in the file, and what its attributes say of them. */
export interface PackedVariable {
  readonly name: string;
  readonly values: Float64Array;
  readonly attributes: Attributes;
  /** What the library of the format writes where nobody wrote a value; null for types without such a number. */
  readonly defaultFill: number | null;
}

/** Variables of a gridded file by name, in any of its formats. */
export interface Grid {
  readonly file: RawFile;
  /**
   * Numbers of a variable in row-major order of its dimensions, which must have these names in this order, unpacked;
   * NaN where the file says that a value is missing (`gridValues`). Refuses anything else (E305).
   */
  numbers(name: string, dimensions: readonly string[]): Float64Array;
  /** Strings of a variable over one dimension, with or without one of letters; trailing blanks are cut. Refuses anything else (E305). */
  labels(name: string, dimension: string): string[];
}

/** Default fill values of the netCDF library (netcdf.h, NC_FILL_SHORT to NC_FILL_DOUBLE), by type; bytes have none by convention. */
export const DEFAULT_FILL = { short: -32_767, int: -2_147_483_647, long: -(2 ** 63), float: 9.969_209_968_386_869e36 };

/** Units of something else than single persons, dollars or years. */
const MULTIPLE = /\b(thousands?|millions?|billions?|hundreds?)\b|^1e\d|\b10\s*(\^|\*\*)/i;

/**
 * Values as their publisher means them, by the conventions for packed and missing data (NetCDF User's Guide, Attribute
 * Conventions; CF Conventions 2.5.1 and 8.1): value = packed x scale_factor + add_offset, and NaN for `_FillValue` or the default
 * fill, for every `missing_value`, and beyond `valid_min`, `valid_max` or `valid_range`. Refuses attributes that it cannot read
 * as numbers, units in multiples, and infinite values, which no publisher reports (E305).
 */
export function gridValues(file: RawFile, { name, values, attributes, defaultFill }: PackedVariable): Float64Array {
  const numbers = (attribute: string): readonly number[] => numbersOf(file, name, attribute, attributes.get(attribute));
  checkUnits(file, name, attributes);
  const fill = numbers('_FillValue');
  const missing = new Set([...(fill.length > 0 || defaultFill === null ? fill : [defaultFill]), ...numbers('missing_value')]);
  // A limit in decimals may have been rounded to the type of the values.
  for (const value of [...missing]) missing.add(Math.fround(value));
  const [low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY] = numbers('valid_range');
  const least = Math.max(low, ...numbers('valid_min'));
  const most = Math.min(high, ...numbers('valid_max'));
  const [scale = 1] = numbers('scale_factor');
  const [offset = 0] = numbers('add_offset');
  return values.map((packed, position) => {
    if (Number.isNaN(packed) || missing.has(packed)) return Number.NaN;
    const value = scale === 1 && offset === 0 ? packed : packed * scale + offset;
    if (Math.abs(value) === Number.POSITIVE_INFINITY) {
      refuseContent(file, `holds ${value} in "${name}", value ${position + 1}`, {
        expected: 'finite numbers',
        hint: 'Mark missing values by NaN or by the _FillValue of the variable.',
      });
    }
    return packed < least || packed > most ? Number.NaN : value;
  });
}

/** Numbers of an attribute, also where they are written as text; none where there is no such attribute. */
function numbersOf(file: RawFile, name: string, attribute: string, value: readonly number[] | string | undefined): readonly number[] {
  if (value === undefined) return [];
  const numbers =
    typeof value === 'string'
      ? value
          .split(/[\s,;]+/)
          .filter((text) => text !== '')
          .map(Number)
      : value;
  const isFill = attribute === '_FillValue' || attribute === 'missing_value';
  const isNumber = numbers.length > 0 && (isFill ? numbersOrNan(value, numbers) : numbers.every(Number.isFinite));
  if (isNumber && !(attribute === 'scale_factor' && numbers[0] === 0)) return numbers;
  const expected = attribute === 'scale_factor' ? 'a number other than 0' : 'numbers';
  return refuseAttribute(file, name, attribute, value, expected);
}

/** Whether numbers of a fill value are ones; NaN is one, but not as the number of a text such as "none". */
function numbersOrNan(value: readonly number[] | string, numbers: readonly number[]): boolean {
  return typeof value !== 'string' || numbers.every((number) => !Number.isNaN(number)) || /^\s*nanf?\s*$/i.test(value);
}

/** Refuses units in thousands and the like, and numbers that are to be read as others than they are. */
function checkUnits(file: RawFile, name: string, attributes: Attributes): void {
  const units = attributes.get('units');
  if (typeof units === 'string' && MULTIPLE.test(units)) refuseAttribute(file, name, 'units', units, 'single units, such as persons');
  const unsigned = attributes.get('_Unsigned');
  if (unsigned !== undefined && !/^false$/i.test(String(unsigned))) refuseAttribute(file, name, '_Unsigned', unsigned, 'signed numbers');
}

function refuseAttribute(file: RawFile, name: string, attribute: string, value: readonly number[] | string, expected: string): never {
  const text = typeof value === 'string' ? `"${value}"` : value.join(', ') || 'nothing';
  return refuseContent(file, `has the attribute ${attribute} of "${name}" as ${text}`, {
    expected,
    hint: 'Write the variable unpacked, in double precision, with NaN where a value is missing.',
  });
}

/** Refuses a variable over other dimensions than its reader asks for (E305). */
export function refuseDimensions(file: RawFile, name: string, found: readonly string[], wanted: readonly string[]): never {
  return refuseContent(file, `has "${name}" over (${found.join(', ')})`, {
    expected: `dimensions (${wanted.join(', ')}) in this order`,
    hint: OTHER_FILE,
  });
}
