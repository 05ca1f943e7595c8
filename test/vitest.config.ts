import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Three projects: `unit` (pure, a file on each core: Vitest itself leaves one idle, of two), `integration` (real servers and
 * sockets in Node) and `e2e` (real Chromium and Firefox), both one file at a time: where processes are killed, and browsers
 * wait for each other, two files at once on two cores take each other's time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers: availableParallelism(),
          root: new URL('..', import.meta.url).pathname,
          include: ['test/{core,channel,page,panel,live-collection,devserver,house}/**/*.test.{ts,tsx}'],
          // Only what hangs takes so long: with all cores busy, a property takes a few seconds.
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/{integration,embedded-mongo,live-resource,faults}/**/*.test.ts'],
          fileParallelism: false,
          globalSetup: 'test/integration/build-command.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'e2e',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
