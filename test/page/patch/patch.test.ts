import { describe, expect, it, vi } from 'vitest';
import { type Around, afterConstruction, aroundCalls } from '../../../extension/page/patch/patch.ts';
import { discloseSources } from '../../../extension/page/patch/proxy-function.ts';
import { watchProperty } from '../../../extension/page/patch/watched-property.ts';

/** Nothing of the probe may throw here. */
const watch = (object: object, name: string, around: Around) =>
  aroundCalls((_where, work) => work(), object, name, around);

class Client {
  calls: unknown[] = [];
  connect(callback: string, context?: number) {
    this.calls.push([callback, context]);
    return this;
  }
  fail() {
    throw new RangeError('as ever');
  }
}
class LateClient extends Client {}

describe('a method that is watched', () => {
  it('does what it did: same arguments, result, exception, name, length and source', () => {
    const original = Client.prototype.connect;
    const before = vi.fn<Around>();
    const undoes = [
      discloseSources(),
      watch(Client.prototype, 'connect', before),
      watch(Client.prototype, 'fail', before),
    ];
    const client = new Client();
    expect(client.connect('callback', 7)).toBe(client);
    expect(client.calls).toEqual([['callback', 7]]);
    expect(() => client.fail()).toThrow(RangeError);
    expect(before.mock.calls).toEqual([
      [client, ['callback', 7]],
      [client, []],
    ]);
    const { connect } = Client.prototype;
    expect(connect).not.toBe(original);
    expect([connect.name, connect.length, String(connect)]).toEqual([original.name, original.length, String(original)]);
    for (const undo of undoes) undo();
  });

  it('learns how every call ended, and what it throws itself is nobody’s', () => {
    const thrown = vi.fn();
    const guarded = (where: string, work: () => void) => {
      try {
        work();
      } catch (error) {
        thrown(where, error);
      }
    };
    const after = vi.fn();
    const undoes = ['connect', 'fail'].map((name) => aroundCalls(guarded, Client.prototype, name, () => after));
    const client = new Client();
    client.connect('callback');
    expect(() => client.fail()).toThrow(RangeError);
    expect(after.mock.calls).toEqual([
      [true, client],
      [false, undefined],
    ]);
    after.mockImplementation(() => {
      throw new Error('ours');
    });
    expect(client.connect('callback')).toBe(client);
    expect(thrown.mock.calls).toEqual([['connect', new Error('ours')]]);
    for (const undo of undoes) undo();
  });

  it('is the very same property again after the undo', () => {
    const before = Object.getOwnPropertyDescriptors(Client.prototype);
    watch(Client.prototype, 'connect', () => undefined)();
    expect(Object.getOwnPropertyDescriptors(Client.prototype)).toEqual(before);
    expect(Client.prototype.connect).toBe(before.connect.value);
  });

  it('is inherited again when it was inherited before', () => {
    const undo = watch(LateClient.prototype, 'connect', () => undefined);
    expect(Object.hasOwn(LateClient.prototype, 'connect')).toBe(true);
    undo();
    expect(Object.hasOwn(LateClient.prototype, 'connect')).toBe(false);
  });

  it('goes inert when somebody patched over it, and leaves their patch alone', () => {
    const original = Client.prototype.connect;
    const before = vi.fn<Around>();
    const undo = watch(Client.prototype, 'connect', before);
    const ours = Client.prototype.connect;
    const theirs = function (this: Client, callback: string) {
      return ours.call(this, `their ${callback}`);
    };
    Client.prototype.connect = theirs;
    undo();
    const client = new Client();
    client.connect('callback');
    expect(Client.prototype.connect).toBe(theirs);
    expect(client.calls).toEqual([['their callback', undefined]]);
    expect(before).not.toHaveBeenCalled();
    Client.prototype.connect = original;
  });

  it('is watched alike, and put back, in a page that has added to `Object.prototype`', () => {
    const names = ['get', 'set', 'has', 'value', 'apply', 'construct', 'enumerable', 'ownKeys'];
    const before = Object.getOwnPropertyDescriptors(Client.prototype);
    const scope: { Client?: typeof Client; Faye?: number } = { Client };
    const calls: unknown[] = [];
    const seen: unknown[] = [];
    for (const name of names) Reflect.set(Object.prototype, name, () => 'inherited');
    try {
      const undoes = [
        discloseSources(),
        watch(Client.prototype, 'connect', () => void calls.push('connect')),
        afterConstruction(
          (_where, work) => work(),
          scope,
          'Client',
          () => calls.push('made'),
        ),
        watchProperty(scope, 'Faye', (faye) => calls.push(faye)).undo,
      ];
      const { Client: Made = Client } = scope;
      new Made().connect('callback');
      scope.Faye = 7;
      seen.push('name' in Made, String(Made), Reflect.ownKeys(Made));
      for (const undo of undoes.reverse()) undo();
    } finally {
      for (const name of names) Reflect.deleteProperty(Object.prototype, name);
    }
    expect(calls).toEqual(['made', 'connect', 7]);
    expect(seen).toEqual([true, String(Client), Reflect.ownKeys(Client)]);
    expect(Object.getOwnPropertyDescriptors(Client.prototype)).toEqual(before);
    expect(scope).toEqual({ Client, Faye: 7 });
  });

  it('leaves alone what is no method or cannot be put back', () => {
    const frozen = Object.freeze({ connect() {} });
    const { connect } = frozen;
    for (const object of [frozen, { connect: 7 }, {}]) watch(object, 'connect', () => undefined)();
    expect(frozen.connect).toBe(connect);
  });
});
