import { readFile } from 'node:fs/promises';
import Backbone from 'backbone';
import faye from 'faye';
import { describe, expect, it } from 'vitest';
import { createReconciler } from '../../devserver/live-collection/reconciler/reconciler.ts';
import { globalLibrary, SEAMS } from '../../extension/build/library-bundle.ts';

const source = (file: string) => readFile(new URL(`../../devserver/live-collection/${file}`, import.meta.url), 'utf8');

/** The names of properties that a source declares or writes. */
const properties = (text: string) => new Set([...text.matchAll(/\b(\w+)\??(?=[:(])/g)].map(([, name]) => name));

describe('the names that the shipped library shortens', () => {
  it.each(['registry.ts', 'live-collection.ts', 'backbone-internals.ts'])(
    'are none that others see in %s',
    async (file) => {
      const seen = properties(await source(file));
      expect(seen.size).toBeGreaterThan(10);
      expect(SEAMS.filter((name) => seen.has(name))).toEqual([]);
    },
  );

  it('are none of a recorded state', () => {
    const machine = createReconciler();
    const view = { cid: () => undefined, version: () => undefined, ids: () => [] };
    const request = { at: 0, method: 'create', cid: 'c1', crid: 'r1' } as const;
    machine.step({ type: 'request', token: 't1', ...request }, view);
    machine.step({ type: 'request', token: 't2', ...request }, view);
    machine.step({ type: 'response', token: 't2', ...request, ok: false, status: 0 }, view);
    const event = { method: 'POST', seq: 1, v: 1 };
    machine.step({ type: 'message', at: 0, message: { ...event, id: '1', body: {} } }, view);
    machine.step({ type: 'message', at: 0, message: { ...event, id: '2', body: {}, seq: 5, method: 'DELETE' } }, view);
    const names: string[] = JSON.stringify(machine.state()).match(/"\w+"(?=:)/g) ?? [];
    expect(names.length).toBeGreaterThan(20);
    expect(SEAMS.filter((name) => names.includes(`"${name}"`))).toEqual([]);
  });

  it('are none that Backbone, Faye or the language has', () => {
    const { Client } = faye;
    const objects = [Backbone.Model, Backbone.Collection, Client, Promise, Map, Set, WeakMap, Array, String, URL];
    const known = [...objects.map(({ prototype }) => prototype), Object, Math, JSON, Symbol, Reflect];
    expect(SEAMS.filter((name) => known.some((object) => name in object))).toEqual([]);
  });

  it('are gone from it', async () => {
    const { code } = await globalLibrary();
    expect(SEAMS.filter((name) => new RegExp(`[.{,]${name}[:(,}.]`).test(code))).toEqual([]);
  });
});
