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
