// What the panel takes for a successor before it was a state of its own. UN DESA, WPP, the World Bank and the compilers of GDP
// all publish their series back to 1990 for present states (README of the data); where they do not, the rule says so.

const GENERAL = 'as published for the successor in its present borders, also before';
const CARRIED_BACK = 'trade of the former state is left out, and the first own value carried back';

/** How trade of years before is treated, by former state; the codes are in tradeCodes.ts. */
const TRADE: Readonly<Record<string, string>> = {
  USSR: CARRIED_BACK,
  Yugoslavia: CARRIED_BACK,
  Czechoslovakia: CARRIED_BACK,
  'Netherlands Antilles': CARRIED_BACK,
  'Serbia and Montenegro': 'trade of both is taken for Serbia to 2005, and the first own value of Montenegro carried back',
  Sudan: 'trade of both is taken for Sudan to 2010, and the first own value of South Sudan carried back',
  'Ethiopia with Eritrea': 'trade of both is taken for Ethiopia to 1992, and the first own value of Eritrea carried back',
  'Indonesia with East Timor': 'trade of both is taken for Indonesia to 2001, and the first own value of Timor-Leste carried back',
  'German Democratic Republic': 'its trade is left out',
  'Federal Republic of Germany before unification': 'its trade is taken for Germany',
  'Yemen Arab Republic': 'its trade is left out',
  'Democratic Yemen': 'its trade is left out',
};

/** Stocks that are published for other borders, by former state and successor. */
const STOCKS: Readonly<Record<string, string>> = {
  'Sudan SDN': 'stocks of 1990 to 2005 include South Sudan, as published',
  'Sudan SSD': 'stocks of 1990 to 2005 are one constant total, as published, and also contained in those of Sudan',
  'Netherlands Antilles BES': 'stocks of 1990 to 2000 stand for the Netherlands Antilles, as published',
};

/** The rule for a successor, as text for the table of successions. */
export function successionRule(former: string, area: string): string {
  return [GENERAL, STOCKS[`${former} ${area}`], TRADE[former]].filter((part) => part !== undefined).join('; ');
}
