// @vitest-environment jsdom
import { afterEach, describe, expect, it } from 'vitest';
import { tapAll } from '../../../extension/page/taps/all.ts';
import { gatheringTap } from '../gathering-tap.ts';

const { fetch, WebSocket, EventSource, XMLHttpRequest } = window;
const undoes: (() => void)[] = [];
afterEach(() => {
  for (const undo of undoes.splice(0).reverse()) undo();
  for (const [name, value] of Object.entries({ fetch, WebSocket, EventSource, XMLHttpRequest })) put(name, value);
});

/** As in a browser: data. The test's environment has accessors. */
const put = (name: string, value: unknown) =>
  Object.defineProperty(window, name, { configurable: true, writable: true, value });

/** A page whose ways to send are looked at. */
function tapped() {
  put('fetch', async () => new Response(''));
  put('WebSocket', window.WebSocket);
  const tap = gatheringTap();
  const taps = tapAll(tap, window);
  undoes.push(taps.undo);
  return {
    look: taps.look,
    told: () =>
      tap.reports.flatMap((report) =>
        report.layer === 'page' && report.kind === 'replaced'
          ? [`${report.name} by ${report.by}${report.leads ? ', leads' : ''}`]
          : [],
      ),
  };
}

class MockSocket extends EventTarget {
  send() {}
}

describe('a page that replaces what its clients send by', () => {
  it('is reported, once, when its document is complete', () => {
    const { told } = tapped();
    put('WebSocket', MockSocket);
    expect(told()).toEqual([]);
    document.dispatchEvent(new Event('DOMContentLoaded'));
    window.dispatchEvent(new Event('load'));
    expect(told()).toEqual(['WebSocket by MockSocket']);
  });

  it('is reported each of them, whenever the panel speaks', () => {
    const { look, told } = tapped();
    for (const name of ['WebSocket', 'XMLHttpRequest']) put(name, class extends EventTarget {});
    Reflect.set(window, 'fetch', async () => new Response(''));
    look();
    look();
    expect(told()).toEqual(['WebSocket by ', 'XMLHttpRequest by ', 'fetch by ']);
  });

  it('is not reported for a class that inherits from the browser’s', () => {
    const { look, told } = tapped();
    window.WebSocket = class Traced extends window.WebSocket {};
    look();
    expect(told()).toEqual([]);
  });

  it('is told to lead to the browser’s when a function in its place has called that', async () => {
    const { look, told } = tapped();
    const native = window.fetch;
    window.fetch = (...args) => native(...args);
    look();
    await window.fetch('/');
    await window.fetch('/');
    expect(told()).toEqual(['fetch by ', 'fetch by , leads']);
  });

  it('is told to lead there when a Proxy around a class has made one of the browser’s', () => {
    const { look, told } = tapped();
    window.WebSocket = new Proxy(window.WebSocket, {});
    look();
    new window.WebSocket('ws://127.0.0.1:1/').close();
    expect(told()).toEqual(['WebSocket by WebSocket', 'WebSocket by WebSocket, leads']);
  });

  it('stays in doubt for a class of its own, though somebody uses the browser’s', () => {
    const { look, told } = tapped();
    const Native = window.WebSocket;
    put('WebSocket', MockSocket);
    look();
    new Native('ws://127.0.0.1:1/').close();
    expect(told()).toEqual(['WebSocket by MockSocket']);
    window.WebSocket = Native;
    look();
    expect(told()).toEqual(['WebSocket by MockSocket', 'WebSocket by WebSocket, leads']);
  });

  it('has none of its accessors called', () => {
    const { look, told } = tapped();
    let calls = 0;
    Object.defineProperty(window, 'fetch', { configurable: true, get: () => (calls += 1) });
    look();
    expect([calls, told()]).toEqual([0, ['fetch by get']]);
  });
});
