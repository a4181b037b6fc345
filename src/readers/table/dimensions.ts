import type { TableRow } from './tableRow.ts';

/** A dimension that tables of persons often have, and what it must say where its reader does not ask for it. */
interface Dimension {
  /** Names of its column, in lower case. */
  readonly names: readonly string[];
  /** Values that mean all persons, one by one, in lower case; none where only a reader can know. */
  readonly totals: readonly string[];
  readonly expected: string;
}

const TOTALS = ['total', 't', '_t', 'all'];

/** Dimensions by the names that Eurostat, OECD (SDMX), the UN and the World Bank give them. */
const DIMENSIONS: readonly Dimension[] = [
  {
    names: ['sex', 'gender'],
    totals: [...TOTALS, 'both', 'both sexes', 'both sexes combined', 'btsx', 'mf'],
    expected: 'the total of both sexes, such as T',
  },
  {
    names: ['age', 'age group', 'age_group', 'agegroup', 'ageclass', 'age class'],
    totals: [...TOTALS, 'all ages', 'all age groups', 'y_ge0', '0+'],
    expected: 'the total of all ages, such as TOTAL',
  },
  { names: ['agedef', 'age_def', 'age definition'], totals: ['complet', 'reach'], expected: 'COMPLET or REACH' },
  {
    names: ['unit', 'unit_measure', 'unit of measure', 'units'],
    totals: ['nr', 'number', 'numbers', 'ps', 'pers', 'per', 'person', 'persons', 'people', 'migrants'],
    expected: 'persons, such as NR',
  },
  { names: ['unit_mult', 'unit multiplier', 'powercode', 'powercode code'], totals: ['0', 'units'], expected: 'single units: 0' },
  {
    names: ['freq', 'frequency', 'frequency of observation', 'time frequency'],
    totals: ['a', 'annual', 'yearly'],
    expected: 'a value for each year: A',
  },
  {
    names: ['citizen', 'citizenship', 'country of citizenship', 'c_birth', 'country of birth', 'isced11', 'education', 'duration'],
    totals: TOTALS,
    expected: 'the total, such as TOTAL',
  },
  { names: ['structure'], totals: ['dataflow'], expected: 'dataflow' },
  {
    names: ['dataflow', 'dataflow_id', 'structure_id', 'structure_name', 'direction', 'indicator', 'indicator code', 'indicator name'],
    totals: [],
    expected: 'a table of what the source holds',
  },
  { names: ['month', 'quarter'], totals: [], expected: 'a value for each year, without this column' },
];

const HINT = 'Keep the rows of the total, or take the table without this column: the reader of this source does not ask for it.';

/** A column that must hold what is known of it in every row. */
interface KnownColumn {
  readonly field: string;
  readonly isTotal: (value: string) => boolean;
  readonly expected: string;
}

/** Checks the columns of a table that its reader does not ask for: a dimension that is known must be the total (E303). */
export class UnaskedDimensions {
  readonly #columns: readonly KnownColumn[];

  /** `fields` are asked for; `constants` says of columns, by their names in lower case, what they must match where they are there. */
  constructor(names: readonly string[], fields: readonly string[], constants: Readonly<Record<string, RegExp>> = {}) {
    this.#columns = names.flatMap((field) => {
      const name = field.trim().toLowerCase();
      const constant = constants[name];
      if (constant !== undefined) return [{ field, isTotal: (value) => constant.test(value), expected: `what matches ${constant}` }];
      const dimension = fields.includes(field) ? undefined : DIMENSIONS.find(({ names: known }) => known.includes(name));
      if (dimension === undefined) return [];
      return [{ field, isTotal: (value) => dimension.totals.includes(value.toLowerCase()), expected: dimension.expected }];
    });
  }

  check(row: TableRow): void {
    for (const { field, isTotal, expected } of this.#columns) {
      const value = row.text(field);
      // SDMX writes codes with their labels as "T:Total".
      if (!isTotal(value) && !isTotal(value.replace(/:.*/, '').trim())) row.refuse(field, `is "${value}"`, expected, HINT);
    }
  }
}
