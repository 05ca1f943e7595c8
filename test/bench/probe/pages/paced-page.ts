/**
 * A page that measures what it pays itself, on a clock of 5 to 20 µs: a Bayeux socket hears messages at a steady pace, or
 * as fast as they can be dispatched, and every timer that the probe sets is timed. Of a clock's readings on a machine that
 * is shared with others, the median is the page's own; a mean is what the others took.
 */
import { median } from '../../median.ts';

declare global {
  interface Window {
    ready: boolean;
    /** Characters that the application has read. */
    heard: number;
    /** A word on the socket, so that a probe that came late knows it. */
    speak: () => void;
    /** µs of the page's time a message, and of the probe's timers, at 1,000 messages a second for so many seconds. */
    paced: (seconds: number) => Promise<{ message: number; timers: number }>;
    /** µs a message, dispatched `count` times in a row; the median of several. */
    unpaced: (count: number) => number;
  }
}

const TICK = 10;
const A_TICK = 10;
const RUNS = 15;

const setTimer = window.setTimeout;
let timers: number[] = [];
Object.assign(window, {
  setTimeout: (callback: () => void, ms?: number) =>
    setTimer(() => {
      const start = performance.now();
      callback();
      timers.push(performance.now() - start);
    }, ms),
});

const socket = new WebSocket(`ws://${location.host}/faye`);
window.heard = 0;
socket.onmessage = ({ data }: MessageEvent<string>) => {
  window.heard += data.length;
};
socket.onopen = () => {
  window.speak();
  window.ready = true;
};
window.speak = () => socket.send('[{"channel":"/meta/connect","clientId":"bench","connectionType":"websocket"}]');

const message = (seq: number) => {
  const body = { _id: `id${seq % 1000}`, title: 'x'.repeat(140) };
  const data = JSON.stringify([{ channel: '/api/todos', data: { method: 'PUT', id: body._id, seq, v: 1, body } }]);
  return new MessageEvent('message', { data });
};

window.paced = async (seconds) => {
  const ticks = (seconds * 1000) / TICK;
  timers = [];
  const perTick: number[] = [];
  for (let tick = 0; tick < ticks; tick += 1) {
    const messages = Array.from({ length: A_TICK }, (_, i) => message(tick * A_TICK + i));
    const start = performance.now();
    for (const one of messages) socket.dispatchEvent(one);
    perTick.push(performance.now() - start);
    await new Promise((next) => setTimer(next, TICK));
  }
  const inTimers = timers.length > 0 ? median(timers) * timers.length : 0;
  return { message: (median(perTick) * 1000) / A_TICK, timers: (inTimers * 1000) / (ticks * A_TICK) };
};

window.unpaced = (count) => {
  const messages = Array.from({ length: 100 }, (_, i) => message(i));
  const runs = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    for (let done = 0; done < count; done += messages.length) for (const one of messages) socket.dispatchEvent(one);
    return ((performance.now() - start) * 1000) / count;
  });
  return median(runs);
};
