import { AREAS, CLUSTERS, type Income } from '../world/areas.ts';
import { FORMER_STATE } from '../world/facts.ts';
import { cowNumber } from './covariates/trade.ts';
import { inDoubleQuotes, textFile } from './formats/text.ts';

const HEADER = [
  'country.name.en',
  'iso2c',
  'iso3c',
  'iso3n',
  'un',
  'unpd',
  'unhcr',
  'cown',
  'cowc',
  'gwn',
  'wb',
  'imf',
  'eurostat',
  'continent',
  'region',
];

/** A former state without codes, and a territory that has codes but no place in WPP. Both are in the code list only. */
const OTHER_ENTITIES = [
  `${inDoubleQuotes(FORMER_STATE.name)},,,,,,,${FORMER_STATE.cow},"UAR",${FORMER_STATE.cow},,,,,"Amber Plains"`,
  '"Skerry Islands","QZ","QZK",948,948,,,,,,,,,"Demo World","Boreal Coast"',
];

/** The crosswalk of area codes in the columns of codes/country_codes.csv: strings in quotes, missing values empty. */
export function areaCodesFile(): Uint8Array {
  const rows = AREAS.map((area, index) => [
    inDoubleQuotes(area.name),
    inDoubleQuotes(area.iso2),
    inDoubleQuotes(area.iso3),
    area.m49,
    area.m49,
    area.m49,
    inDoubleQuotes(area.unhcr),
    cowNumber(index) ?? '',
    cowNumber(index) === null ? '' : inDoubleQuotes(area.unhcr),
    cowNumber(index) ?? '',
    inDoubleQuotes(area.iso3),
    index + 101,
    inDoubleQuotes(area.eurostat),
    inDoubleQuotes('Demo World'),
    inDoubleQuotes(area.cluster.name),
  ]);
  const lines = [...rows.map((row) => row.join(',')), ...OTHER_ENTITIES];
  return textFile([HEADER.map(inDoubleQuotes).join(','), ...lines]);
}

/** countries_by_region.csv: the region of each country. */
export function regions(): Uint8Array {
  return textFile(['Country ISO,Region', ...AREAS.map(({ iso3, cluster }) => `${iso3},${cluster.name}`)]);
}

/** Income groups of WPP: code and name. They are aggregates and must not be taken for countries. */
export const INCOME_GROUPS: Readonly<Record<Income, { readonly m49: number; readonly name: string }>> = {
  high: { m49: 1503, name: 'High-income countries' },
  upper: { m49: 1502, name: 'Upper-middle-income countries' },
  lower: { m49: 1501, name: 'Lower-middle-income countries' },
  low: { m49: 1500, name: 'Low-income countries' },
};

const LOCATION_HEADER = [
  'name',
  'country_code',
  'reg_code',
  'reg_name',
  'area_code',
  'area_name',
  'location_type',
  'tree_level',
  'SortOrder',
];

/** Groups of the real file that have a column here too; all but the income groups are empty. */
const GROUP_COLUMNS = [
  1500, 1501, 1502, 1503, 1517, 1518, 1636, 1637, 1829, 1830, 1831, 1832, 1833, 1834, 1835, 1836, 1859, 2087, 2088, 2089, 2090, 2091, 2092,
  2093, 5502, 5503, 5504, 901, 902, 934, 941, 948,
];

/** UNlocations.txt: location_type 4 is a country or area, 2 a region, 0 the world; groups carry a type of their own. */
export function locations(): Uint8Array {
  const none = GROUP_COLUMNS.map(() => -1);
  const aggregate = (name: string, code: number, type: number, level: number) => [name, code, -1, '', -1, '', type, level];
  const rows: (string | number)[][] = [
    [...aggregate('World', 900, 0, 1), 1, ...none],
    ...Object.values(INCOME_GROUPS).map((group, index) => [...aggregate(group.name, group.m49, group.m49 * 1000, 4), index + 2, ...none]),
    ...CLUSTERS.map((cluster, index) => [...aggregate(cluster.name, cluster.m49, 2, 2), index + 6, ...none]),
    ...AREAS.map(({ name, m49, cluster, income }, index) => {
      const groups = GROUP_COLUMNS.map((code) => (code === INCOME_GROUPS[income].m49 ? code : -1));
      return [name, m49, cluster.m49, cluster.name, cluster.m49, cluster.name, 4, 5, index + 11, ...groups];
    }),
  ];
  const header = [...LOCATION_HEADER, ...GROUP_COLUMNS.map((code) => `agcode_${code}000`)];
  return textFile([header.join('\t'), ...rows.map((row) => row.join('\t'))]);
}
