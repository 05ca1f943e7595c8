import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findWrongArrows, projectRoot, ruleNames } from '../support/import-arrows.ts';

/** For each rule, the smallest tree that breaks it: files by path. What is imported exists unless that is the point. */
const wrongTrees: Record<string, Record<string, string>> = {
  'core-imports-only-core': {
    'extension/core/trace.ts': `import type { Row } from '../panel/row.tsx'; export const rows: Row[] = [];`,
    'extension/panel/row.tsx': 'export type Row = string; export const row = <b>row</b>;',
  },
  'core-imports-registry-types-only': {
    'extension/core/protocol.ts': `import { KEY } from '../../devserver/live-collection/registry.ts'; export const key = KEY;`,
    'devserver/live-collection/registry.ts': 'export const KEY = 1;',
  },
  'core-reaches-no-package': {
    'extension/core/explain.ts': `import '../../devserver/live-collection/reconciler/reconciler.ts';`,
    'devserver/live-collection/reconciler/reconciler.ts': `import { readFileSync } from 'node:fs'; readFileSync('x');`,
  },
  'channel-imports-only-core': {
    'extension/channel/port.ts': `import type { Tap } from '../page/tap.ts'; export type Port = Tap;`,
    'extension/page/tap.ts': 'export type Tap = 1;',
  },
  'channel-imports-core-types-only': {
    'extension/channel/port.ts': `import { limit } from '../core/events.ts'; export const size = limit;`,
    'extension/core/events.ts': 'export const limit = 1;',
  },
  'page-never-imports-panel': {
    'extension/page/probe.ts': `export { row } from '../panel/row.tsx';`,
    'extension/panel/row.tsx': 'export const row = <b>row</b>;',
  },
  'panel-never-imports-page': {
    'extension/panel/app.tsx': `import { ring } from '../page/buffer.ts'; export const app = <b>{ring}</b>;`,
    'extension/page/buffer.ts': 'export const ring = 1;',
  },
  'browser-apis-arrive-as-values': {
    'extension/panel/app.tsx': `import browser from 'webextension-polyfill'; export const app = <b>{browser.name}</b>;`,
    'node_modules/webextension-polyfill/index.js': 'module.exports = {};',
  },
  'page-has-no-browser-api': {
    'extension/page/probe.ts': `import type { Runtime } from 'webextension-polyfill'; export type Port = Runtime.Port;`,
    'node_modules/webextension-polyfill/index.js': 'module.exports = {};',
  },
  'devserver-knows-nothing-of-the-extension': {
    'devserver/live-collection/registry.ts': `import type { LiveEvent } from '../../extension/core/events.ts'; export type E = LiveEvent;`,
    'extension/core/events.ts': 'export type LiveEvent = 1;',
  },
  'live-resource-knows-nothing-of-the-demo': {
    'devserver/live-resource/router.ts': `import { Todo } from '../todos/model.ts'; export const model = Todo;`,
    'devserver/todos/model.ts': 'export const Todo = 1;',
  },
  'no-cycles-of-types': {
    'extension/core/events.ts': `import type { Columns } from './columns.ts'; export type LiveEvent = Columns;`,
    'extension/core/columns.ts': `import type { LiveEvent } from './events.ts'; export type Columns = LiveEvent[];`,
  },
  'no-cycles': {
    'extension/panel/a.ts': `import { b } from './b.ts'; export const a = () => b;`,
    'extension/panel/b.ts': `import { a } from './a.ts'; export const b = () => a;`,
  },
  resolvable: {
    'extension/core/trace.ts': `import { gone } from './gone.ts'; export const trace = gone;`,
  },
};

/** Files with imports that every rule allows: types across channel and core, the polyfill in an entry. */
const rightTree = {
  'extension/core/events.ts': `import type { Columns } from './columns.ts'; export type LiveEvent = Columns;`,
  'extension/core/columns.ts': 'export type Columns = string[];',
  'extension/core/replay.ts': `export { reduce } from '../../devserver/live-collection/reconciler/reconciler.ts';`,
  'extension/channel/port.ts': `import type { LiveEvent } from '../core/events.ts'; export type Send = (event: LiveEvent) => void;`,
  'extension/background/index.ts': `import browser from 'webextension-polyfill'; browser.name;`,
  'devserver/live-collection/reconciler/reconciler.ts': 'export const reduce = 1;',
  'node_modules/webextension-polyfill/index.js': 'module.exports = {};',
};

describe('who may import whom', () => {
  let root: string;

  const write = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(root, dirname(path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'livecollection-arrows-'));
    await mkdir(join(root, 'extension'));
    await mkdir(join(root, 'devserver'));
  });

  afterEach(() => rm(root, { recursive: true }));

  it('is kept by the sources', { timeout: 30_000 }, async () => {
    expect(await findWrongArrows(projectRoot)).toEqual([]);
  });

  it.each(ruleNames)('has a rule %s that can fail', async (rule) => {
    await write(wrongTrees[rule] ?? {});
    const broken = await findWrongArrows(root);
    expect(broken.map((arrow) => arrow.rule)).toContain(rule);
  });

  it('allows what the design allows', async () => {
    await write(rightTree);
    expect(await findWrongArrows(root)).toEqual([]);
  });
});
