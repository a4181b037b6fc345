import { inDoubleQuotes } from './text.ts';

const COLUMNS = [
  'SEX',
  'Year',
  'Sending',
  'Receiving',
  'Sending_iso2',
  'Receiving_iso2',
  'Sending_iso3',
  'Receiving_iso3',
  'Corridor',
  'Emig',
  'Immi',
  'UI',
  'AI',
  'UE',
  'AE',
  'Pop.Sending',
  'Pop.Receiving',
  'contig',
  'comlang_off',
  'comlang_ethno',
  'dist',
  'distcap',
  'distw',
  'distwces',
];

/** First line of migmod_eurostat, the reports of the sender and the receiver side by side. */
export const BOTH_HEADER = COLUMNS.map(inDoubleQuotes).join(',');

/** What names a country in that file. */
interface NamedCountry {
  readonly name: string;
  readonly iso2: string;
  readonly iso3: string;
}

/** The fields of a line that name sender, receiver and corridor. */
export function corridorNames(sending: NamedCountry, receiving: NamedCountry): string[] {
  return [sending.name, receiving.name, sending.iso2, receiving.iso2, sending.iso3, receiving.iso3, `${sending.iso3}_${receiving.iso3}`];
}
