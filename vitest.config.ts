import { configDefaults, defineConfig } from 'vitest/config';

/** Tests that start the built programs, train, or read the real data; `npm run test:unit` leaves them out. */
const SLOW = ['test/**/*.e2e.test.ts', 'test/fuzz/**', 'test/flagship/**'];

const shared = { pool: 'forks', retry: 0, testTimeout: 60_000, hookTimeout: 120_000 } as const;

// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    maxWorkers: '100%',
    reporters: ['default', './test/slowestFiles.ts'],
    projects: [
      // Pure functions: files share a process and what they import, which halves the time.
      {
        test: {
          ...shared,
          name: 'unit',
          globalSetup: ['./test/kernel.ts', './test/temporary.ts'],
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SLOW],
        },
      },
      {
        test: {
          ...shared,
          name: 'whole',
          include: SLOW.map((pattern) => (pattern.endsWith('.ts') ? pattern : `${pattern}/*.test.ts`)),
          globalSetup: ['./test/build.ts', './test/temporary.ts'],
        },
      },
    ],
  },
});
