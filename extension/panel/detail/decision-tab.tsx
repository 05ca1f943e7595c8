import { escapeControls } from '../../core/detail/control-characters.ts';
import { requestName } from '../../core/explanation/short-names.ts';
import type { VerdictSentence } from '../../core/explanation/verdicts.ts';
import type { Session } from '../../core/session.ts';
import { EventLink } from '../controls/event-link.tsx';
import { timeSpan } from '../controls/format-time.ts';
import { jsonPreview } from '../controls/json-preview.ts';
import { DecisionBadge } from '../list/decision-badge.tsx';
import type { DetailView, StoryEvent } from './detail-view.ts';

export interface DecisionTabProps {
  session: Session;
  detail: Pick<DetailView, 'verdicts' | 'story' | 'subscription'>;
  onSelect(index: number): void;
}

/** Why: what was decided in a plain sentence, the facts behind it, and the story that it is part of. */
export function DecisionTab({ session, detail: { verdicts, story, subscription }, onSelect }: DecisionTabProps) {
  const isAnyWrong = verdicts.some(({ wrong }) => wrong);
  /** As it should be, beside what is wrong: one line will do. */
  const isBeside = ({ wrong }: VerdictSentence) => isAnyWrong && !wrong;
  return (
    <>
      {verdicts.map((verdict) => (
        <section key={verdict.decisions[0]?.index} class={isBeside(verdict) ? 'verdict beside' : 'verdict'}>
          {verdict.decisions.map(({ index, ...judgement }) => (
            <DecisionBadge key={index} {...judgement} />
          ))}
          {verdict.inferred && <span class="soft">inferred</span>}
          <p>
            {verdict.sentence.map(({ text, event, whole }, n) =>
              event === undefined ? (
                whole === undefined ? (
                  text
                ) : (
                  <span key={n} title={whole}>
                    {text}
                  </span>
                )
              ) : (
                <EventLink key={n} session={session} event={event} title={whole} onSelect={onSelect}>
                  {text}
                </EventLink>
              ),
            )}
          </p>
          {!isBeside(verdict) && <Facts facts={verdict.facts} />}
        </section>
      ))}
      {verdicts.length === 0 && <p class="remark">No decision about this was seen.</p>}
      {story.length > 1 && (
        <section>
          <h3>Story</h3>
          <ol class="steps" aria-label="Story">
            {story.map((event) => (
              <Told key={event.index} session={session} event={event} onSelect={onSelect} />
            ))}
          </ol>
        </section>
      )}
      {subscription !== undefined && (
        <p class="remark">
          It came by the subscription of{' '}
          <EventLink session={session} event={subscription} onSelect={onSelect}>
            event {session.trace.seq(subscription)}
          </EventLink>
          .
        </p>
      )}
    </>
  );
}

interface ToldProps {
  session: Session;
  event: StoryEvent;
  onSelect(index: number): void;
}

function Told({ session, event, onSelect }: ToldProps) {
  const what = event.judgement ? <DecisionBadge {...event.judgement} /> : event.title;
  return (
    <li data-role={event.role} aria-current={event.isHere ? 'true' : undefined}>
      <span class="soft">{event.role}</span>
      <span class="step-title">
        {event.isHere ? (
          <b>{what}</b>
        ) : (
          <EventLink session={session} event={event.index} onSelect={onSelect}>
            {what}
          </EventLink>
        )}{' '}
        {!event.judgement && <span class="soft">{event.detail}</span>}
      </span>
      <span class="soft">{timeSpan(event.after)}</span>
    </li>
  );
}

function Facts({ facts }: Pick<VerdictSentence, 'facts'>) {
  if (facts.length === 0) return null;
  return (
    <table class="facts" aria-label="Facts">
      <tbody>
        {facts.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <Fact value={value} show={REQUESTS.has(name) ? request : MILLISECONDS.test(name) ? rounded : brief} />
              {MILLISECONDS.test(name) && ' ms'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Fact({ value, show }: { value: unknown; show(value: unknown): string }) {
  const isList = Array.isArray(value) && value.length < 20;
  return <bdi>{isList ? value.map(show).join(', ') || 'none' : show(value)}</bdi>;
}

/** Facts that are tokens of own requests. */
const REQUESTS = new Set(['token', 'tokens', 'waiting', 'waited', 'refetch']);
const request = (value: unknown) => (typeof value === 'string' ? requestName(value) : brief(value));
/** Facts that are times. */
const MILLISECONDS = /^(ages|ms|\w+Ms)$/;
/** Texts as they are, in one line: these are names and ids. */
const brief = (value: unknown) =>
  typeof value === 'string' ? escapeControls(value.slice(0, 200)) : jsonPreview(value);
/** Milliseconds as one reads them: `51.1`. */
const rounded = (value: unknown) => (typeof value === 'number' ? String(Math.round(value * 10) / 10) : brief(value));
