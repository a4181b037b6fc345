/**
 * Other English names of countries, by ISO3: those of the UN, former ones, and common spellings. A name is here because it can mean one
 * country only: "Congo" or "Korea" alone are not.
 */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  BHS: ['The Bahamas', 'Bahamas, The'],
  BES: ['Bonaire, Sint Eustatius and Saba'],
  BOL: ['Bolivia (Plurinational State of)', 'Plurinational State of Bolivia'],
  BRN: ['Brunei Darussalam'],
  CIV: ['Ivory Coast'],
  COD: ['Democratic Republic of the Congo', 'DR Congo', 'Congo, Democratic Republic of the', 'Congo (Kinshasa)', 'Zaire'],
  COG: ['Republic of the Congo', 'Congo, Republic of the', 'Congo (Brazzaville)'],
  CPV: ['Cabo Verde'],
  CZE: ['Czech Republic'],
  FLK: ['Falkland Islands (Malvinas)'],
  FSM: ['Micronesia, Federated States of', 'Federated States of Micronesia'],
  GBR: ['United Kingdom of Great Britain and Northern Ireland', 'Great Britain'],
  GMB: ['The Gambia', 'Gambia, The'],
  HKG: ['Hong Kong', 'China, Hong Kong SAR', 'China, Hong Kong Special Administrative Region', 'Hong Kong SAR'],
  IRN: ['Iran (Islamic Republic of)', 'Islamic Republic of Iran', 'Iran, Islamic Republic of'],
  KGZ: ['Kyrgyz Republic'],
  KNA: ['Saint Kitts and Nevis'],
  KOR: ['Republic of Korea', 'Korea, Republic of', 'Korea, South'],
  LAO: ["Lao People's Democratic Republic", 'Lao PDR'],
  LBY: ['Libyan Arab Jamahiriya'],
  LCA: ['Saint Lucia'],
  MAC: ['Macao', 'Macau', 'China, Macao SAR', 'China, Macao Special Administrative Region', 'Macao SAR'],
  MDA: ['Republic of Moldova', 'Moldova, Republic of'],
  MKD: ['Macedonia', 'The former Yugoslav Republic of Macedonia', 'FYR Macedonia', 'Republic of North Macedonia'],
  MMR: ['Myanmar', 'Burma'],
  NLD: ['The Netherlands', 'Netherlands (Kingdom of the)'],
  PRK: [
    "Democratic People's Republic of Korea",
    "Dem. People's Republic of Korea",
    "Korea, Democratic People's Republic of",
    'Korea, North',
  ],
  PSE: ['State of Palestine', 'Palestine', 'Palestine, State of', 'Occupied Palestinian Territory', 'West Bank and Gaza'],
  RUS: ['Russian Federation'],
  SHN: ['Saint Helena'],
  SPM: ['Saint Pierre and Miquelon'],
  SVK: ['Slovak Republic'],
  SWZ: ['Swaziland'],
  SXM: ['Sint Maarten (Dutch part)'],
  SYR: ['Syrian Arab Republic'],
  TLS: ['East Timor'],
  TUR: ['Turkey', 'Türkiye'],
  TWN: ['Taiwan', 'China, Taiwan Province of China', 'Chinese Taipei', 'Taiwan, Province of China'],
  TZA: ['United Republic of Tanzania', 'Tanzania, United Republic of'],
  USA: ['United States of America'],
  VAT: ['Holy See'],
  VCT: ['Saint Vincent and the Grenadines'],
  VEN: ['Venezuela (Bolivarian Republic of)', 'Bolivarian Republic of Venezuela', 'Venezuela, Bolivarian Republic of'],
  VIR: ['United States Virgin Islands'],
  VNM: ['Viet Nam'],
};

/** What is compared of a name: its letters and digits, without accents, case, blanks and marks; "&" and "and" are one, as "St." and "Saint". */
export function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/\bst\b\.?/g, 'saint')
    .replaceAll(/[^a-z0-9]/g, '');
}

/** Every other name of a country; none for most. */
export function otherNames(iso3: string): readonly string[] {
  return OTHER_NAMES[iso3] ?? [];
}
