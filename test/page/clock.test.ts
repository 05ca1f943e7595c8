// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { WAKE } from '../../extension/channel/internal-protocol.ts';
import { memoryChannels } from '../../extension/channel/memory.ts';
import { bridgeTimer } from '../../extension/page/clock.ts';

describe('the probe’s timer in a page that came first', () => {
  it('is the bridge’s: each callback runs once, when the bridge says that its time is over', () => {
    const [bridge, probe] = memoryChannels();
    const asked: string[] = [];
    bridge.listen((text) => asked.push(text));
    const timer = bridgeTimer(probe);
    const calls: string[] = [];
    timer.after(200, () => calls.push('one'));
    timer.after(0, () => calls.push('two'));
    expect(asked).toEqual([`${WAKE}200 1`, `${WAKE}0 2`]);
    timer.wake('2');
    timer.wake('2');
    timer.wake('no such');
    expect(calls).toEqual(['two']);
    timer.wake('1');
    expect(calls).toEqual(['two', 'one']);
  });

  it('is the page’s where no bridge is there any more', () => {
    const [, probe] = memoryChannels();
    return new Promise<void>((resolve) => bridgeTimer(probe).after(0, resolve));
  });
});

describe('the probe’s clock', () => {
  it('is an event’s time stamp where the page’s `performance` was a fake when it came', async () => {
    const { now } = performance;
    performance.now = () => 42;
    vi.resetModules();
    try {
      const clock = await import('../../extension/page/clock.ts');
      expect(clock.hasClock).toBe(false);
      const before = clock.now();
      performance.now = now;
      const end = performance.now() + 5;
      while (performance.now() < end);
      expect(clock.now() - before).toBeGreaterThan(3);
    } finally {
      performance.now = now;
    }
  });
});
