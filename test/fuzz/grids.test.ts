import { test } from 'vitest';
import { expectNoFailure, LONGEST_CAMPAIGN_MS } from './campaign.ts';

test('grids in NetCDF classic and NetCDF-4', () => expectNoFailure(['classic', 'hdf5']), LONGEST_CAMPAIGN_MS);
