import type { Ref } from 'preact';
import { told } from '../../core/explanation/format.ts';
import type { Session } from '../../core/session.ts';
import type { Subscription, SubscriptionStep } from '../../core/subscriptions/subscription.ts';
import { connectionOf } from '../../core/subscriptions/subscription-rows.ts';
import { errorWords, stepWords, whatIsWrong } from '../../core/subscriptions/subscription-wording.ts';
import { EventLink } from '../controls/event-link.tsx';
import { timeOfDay, timeSpan } from '../controls/format-time.ts';
import { Icon } from '../controls/icon.tsx';
import { Tool } from '../controls/toolbar.tsx';
import { ago } from './ago.ts';

export interface SubscriptionDetailProps {
  session: Session;
  subscription: Subscription;
  /** Names the document, where it is not the page itself. */
  place: string;
  now: number;
  pane: Ref<HTMLElement>;
  onSelect(index: number): void;
  onClose(): void;
}

/** One subscription: what is wrong with it, what it is, and the events that made it so. */
export function SubscriptionDetail(props: SubscriptionDetailProps) {
  const { session, subscription, place, now, pane, onSelect, onClose } = props;
  const { channel, asked, held, clientId, transport, client, messages, lastAt, since, steps } = subscription;
  const wrong = whatIsWrong(subscription, now);
  const line = connectionOf(subscription, session.connections);
  const seen = (count: number | undefined) => count ?? 'not seen';
  const facts = [
    ['Handlers', `application ${seen(asked)}, client ${seen(held)}`],
    ['Messages', told(String(messages), lastAt === undefined ? '' : `last ${ago(now - lastAt)}`)],
    ['Since', `${timeOfDay(since)}, ${ago(now - since)}`],
    ['Client', told(client, clientId && `session ${clientId}`)],
    ['Line', told(line?.url, transport, line?.up === undefined ? '' : line.up ? 'up' : 'down')],
    ['Document', place],
  ];
  return (
    <section
      ref={pane}
      class="pane"
      aria-label={`Subscription ${channel}`}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <header class="detail-header">
        <h2>{channel}</h2>
        <Tool icon="close" label="Close the subscription" onClick={onClose} />
      </header>
      <div class="detail-body columns">
        <section>
          {wrong.map((text) => (
            <p key={text} class="wrong">
              <Icon name="warning" /> {text}
            </p>
          ))}
          <dl class="properties">
            {facts.map(
              ([name, value]) =>
                value && (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ),
            )}
          </dl>
        </section>
        <section>
          <header class="section-header">
            <h3>How it came to this</h3>
          </header>
          {steps.length === 0 && (
            <p class="soft">No subscribe was seen: it happened before the capture began. A reload shows it.</p>
          )}
          <ol class="story">
            {steps.map((step, n) => (
              <li key={`${step.event} ${step.who}`}>
                <span class="story-time">
                  {n === 0 ? timeOfDay(step.at) : timeSpan(step.at - (steps[n - 1] ?? step).at)}
                </span>
                <div>
                  {step.who}:{' '}
                  <EventLink session={session} event={step.event} onSelect={onSelect}>
                    {wordsOf(step)}
                  </EventLink>
                </div>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </section>
  );
}

const wordsOf = ({ said, who, error }: SubscriptionStep) =>
  told(stepWords(said, who), error === undefined ? '' : errorWords(error));
