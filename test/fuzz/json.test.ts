import { test } from 'vitest';
import { expectNoFailure, LONGEST_CAMPAIGN_MS } from './campaign.ts';

test('tables and documents in JSON', () => expectNoFailure(['json', 'document']), LONGEST_CAMPAIGN_MS);
