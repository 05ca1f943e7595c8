import { describe, expect, it } from 'vitest';
import { type Channel, MAX_TEXT } from '../../extension/channel/channel.ts';
import { portChannel } from '../../extension/channel/port.ts';
import { FROM_PROBE, TO_PROBE, windowChannel } from '../../extension/channel/window.ts';
import { fakePort } from './fake-port.ts';

function hearing(channel: Channel): string[] {
  const heard: string[] = [];
  channel.listen((text) => heard.push(text));
  return heard;
}

function windowChannels(): [EventTarget, Channel, Channel] {
  const target = new EventTarget();
  const probe = windowChannel(target, { hear: TO_PROBE, say: FROM_PROBE });
  const bridge = windowChannel(target, { hear: FROM_PROBE, say: TO_PROBE });
  return [target, probe, bridge];
}

describe('a window channel', () => {
  it('carries texts in order, at once, and in one direction only', () => {
    const [, probe, bridge] = windowChannels();
    const [atProbe, atBridge] = [hearing(probe), hearing(bridge)];
    probe.send('one');
    probe.send('two');
    bridge.send('three');
    expect(atBridge).toEqual(['one', 'two']);
    expect(atProbe).toEqual(['three']);
  });

  it('says whether somebody took the text', () => {
    const [, probe, bridge] = windowChannels();
    expect(probe.send('is anybody there?')).toBe(false);
    const undo = bridge.listen(() => {});
    expect(probe.send('and now?')).toBe(true);
    undo();
    expect(probe.send('still?')).toBe(false);
  });

  it('takes nothing from a page but texts up to a bound', () => {
    const [target, , bridge] = windowChannels();
    const heard = hearing(bridge);
    for (const detail of [undefined, null, 7, { text: 'x' }, ['x'], 'x'.repeat(MAX_TEXT + 1), 'fine'])
      target.dispatchEvent(new CustomEvent(FROM_PROBE, { detail }));
    target.dispatchEvent(new Event(FROM_PROBE));
    expect(heard).toEqual(['fine']);
  });

  it('hears nothing any more once closed', () => {
    const [, probe, bridge] = windowChannels();
    const heard = hearing(bridge);
    bridge.close();
    expect(probe.send('late')).toBe(false);
    expect(heard).toEqual([]);
  });
});

describe('a port channel', () => {
  it('hands over texts and nothing else', () => {
    const port = fakePort();
    const heard = hearing(portChannel(port));
    for (const message of ['one', { not: 'text' }, 2, 'two']) port.hear(message);
    expect(heard).toEqual(['one', 'two']);
  });

  it('says that it could not send when the port is broken, and does not throw', () => {
    const port = fakePort();
    const channel = portChannel(port);
    expect(channel.send('one')).toBe(true);
    port.break();
    expect(channel.send('two')).toBe(false);
    expect(port.posted).toEqual(['one']);
  });

  it('does not throw when the extension was unloaded under it', () => {
    const port = fakePort();
    const channel = portChannel(port);
    port.disconnect(); // without an event, as when the context is invalidated
    expect(channel.send('two')).toBe(false);
  });

  it('reports its end when the other side is gone, not when it was closed here', () => {
    const [broken, closed] = [fakePort(), fakePort()];
    const ends: string[] = [];
    portChannel(broken).onEnd(() => ends.push('broken'));
    const channel = portChannel(closed);
    channel.onEnd(() => ends.push('closed'));
    broken.break();
    channel.close();
    closed.break();
    expect(ends).toEqual(['broken']);
    expect(closed.disconnected).toBe(true);
    expect(closed.listenerCount).toBe(0);
  });
});
