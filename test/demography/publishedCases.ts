import type { AccountingInput } from '../../src/demography/accounting/accountedStocks.ts';
import { areaNames, table } from './tables.ts';

/** Case E5 of the table of docs/method.md 9.7. */
export const E5: AccountingInput = {
  areas: areaNames(4),
  start: table('1000 100 10 0; 55 555 50 5; 80 40 800 40; 20 25 20 200'),
  end: table('1060 60 10 10; 45 540 40 0; 70 75 770 70; 30 30 20 230'),
  births: table('80 20 60 60'),
  deaths: table('70 30 50 10'),
};
