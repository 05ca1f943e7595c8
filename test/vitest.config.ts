import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/**
 * Five projects. `unit` (pure), `page` (what stands in a page: live collections, the probe, the panel) and `database` (real
 * servers and sockets, all in the test's own process) have a file on each core: Vitest itself leaves one idle, of two.
 * `integration` (processes that are started, and killed) and `e2e` (real Chromium and Firefox) have one file at a time: where
 * processes wait for each other, two files at once on two cores take each other's time. Only `unit` shares the modules that
 * its files load. The others' know too much: a document, a registry, or, in Faye, that somebody wants no websockets.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers: availableParallelism(),
          root: new URL('..', import.meta.url).pathname,
          include: ['test/{core,channel,devserver,repository}/**/*.test.{ts,tsx}'],
          isolate: false,
          // Only what hangs takes so long: with all cores busy, a property takes a few seconds.
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'page',
          maxWorkers: availableParallelism(),
          root: new URL('..', import.meta.url).pathname,
          include: ['test/{live-collection,page,panel}/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'database',
          maxWorkers: availableParallelism(),
          root: new URL('..', import.meta.url).pathname,
          include: ['test/{embedded-mongo,live-resource}/**/*.test.ts'],
          exclude: ['test/embedded-mongo/journal/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/{integration,faults,embedded-mongo/journal}/**/*.test.ts'],
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
          globalSetup: 'test/support/firefox-broker.ts',
          fileParallelism: false,
          testTimeout: 90_000,
          hookTimeout: 90_000,
        },
      },
    ],
  },
});
