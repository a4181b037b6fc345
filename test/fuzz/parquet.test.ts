import { it } from 'vitest';
import { expectNoFailure, LONGEST_CAMPAIGN_MS } from './campaign.ts';

it('tables in Parquet', () => expectNoFailure(['parquet']), LONGEST_CAMPAIGN_MS);
