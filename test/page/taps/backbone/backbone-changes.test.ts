import type Backbone from 'backbone';
import type { Client } from 'faye';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operationCollection } from '../../../../devserver/foreign/operation-collection.ts';
import type { Report } from '../../../../extension/core/protocol/events.ts';
import { tapBackbone } from '../../../../extension/page/taps/backbone/backbone.ts';
import type { FayeDelivery } from '../../../../extension/page/taps/faye/faye.ts';
import { ALL_BACKBONES, backboneScript, runBackboneScript } from '../../../support/backbone-versions.ts';
import { gatheringTap } from '../../gathering-tap.ts';

const undoes: (() => void)[] = [];

afterEach(() => {
  for (const undo of undoes.splice(0)) undo();
});

/** A page whose client is the test's: it subscribes and delivers by hand. */
function tapped(window: object) {
  const tap = gatheringTap();
  let delivery: FayeDelivery | undefined;
  const backbone = tapBackbone(tap, window, {
    base: () => 'http://localhost/',
    reports: () => false,
    onDelivery: (asked) => {
      delivery = asked;
    },
  });
  undoes.push(backbone.undo);
  let handler: ((data: unknown) => void) | undefined;
  const client = {
    subscribe(channel: string, listener: (data: unknown) => void, context?: unknown) {
      backbone.channel(channel, context);
      handler = context === undefined ? listener : listener.bind(context);
    },
  } as unknown as Client;
  return {
    tap,
    client,
    describe: backbone.describe,
    push(data: object) {
      delivery?.before('/api/todos', data, client);
      handler?.(data);
      delivery?.after();
    },
  };
}

function changesIn(reports: Report[]): string[] {
  return reports.flatMap((report) => {
    if (report.layer !== 'collection') return [];
    if (report.kind === 'added') return [`added ${report.size}, changes seen: ${report.changesSeen}`];
    return report.kind === 'change' ? [`${report.input} ${report.op} ${report.id}`] : [];
  });
}

const create = (id: string) => ({ operation: 'create', model: { id } });

describe.each(Object.keys(ALL_BACKBONES) as (keyof typeof ALL_BACKBONES)[])('with Backbone %s', (version) => {
  let script: string;

  beforeAll(async () => {
    script = await backboneScript(version);
  });

  it('sees what a collection becomes whose Backbone is bundled, once it is the context of a handler', () => {
    const page = tapped({});
    const todos = new (operationCollection(runBackboneScript(script, {})))(page.client);
    page.push(create('1'));
    page.push({ operation: 'create', model: { id: '1', title: 'milk' } });
    page.push({ operation: 'remove', model: { id: '1' } });
    expect(todos.length).toBe(0);
    expect(changesIn(page.tap.reports)).toEqual(['added 0, changes seen: true', '1 add 1', '2 change 1', '3 remove 1']);
  });

  it('sees it of a global that comes after the probe, though Events may be mixed in after the assignment', () => {
    const window = {};
    const page = tapped(window);
    const global = runBackboneScript(script, window);
    page.client.subscribe('/api/todos', () => {});
    const todos = new (global.Collection.extend({ url: '/api/todos' }))();
    todos.add({ id: '1' });
    expect(changesIn(page.tap.reports)).toEqual(['added 1, changes seen: true', '0 add 1']);
  });

  it('finds other collections of the same bundled copy by the one that is known', () => {
    const page = tapped({});
    const bundled = runBackboneScript(script, {});
    new (operationCollection(bundled))(page.client);
    const other = new (bundled.Collection.extend({ url: '/api/todos' }))();
    other.add({ id: '1' });
    expect(changesIn(page.tap.reports)).toEqual([
      'added 0, changes seen: true',
      'added 1, changes seen: true',
      '0 add 1',
    ]);
  });
});

describe('where a collection’s `trigger` is not Backbone’s', () => {
  let bundled: typeof Backbone;

  beforeAll(async () => {
    bundled = runBackboneScript(await backboneScript('1.6'), {});
  });

  it('tells an event once that passes a derived class’s and Backbone’s own', () => {
    const window = { Backbone: bundled };
    const page = tapped(window);
    class Todos extends operationCollection(bundled) {
      override trigger(event: string, ...rest: unknown[]): this {
        return super.trigger(event, ...rest);
      }
    }
    new Todos(page.client);
    page.push(create('1'));
    expect(changesIn(page.tap.reports)).toEqual(['added 0, changes seen: true', '1 add 1']);
  });

  it('tells both of two equal events, one of which happens in a listener of the other', () => {
    const page = tapped({});
    const todos = new (operationCollection(bundled))(page.client);
    todos.once('add', (model) => {
      todos.remove(model);
      todos.add(model);
    });
    page.push(create('1'));
    expect(changesIn(page.tap.reports).slice(1)).toEqual(['1 add 1', '1 remove 1', '1 add 1']);
  });

  it('sees one that the collection has for itself, and puts it back', () => {
    const page = tapped({});
    const todos = new (operationCollection(bundled))(page.client);
    const own = function (this: Backbone.Collection, ...args: [string]) {
      return bundled.Collection.prototype.trigger.apply(this, args);
    };
    Object.assign(todos, { trigger: own });
    page.push(create('1'));
    expect(changesIn(page.tap.reports)).toEqual([
      'added 0, changes seen: true',
      'added 0, changes seen: true',
      '1 add 1',
    ]);
    for (const undo of undoes.splice(0)) undo();
    expect(todos.trigger).toBe(own);
  });

  it('says that it sees no changes where the page has frozen it', async () => {
    const frozen = runBackboneScript(await backboneScript('1.6'), {});
    Object.freeze(frozen.Collection.prototype);
    const page = tapped({});
    const todos = Object.create(frozen.Collection.prototype, {
      models: { value: [], writable: true },
      _byId: { value: {} },
      url: { value: '/api/todos' },
    });
    page.client.subscribe('/api/todos', () => {}, todos);
    expect(changesIn(page.tap.reports)).toEqual(['added 0, changes seen: false']);
  });
});
