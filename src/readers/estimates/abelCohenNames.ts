/**
 * Names in the matrices of Abel and Cohen that the code list spells otherwise, by ISO3 code. A former state has none: it
 * stands where the stocks are given for it, in place of its successors.
 */
export const ABEL_COHEN_NAMES: ReadonlyMap<string, string | null> = new Map([
  ['Congo', 'COG'],
  ["Cote d'Ivoire", 'CIV'],
  ['Curacao', 'CUW'],
  ['DR Congo', 'COD'],
  ['FS Micronesia', 'FSM'],
  ['Hong Kong SAR', 'HKG'],
  ['Macao SAR', 'MAC'],
  ['Myanmar', 'MMR'],
  ['Palestine', 'PSE'],
  ['Reunion', 'REU'],
  ['Sao Tome & Principe', 'STP'],
  ['Serbia & Montenegro', null],
  ['Sudan*', null],
]);
