import { counted, cutWord, spanOf } from '../explanation/format.ts';
import { mismatchesOf, type Subscription } from './subscription.ts';

/** A server that has said nothing for so many ms will hardly answer any more. */
const UNANSWERED = 5_000;

/** A Bayeux error is `code:arguments:message`: https://docs.cometd.org/current7/reference/#_bayeux_error_field */
const BAYEUX_ERROR = /^(\d{3}):[^:]*:(.*)$/s;

/** `403 Forbidden` for `403:/api/todos:Forbidden`. */
export function errorWords(error: string): string {
  const [, code, message] = BAYEUX_ERROR.exec(error) ?? [];
  return cutWord(code === undefined ? error : `${code} ${message}`);
}

/** What is wrong with a subscription, a sentence each. `now` in ms since the epoch. */
export function whatIsWrong(subscription: Subscription, now: number): string[] {
  const { server, error, steps } = subscription;
  const mismatches = mismatchesOf(subscription);
  if (mismatches.includes('asked-not-held'))
    return [
      `The application asked, but the client does not hold it: its handlers are not called${server === 'acknowledged' ? ', though the server sends' : ''}.`,
    ];
  const sentences = mismatches.map((mismatch) => {
    if (mismatch === 'acknowledged-not-held') return 'The server still sends, but no handler listens.';
    if (server === 'ended')
      return `${wants(subscription)}, but it was unsubscribed at the server: nothing comes any more.`;
    const wanted = `${wants(subscription)}, but the server`;
    if (server === 'refused') return `${wanted} refused${error === undefined ? '' : `: ${errorWords(error)}`}.`;
    return `${wanted} knows nothing of it: the session in which it was acknowledged is over, and the client did not subscribe again.`;
  });
  const asked = steps.findLast(({ said }) => said === 'pending')?.at;
  if (server === 'pending' && asked !== undefined && now - asked > UNANSWERED)
    sentences.push(`${wants(subscription)}, but the server has not answered for ${spanOf(now - asked)}.`);
  return sentences;
}

function wants({ asked, held }: Subscription): string {
  if (asked && held) return 'The application asked and the client holds it';
  if (asked) return 'The application asked';
  return held ? 'The client holds it' : 'The client asked';
}

/** What one of the three said, in a word or two. */
export function stepWords(said: Subscription['server'] | number, who: 'application' | 'client' | 'server'): string {
  if (typeof said !== 'number') return SERVER_WORDS[said];
  if (said > 0) return `${who === 'application' ? 'asked' : 'holds it'}, ${counted(said, 'handler')}`;
  return who === 'application' ? 'no longer asks' : 'does not hold it';
}

export const SERVER_WORDS: Readonly<Record<Subscription['server'], string>> = {
  unknown: 'not seen',
  pending: 'no answer yet',
  acknowledged: 'acknowledged',
  refused: 'refused',
  ended: 'ended',
  lapsed: 'lapsed',
};
