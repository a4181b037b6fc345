import { defineConfig } from 'vitest/config';

// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    globalSetup: './test/build.ts',
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: '100%',
    retry: 0,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
