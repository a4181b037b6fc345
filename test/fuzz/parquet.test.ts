import { test } from 'vitest';
import { expectNoFailure, LONGEST_CAMPAIGN_MS } from './campaign.ts';

test('tables in Parquet', () => expectNoFailure(['parquet']), LONGEST_CAMPAIGN_MS);
