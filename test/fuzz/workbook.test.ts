import { test } from 'vitest';
import { expectNoFailure, LONGEST_CAMPAIGN_MS } from './campaign.ts';

test('tables in workbooks, and workbooks of UN DESA', () => expectNoFailure(['workbook', 'published']), LONGEST_CAMPAIGN_MS);
