import type { Scenario } from '../scenario.ts';

export const reading: Scenario[] = [
  {
    name: 'fetch-racing-events',
    row: '`fetch()` racing events',
    watch: 'The new row stays, though the list that arrives after it does not have it yet.',
    decisions: ['inserted', 'ignored-stale'],
    async play(stage) {
      const list = stage.own('delay-response', { method: 'GET' });
      await stage.page({ do: 'fetch' });
      await list.struck();
      await stage.foreign.create('milk');
      await stage.decided('inserted');
      list.release();
      await stage.decided('ignored-stale');
    },
  },
  {
    name: 'subscribe-racing-first-fetch',
    row: 'subscribe racing the first fetch',
    watch:
      'A second collection fetches before the server listens for it. What changed between the two it fetches again.',
    decisions: ['resynced', 'resynced'],
    async play(stage) {
      const subscription = stage.fault('pause-transport', { channel: '/meta/subscribe' });
      await stage.page({ do: 'open', kind: 'plain', client: 'own' });
      await stage.decided('resynced');
      await subscription.struck();
      await stage.foreign.create('milk');
      await stage.decided('inserted', 'demo');
      subscription.release();
      await stage.decided('resynced');
    },
  },
  {
    name: 'lost-message',
    row: 'reconnect',
    watch:
      'The first of two new todos is lost on the way; the number of the second shows it, and a snapshot brings it.',
    decisions: ['gap-detected', 'inserted', 'resynced'],
    async play(stage) {
      const lost = stage.fault('drop-message', { clientId: stage.clientId });
      await stage.foreign.create('milk');
      await lost.struck();
      await stage.foreign.create('bread');
      await stage.decided('gap-detected');
      await stage.decided('inserted');
      await stage.decided('resynced');
    },
  },
  {
    name: 'reconnect-gap',
    row: 'reconnect',
    watch:
      'The socket breaks and takes a message with it. The next one comes over a new socket, and its number shows the loss.',
    decisions: ['gap-detected', 'inserted', 'resynced'],
    async play(stage) {
      const lost = stage.fault('drop-message', { clientId: stage.clientId });
      await stage.foreign.create('milk');
      await lost.struck();
      stage.fault('kill-socket', { clientId: stage.clientId });
      await stage.foreign.create('bread');
      await stage.decided('gap-detected');
      await stage.decided('inserted');
      await stage.decided('resynced');
    },
  },
  {
    name: 're-handshake',
    row: 're-handshake (new clientId)',
    watch: 'The server forgets the session and all that was queued for it; the page shakes hands again and catches up.',
    decisions: ['resynced'],
    async play(stage) {
      const handshake = stage.fault('pause-transport', { channel: '/meta/handshake' });
      stage.fault('forget-session', { clientId: stage.clientId });
      await stage.foreign.create('milk');
      handshake.release();
      await stage.decided('resynced');
    },
  },
];
