import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Three projects: `unit` (pure), `integration` (real servers and sockets in Node), `e2e` (real Chromium and Firefox).
 * A file to each core: Vitest itself leaves one core idle, of two. Browsers wait a lot, for one another and for timers;
 * each file has its own, and no two files share a server, a port or a profile.
 */
export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
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
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
