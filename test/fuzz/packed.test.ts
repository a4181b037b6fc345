import { test } from 'vitest';
import { expectNoFailure, LONGEST_CAMPAIGN_MS } from './campaign.ts';

test('tables and documents in gzip and xz', () => expectNoFailure(['gzip', 'xz']), LONGEST_CAMPAIGN_MS);
