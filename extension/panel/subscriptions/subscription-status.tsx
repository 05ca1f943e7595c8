import type { Subscription } from '../../core/subscriptions/subscription.ts';
import { SERVER_WORDS } from '../../core/subscriptions/subscription-wording.ts';
import { Icon, type IconName } from '../controls/icon.tsx';

interface Word {
  who?: string;
  icon: IconName;
  word: string;
  /** Is it what one would wish for? Nothing where it is neither. */
  good?: boolean;
}

const UNSEEN: Word = { icon: 'help', word: 'not seen' };
const SERVER_SIGNS: Readonly<Record<Subscription['server'], [IconName, boolean?]>> = {
  unknown: ['keys'],
  pending: ['pending'],
  acknowledged: ['applied', true],
  refused: ['close', false],
  ended: ['removed'],
  lapsed: ['warning', false],
};

function handlers(count: number | undefined, yes: string, no: string): Word {
  if (count === undefined) return UNSEEN;
  return count > 0 ? { icon: 'applied', word: yes, good: true } : { icon: 'removed', word: no };
}

/** What the application, its client and the server say of one channel: a sign with its word each. */
export function saidOf({ asked, held, server }: Subscription): readonly Word[] {
  const [icon, good] = SERVER_SIGNS[server];
  return [
    { who: 'application', ...handlers(asked, 'asked', 'not asked') },
    { who: 'client', ...handlers(held, 'held', 'not held') },
    { who: 'server', icon, word: SERVER_WORDS[server], ...(good === undefined ? {} : { good }) },
  ];
}

export function Said({ icon, word, good }: Word) {
  return (
    <td class="said" data-good={good} title={word}>
      <Icon name={icon} /> <span class="word">{word}</span>
    </td>
  );
}
