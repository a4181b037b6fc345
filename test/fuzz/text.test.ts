import { test } from 'vitest';
import { expectNoFailure, LONGEST_CAMPAIGN_MS } from './campaign.ts';

test('tables in CSV and TSV', () => expectNoFailure(['csv', 'tsv']), LONGEST_CAMPAIGN_MS);
