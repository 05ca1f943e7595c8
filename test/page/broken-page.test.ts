// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryChannels } from '../../extension/channel/memory.ts';
import { handClock } from './hand-clock.ts';

const undoes: (() => void)[] = [];
const putBack = () => {
  for (const undo of undoes.splice(0).reverse()) undo();
};
afterEach(putBack);

/** Puts something else in a property's place. */
function put(object: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { configurable: true, writable: true, value });
  undoes.push(() => {
    if (before) Object.defineProperty(object, name, before);
    else Reflect.deleteProperty(object, name);
  });
}

const broken = (): never => {
  throw new Error('broken');
};

/** A probe in the page as it is now, and all that it says to a panel that comes. */
async function toldBy(attachProbe: typeof import('../../extension/page/attach.ts').attachProbe): Promise<string> {
  const texts: string[] = [];
  const [panel, channel] = memoryChannels();
  panel.listen((text) => texts.push(text));
  const clock = handClock();
  const detach = attachProbe({ window, channel, clock, load: 'l', attach: 'late' });
  clock.pass(0);
  panel.send('{"type":"hello","reader":"panel","positions":{}}');
  detach();
  return texts.join('\n');
}

async function freshProbe() {
  vi.resetModules();
  return (await import('../../extension/page/attach.ts')).attachProbe;
}

describe('a page that has broken a built-in', () => {
  it.each([
    ['none at all', undefined],
    ['one that cannot be made', broken],
  ])('before the probe: instead of MutationObserver %s', async (_what, instead) => {
    put(globalThis, 'MutationObserver', instead);
    expect(await toldBy(await freshProbe())).toContain('"kind":"load"');
  });

  it.each<[string, object]>([
    ['hasOwn', Object],
    ['keys', Object],
    ['isPrototypeOf', Object.prototype],
    ['bind', Function.prototype],
    ['toString', Function.prototype],
    ['flatMap', Array.prototype],
    ['from', Array],
    ['matchAll', String.prototype],
  ])('after the probe: %s', async (name, object) => {
    const attachProbe = await freshProbe();
    put(object, name, broken);
    const told = toldBy(attachProbe);
    putBack();
    expect(await told).toContain('"kind":"load"');
  });
});
