import Backbone from 'backbone';
import faye, { type Client } from 'faye';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { articleCollection } from '../../devserver/foreign/article-collection.ts';
import { operationCollection } from '../../devserver/foreign/operation-collection.ts';
import type { LiveEventOf, Report } from '../../extension/core/protocol/events.ts';
import { type BackboneTap, tapBackbone } from '../../extension/page/taps/backbone/backbone.ts';
import { tapFaye } from '../../extension/page/taps/faye/faye.ts';
import { allSeen } from '../support/all-seen.ts';
import { BACKBONES, type BackboneVersion } from '../support/backbone-versions.ts';
import { createRest, type Rest } from '../support/rest-in-memory.ts';
import { type FayeServer, startFaye } from './faye-server.ts';
import { gatheringTap } from './gathering-tap.ts';

let server: FayeServer;
let rest: Rest;
const undoes: (() => void)[] = [];
const { ajax } = Backbone;

beforeAll(async () => {
  server = await startFaye();
});

beforeEach(() => {
  rest = createRest();
  Backbone.ajax = rest.ajax as unknown as typeof Backbone.ajax;
});

afterEach(async () => {
  for (const undo of undoes.splice(0)) undo();
  Backbone.ajax = ajax;
  await server.disconnect();
});

afterAll(() => server.close());

function tapped(scope: object = { Faye: faye, Backbone }, reports = (_: object) => false) {
  const tap = gatheringTap();
  let backbone: BackboneTap | undefined;
  const fayeTap = tapFaye(tap, scope, {
    seen: allSeen,
    onChannel: (channel, context) => backbone?.channel(channel, context),
  });
  backbone = tapBackbone(tap, scope, { base: () => 'http://localhost/', reports, onDelivery: fayeTap.onDelivery });
  const undo = () => {
    backbone?.undo();
    fayeTap.undo();
  };
  undoes.push(undo);
  return { tap, undo, watch: fayeTap.watch, describe: backbone.describe };
}

/** The reports of collections, a line each. */
function told(reports: Report[]): string[] {
  return reports.flatMap((report) => {
    if (report.layer !== 'collection') return [];
    switch (report.kind) {
      case 'added':
        return [`added ${report.name} ${report.channel} ${report.size}`];
      case 'message':
        return [`${report.input} message ${JSON.stringify(report.message)}`];
      case 'request':
        return [`${report.input} request ${report.method} ${report.url}${report.id ? ` ${report.id}` : ''}`];
      case 'response':
        return [`${report.input} response ${report.method} ${report.status}${report.id ? ` ${report.id}` : ''}`];
      case 'change':
        return [`${report.input} ${report.op} ${report.id ?? report.cid.replace(/\d+/, '')}`];
      default:
        return [];
    }
  });
}

async function push(message: object, heard: () => boolean): Promise<void> {
  await server.bayeux.getClient().publish('/api/todos', message);
  await vi.waitFor(() => expect(heard()).toBe(true));
}

describe('the tap of foreign live collections', () => {
  it('reports what a collection of the article hears, asks for and becomes', async () => {
    const { tap } = tapped();
    const client = server.newClient();
    const todos = new (articleCollection(Backbone))(client);
    await client.subscribe('/other', () => {});
    todos.fetch();
    rest.answer();
    await push({ method: 'POST', body: { _id: '7', title: 'milk' } }, () => todos.length === 1);
    const created = todos.create({ title: 'bread' });
    rest.answer();
    created.set('_id', '8').save({ title: 'rye' });
    rest.failWith(500);
    rest.answer();
    created.destroy();
    expect(told(tap.reports)).toEqual([
      'added Articles /api/todos 0',
      // The fetch had left when the collection was found, at its `request` event.
      '1 message {"method":"POST","body":{"_id":"7","title":"milk"}}',
      '1 add 7',
      '0 add c',
      '2 request create /api/todos',
      '3 response create 201',
      '3 change c',
      '0 change 8',
      '0 change 8',
      '4 request update /api/todos/8 8',
      '5 response update 500 8',
      '6 request delete /api/todos/8 8',
      '0 remove 8',
    ]);
    const added = tap.reports.find((report) => report.kind === 'added') as LiveEventOf<'collection', 'added'>;
    expect(added).toMatchObject({ foreign: true, idAttribute: '_id', url: '/api/todos', models: [] });
  });

  it('reports one in Gitter’s manner from its subscription on, and all that it has', async () => {
    const { tap } = tapped();
    const client = server.newClient();
    const todos = new (operationCollection(Backbone))(client);
    await client.subscribe('/other', () => {});
    todos.fetch();
    rest.rows.set('1', { id: '1', v: 1 });
    rest.answer();
    await push({ operation: 'update', model: { id: '1', v: 2 } }, () => todos.get('1')?.get('v') === 2);
    await push({ operation: 'remove', model: { id: '1' } }, () => todos.length === 0);
    expect(told(tap.reports)).toEqual([
      'added Operations /api/todos 0',
      '1 request read /api/todos',
      '2 response read 200',
      '2 add 1',
      '3 message {"operation":"update","model":{"id":"1","v":2}}',
      '3 change 1',
      '4 message {"operation":"remove","model":{"id":"1"}}',
      '4 remove 1',
    ]);
  });

  it('finds a collection that was there before it, with its models', async () => {
    const client = server.newClient();
    const todos = new (operationCollection(Backbone))(client);
    await client.subscribe('/other', () => {});
    todos.add({ id: '1' });
    const { tap, watch } = tapped({ Backbone });
    watch(client);
    await push({ operation: 'create', model: { id: '2' } }, () => todos.length === 2);
    expect(told(tap.reports)).toEqual([
      'added Operations /api/todos 1',
      '1 message {"operation":"create","model":{"id":"2"}}',
      '1 add 2',
    ]);
  });

  it('waits for a Backbone that comes later', async () => {
    const scope: { Backbone?: unknown } = {};
    const { tap, watch } = tapped(scope);
    const client = server.newClient();
    watch(client);
    scope.Backbone = Backbone;
    const todos = new (articleCollection(Backbone))(client);
    todos.add({ _id: '1' });
    expect(told(tap.reports)).toEqual(['added Articles /api/todos 1', '0 add 1']);
  });

  it('sees a create that waits, whose model is in no collection', () => {
    const { tap } = tapped();
    const todos = new (operationCollection(Backbone))(server.newClient());
    todos.create({ title: 'milk' }, { wait: true });
    rest.answer();
    const request = tap.reports.find(({ kind }) => kind === 'request');
    expect(request).toMatchObject({ method: 'create', attributes: { title: 'milk' }, wait: true });
    expect(told(tap.reports).slice(2)).toEqual(['2 response create 201 1', '2 add 1']);
  });

  it('sees a request once where the page’s own sync wraps the callbacks and calls Backbone’s', () => {
    const { tap } = tapped();
    const todos = new (operationCollection(Backbone))(server.newClient());
    const Model = Backbone.Model.extend({
      sync(method: string, model: object, options: { success(body: unknown): void }) {
        const success = (body: unknown) => options.success(body);
        return Backbone.Model.prototype.sync.call(this, method, model as never, { ...options, success });
      },
    });
    todos.add([{ id: '1' }, new Model({ id: '2' })]);
    todos.get('2')?.save({ title: 'milk' });
    rest.answer();
    expect(tap.kinds().filter((kind) => kind === 'collection/request')).toHaveLength(1);
    expect(tap.kinds().filter((kind) => kind === 'collection/response')).toHaveLength(1);
  });

  it('sees a request that is answered by something other than Backbone', () => {
    const { tap } = tapped();
    const todos = new (operationCollection(Backbone))(server.newClient());
    todos.model = Backbone.Model.extend({
      sync: (_method: string, _model: object, { success }: { success(body: object): void }) => success({ id: '9' }),
    });
    todos.create({ title: 'milk' });
    expect(told(tap.reports)).toEqual([
      'added Operations /api/todos 0',
      '0 add c',
      '1 request create /api/todos',
      '2 response create 200 9',
      '2 change 9',
    ]);
  });

  it('reports a collection whole when it was reset', () => {
    const { tap } = tapped();
    const todos = new (operationCollection(Backbone))(server.newClient());
    todos.reset([{ id: '1' }, { id: '2' }]);
    expect(told(tap.reports)).toEqual(['added Operations /api/todos 0', 'added Operations /api/todos 2']);
  });

  it('passes a collection that is on no channel, and one that reports by itself', () => {
    const own = new Backbone.Collection();
    own.url = '/api/todos';
    const { tap } = tapped({ Faye: faye, Backbone }, (collection) => collection === own);
    const plain = new Backbone.Collection();
    plain.url = '/api/people';
    server.newClient().subscribe('/api/todos', () => {});
    for (const collection of [own, plain]) collection.add({ id: '1' });
    new Backbone.Collection().add({ id: '1' });
    expect(told(tap.reports)).toEqual([]);
  });

  it('does not take a message of another client for one of a collection that names its own', async () => {
    const { tap } = tapped();
    const [one, two] = [server.newClient(), server.newClient()];
    const todos = Object.assign(new (operationCollection(Backbone))(one), { client: one as Client });
    const heard = vi.fn();
    await two.subscribe('/api/todos', heard);
    await one.subscribe('/other', () => {});
    await push({ operation: 'create', model: { id: '2' } }, () => todos.length === 1 && heard.mock.calls.length === 1);
    expect(tap.kinds().filter((kind) => kind === 'collection/message')).toHaveLength(1);
  });

  it('reports every one again when asked, under the same name also after a pause', () => {
    const first = tapped();
    const todos = new (operationCollection(Backbone))(server.newClient());
    first.describe();
    first.undo();
    const second = tapped();
    second.watch(undefined);
    server.newClient().subscribe('/api/todos', todos.onDataChange, todos);
    const added = [...first.tap.reports, ...second.tap.reports].filter(({ kind }) => kind === 'added');
    expect(added).toHaveLength(3);
    expect(new Set(added.map((report) => 'source' in report && report.source)).size).toBe(1);
  });
});

describe.each(Object.keys(BACKBONES) as BackboneVersion[])('what a page with Backbone %s cannot notice', (name) => {
  it('leaves listeners, options, results and prototypes as they are, and puts back what it patched', async () => {
    const version: typeof Backbone = (await import(BACKBONES[name])).default;
    const before = [version.Collection, version.Model].map(
      ({ prototype }) => [prototype, Object.getOwnPropertyDescriptors(prototype)] as const,
    );
    const { undo } = tapped({ Faye: faye, Backbone: version });
    const todos = new (operationCollection(version))(server.newClient());
    const model = todos.add({ id: '1' });
    const inside = todos as unknown as { _events?: object };
    expect(inside._events).toBeUndefined();
    expect(Object.keys(model)).toEqual(Object.keys(new version.Collection().add({ id: '1' })));
    const order: string[] = [];
    todos.on('all', (event) => order.push(event));
    model.set('a', 1);
    expect(order).toEqual(['change:a', 'change']);
    expect(todos.trigger('own', 1)).toBe(todos);
    undo();
    for (const [prototype, properties] of before) {
      expect(Object.keys(Object.getOwnPropertyDescriptors(prototype)).sort()).toEqual(Object.keys(properties).sort());
      for (const [property, { value, ...flags }] of Object.entries(properties)) {
        const { value: now, ...nowFlags } = Object.getOwnPropertyDescriptor(prototype, property) ?? {};
        expect(now === value, property).toBe(true);
        expect(nowFlags).toEqual(flags);
      }
    }
  });
});
