import { describe, expect, it, vi } from 'vitest';
import {
  type LiveRegistry,
  type LiveReport,
  type LiveSource,
  liveRegistry,
  REGISTRY_KEY,
} from '../../devserver/live-collection/registry.ts';
import { isLiveEvent } from '../../extension/core/protocol/events.ts';
import { tapLiveCollections } from '../../extension/page/taps/live-collection.ts';
import { gatheringTap } from './gathering-tap.ts';

interface Page {
  [REGISTRY_KEY]?: LiveRegistry;
}

/** Somebody else's live collection, as small as the registry's protocol allows. */
function foreignSource(id: string): LiveSource {
  const description = { url: '/api/todos', channel: '/api/todos', listening: true, size: 1, inFlight: 0, held: 0 };
  return {
    id,
    name: `Todos ${id}`,
    client: { of: id },
    describe: () => description,
    snapshot: () => ({ ...description, models: [{ cid: 'c1', attributes: { id: 1 } }], state: {} }),
  };
}

function tell(page: Page, source: LiveSource, report: LiveReport): void {
  for (const observer of liveRegistry(page).observers) observer(source, report);
}

describe('the tap of live collections', () => {
  it('reports those that exist, with all they hold, and their clients', () => {
    const page: Page = {};
    for (const id of ['a', 'b']) liveRegistry(page).sources.add(foreignSource(id));
    const tap = gatheringTap();
    const onClient = vi.fn();
    tapLiveCollections(tap, page, onClient);
    expect(tap.reports).toMatchObject([
      {
        kind: 'added',
        source: 'a',
        name: 'Todos a',
        models: [{ cid: 'c1', attributes: { id: 1 } }],
        state: {},
        size: 1,
      },
      { kind: 'added', source: 'b' },
    ]);
    expect(onClient.mock.calls).toEqual([[{ of: 'a' }], [{ of: 'b' }]]);
  });

  it('reports those that exist in a task of its own, and nothing of them before', () => {
    const page: Page = {};
    const [kept, gone] = [foreignSource('a'), foreignSource('b')];
    for (const source of [kept, gone]) liveRegistry(page).sources.add(source);
    const tasks: (() => void)[] = [];
    const tap = { ...gatheringTap(), later: (work: () => void) => void tasks.push(work) };
    tapLiveCollections(tap, page, () => {});
    const change: LiveReport = { kind: 'change', op: 'add', input: 1, cid: 'c1' };
    tell(page, kept, change);
    liveRegistry(page).sources.delete(gone);
    tell(page, gone, { kind: 'removed' });
    expect(tap.reports).toEqual([]);
    for (const task of tasks) task();
    tell(page, kept, change);
    expect(tap.reports).toMatchObject([
      { kind: 'added', source: 'a' },
      { kind: 'change', source: 'a' },
    ]);
  });

  it('reports none that exist once it is undone', () => {
    const page: Page = {};
    liveRegistry(page).sources.add(foreignSource('a'));
    const tasks: (() => void)[] = [];
    const tap = { ...gatheringTap(), later: (work: () => void) => void tasks.push(work) };
    tapLiveCollections(tap, page, () => {}).undo();
    for (const task of tasks) task();
    expect(tap.reports).toEqual([]);
  });

  it('hears those that come later, when it was there first', () => {
    const page: Page = {};
    const tap = gatheringTap();
    tapLiveCollections(tap, page, () => {});
    const source = foreignSource('a');
    liveRegistry(page).sources.add(source);
    tell(page, source, { kind: 'added' });
    tell(page, source, { kind: 'removed' });
    expect(tap.kinds()).toEqual(['collection/added', 'collection/removed']);
  });

  it('makes every report an event with the same fields', () => {
    const reports: LiveReport[] = [
      { kind: 'added' },
      { kind: 'message', input: 1, channel: '/api/todos', message: { method: 'PUT' } },
      { kind: 'request', input: 2, token: 't', method: 'create', url: '/api/todos', cid: 'c1', crid: 'r', wait: true },
      { kind: 'response', input: 3, token: 't', method: 'create', ok: true, status: 201, ms: 4, id: '7', body: {} },
      { kind: 'decision', input: 3, decision: 'matched-own-create', id: '7', facts: { via: 'response' } },
      { kind: 'change', input: 3, op: 'add', id: '7', cid: 'c1', attributes: { title: 'x' } },
      { kind: 'error', message: 'refused' },
      { kind: 'removed' },
    ];
    const page: Page = {};
    const tap = gatheringTap();
    tapLiveCollections(tap, page, () => {});
    for (const report of reports) tell(page, foreignSource('a'), report);
    expect(tap.reports.slice(1)).toEqual(
      reports.slice(1).map((report) => ({ layer: 'collection', source: 'a', ...report })),
    );
    for (const report of tap.reports) expect(isLiveEvent({ load: 'l', seq: 1, at: 1, ...report })).toBe(true);
  });

  it('takes its registry away again when nobody used it', () => {
    const page: Page = {};
    const { undo } = tapLiveCollections(gatheringTap(), page, () => {});
    expect(page[REGISTRY_KEY]).toBeDefined();
    undo();
    expect(Reflect.ownKeys(page)).toEqual([]);
  });

  it('leaves the registry to those who use it, and no observer in it', () => {
    const used: Page = {};
    const { undo } = tapLiveCollections(gatheringTap(), used, () => {});
    liveRegistry(used).sources.add(foreignSource('a'));
    undo();
    expect(used[REGISTRY_KEY]?.observers.size).toBe(0);

    const theirs: Page = {};
    const registry = liveRegistry(theirs);
    tapLiveCollections(gatheringTap(), theirs, () => {}).undo();
    expect(theirs[REGISTRY_KEY]).toBe(registry);
  });

  it('does not pretend to understand another version', () => {
    const page: Page = { [REGISTRY_KEY]: { version: 2, sources: new Set(), observers: new Set() } };
    expect(() => tapLiveCollections(gatheringTap(), page, () => {})).toThrow('version 2');
    expect(page[REGISTRY_KEY]?.observers.size).toBe(0);
  });
});
