import { defineConfig } from 'vitest/config';

/**
 * Three projects: `unit` (pure, parallel), `integration` (real servers and sockets in Node),
 * `e2e` (real Chromium and Firefox; one file at a time, for the machine has two cores).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/{core,channel,page,panel,live-collection,devserver,house}/**/*.test.{ts,tsx}'],
        },
      },
      {
        test: {
          name: 'integration',
          root: new URL('..', import.meta.url).pathname,
          include: ['test/{integration,embedded-mongo,live-resource,faults}/**/*.test.ts'],
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
