import { describe, expect, it } from 'vitest';
import { documentName } from '../../../extension/core/explanation/document-name.ts';
import { createSession } from '../../../extension/core/session.ts';
import type { SubscriptionColumn } from '../../../extension/core/settings.ts';
import { type SortOrder, subscriptionRows } from '../../../extension/core/subscriptions/subscription-rows.ts';
import { eventsOf } from '../../support/trace-language.ts';

const LATER = 1_030_000;

/** The table as text: `# client` for a heading, the channel, `! …` for what is wrong with it. */
function table(
  story: string,
  { column = 'channel' as SubscriptionColumn, descending = false, onlyWrong = false, now = LATER } = {},
) {
  const session = createSession({ maxBytes: 1_000_000, reader: 'panel' });
  session.open(eventsOf(story));
  const all = session.subscriptions.all();
  const order: SortOrder = { column, descending };
  const loads = new Set(all.map(({ load }) => load));
  const placeOf = (load: string) => documentName(load, loads, session.documents);
  return subscriptionRows(all, session.connections, { order, onlyWrong, now, placeOf }).rows.map((row) => {
    if (row.type === 'channel') return row.subscription.channel;
    if (row.type === 'wrong') return `! ${row.text}`;
    const { connection, name, place } = row.client;
    return `# ${connection?.url || name} ${place}`.trim();
  });
}

const subscribed = (channel: string, id: number, reply = '') => `
  faye subscribe ${channel} handlers=1
  wire sent /meta/subscribe ${channel} id=${id} clientId=k1
  wire reply /meta/subscribe ${channel} id=${id} clientId=k1 ${reply}
`;
/** What joins the Faye client to its session. */
const CLIENT = 'faye state state=connected clientId=k1\n';
const TWO = `${CLIENT}${subscribed('/b', 1)}${subscribed('/a', 2)}wire received POST 7 channel=/b`;

describe('the table of subscriptions', () => {
  it('sorts by any column, both ways, and by channel where that tells nothing', () => {
    expect(table(TWO)).toEqual(['/a', '/b']);
    expect(table(TWO, { descending: true })).toEqual(['/b', '/a']);
    expect(table(TWO, { column: 'messages', descending: true })).toEqual(['/b', '/a']);
    expect(table(TWO, { column: 'rate', descending: true })).toEqual(['/b', '/a']);
    expect(table(TWO, { column: 'server' })).toEqual(['/a', '/b']);
  });

  it('says below a channel what is wrong with it, with the server’s own reason', () => {
    expect(table(CLIENT + subscribed('/a', 1, 'successful=false error=403:/a:Forbidden'))).toEqual([
      '/a',
      '! The application asked, but the server refused: 403 Forbidden.',
    ]);
    expect(table(`${CLIENT}${subscribed('/a', 1)}faye holds channels={}`)).toEqual([
      '/a',
      '! The application asked, but the client does not hold it: its handlers are not called, though the server sends.',
    ]);
    expect(table(`${CLIENT}${subscribed('/a', 1)}faye holds channels={}\nfaye unsubscribe /a handlers=0`)).toEqual([
      '/a',
      '! The server still sends, but no handler listens.',
    ]);
  });

  it('says that the channel was unsubscribed, or that the client has another session since', () => {
    const ended = 'wire sent /meta/unsubscribe /a id=2 clientId=k1\nwire reply /meta/unsubscribe /a id=2 clientId=k1';
    expect(table(`${CLIENT}${subscribed('/a', 1)}${ended}`)[1]).toBe(
      '! The application asked, but it was unsubscribed at the server: nothing comes any more.',
    );
    const lapsed = 'faye state state=connected clientId=k2';
    expect(table(`${CLIENT}${subscribed('/a', 1)}${lapsed}`)[1]).toBe(
      '! The application asked, but the server knows nothing of it: the session in which it was acknowledged is over, and the client did not subscribe again.',
    );
  });

  it('says of a server that keeps silent how long it has, but not of one that was asked just now', () => {
    const asked = `${CLIENT}faye subscribe /a handlers=1\nwire sent /meta/subscribe /a id=1 clientId=k1`;
    expect(table(asked, { now: 1_000_500 })).toEqual(['/a']);
    expect(table(asked, { now: 1_012_030 })).toEqual([
      '/a',
      '! The application asked, but the server has not answered for 12.0 s.',
    ]);
  });

  it('leaves out what is as it should be, when asked to', () => {
    const story = `${TWO}${subscribed('/c', 3, 'successful=false')}`;
    expect(table(story, { onlyWrong: true })[0]).toBe('/c');
  });

  it('puts the channels of each client under its line, and names the frame that it is in', () => {
    const story = `
      load http://a.test/
      wire opened ws://a.test/faye
      wire reply /meta/handshake id=1 clientId=k1
      wire sent /meta/subscribe /a id=2 clientId=k1
      load http://b.test/chat load=L2 frame=http://b.test/chat
      wire sent /meta/subscribe /b id=2 clientId=k2 load=L2 connection=w2 url=/bayeux
    `;
    expect(table(story, { now: 1_000_100 })).toEqual([
      '# ws://a.test/faye',
      '/a',
      '# /bayeux frame http://b.test/chat',
      '/b',
    ]);
  });

  it('names a page that was before the last one', () => {
    const story = `
      load http://a.test/
      wire sent /meta/subscribe /a id=2 clientId=k1
      load http://b.test/ load=L2
      wire sent /meta/subscribe /b id=2 clientId=k2 load=L2
    `;
    expect(table(story, { now: 1_000_100 })[0]).toBe('# w1 earlier page http://a.test/');
  });
});
