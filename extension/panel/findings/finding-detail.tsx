import type { Ref } from 'preact';
import { useState } from 'preact/hooks';
import { listed } from '../../core/explanation/format.ts';
import { shortId } from '../../core/explanation/short-names.ts';
import type { Finding } from '../../core/findings/finding.ts';
import type { Session } from '../../core/session.ts';
import { timeOfDay } from '../controls/format-time.ts';
import { capitalised, findingText, objectWords, stateWords } from './finding-text.ts';
import { Moment } from './moment.tsx';
import { Said } from './said.tsx';

export interface FindingDetailProps {
  session: Session;
  finding: Finding;
  pane: Ref<HTMLElement>;
  onSelect(index: number): void;
  /** To the event by which it went wrong, in the lanes. */
  onLanes(index: number): void;
  onCopy(text: string): Promise<boolean>;
  /** Mutes this one, or all of its kind on this site. */
  onMute(what: 'one' | 'kind'): void;
  onLeave(): void;
}

/** One finding: what is wrong, the moment in which it happened, what should have happened, why, and what to do. */
export function FindingDetail(props: FindingDetailProps) {
  const { session, finding, pane, onSelect, onLanes, onCopy, onMute, onLeave } = props;
  const { title, object, since, until, expected, observed, why, advice, evidence } = finding;
  const [copied, setCopied] = useState('');
  const { cids = [] } = object;
  const culprit = evidence.find(({ isCulprit }) => isCulprit) ?? evidence[0];
  const facts = [
    cids.length > 1 && `models ${listed(cids)}`,
    stateWords(finding),
    `since ${timeOfDay(since)}`,
    until !== undefined && `until ${timeOfDay(until)}`,
  ];
  return (
    <section
      ref={pane}
      class="finding-detail"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onLeave();
      }}
    >
      <h2>{title}</h2>
      <p class="soft">
        <bdi title={object.document}>{objectWords(finding, shortId)}</bdi> · {facts.filter(Boolean).join(' · ')}
      </p>
      {(expected || observed) && (
        <dl class="deeds">
          {expected && (
            <div>
              <dt>Expected</dt>
              <dd>
                <Said sentence={capitalised(expected)} />
              </dd>
            </div>
          )}
          {observed && (
            <div data-wrong={finding.state === 'present' && finding.severity !== 'info'}>
              <dt>Seen</dt>
              <dd>
                <Said sentence={capitalised(observed)} />
              </dd>
            </div>
          )}
        </dl>
      )}
      <Moment session={session} finding={finding} onSelect={onSelect} />
      <dl class="reasons">
        <div>
          <dt>Why</dt>
          <dd>
            <Said sentence={why} />
          </dd>
        </div>
        <div>
          <dt>What to do</dt>
          <dd>
            <Said sentence={advice} />
          </dd>
        </div>
      </dl>
      <p class="finding-actions">
        {culprit && session.trace.has(culprit.event) && (
          <button type="button" class="chip" onClick={() => onLanes(session.ledger.rowOf(culprit.event))}>
            Show in Lanes
          </button>
        )}
        <button
          type="button"
          class="chip"
          onClick={async () => {
            const isCopied = await onCopy(findingText(finding, session.status().url));
            setCopied(isCopied ? 'Copied' : 'The browser refused to copy');
          }}
        >
          Copy as text
        </button>
        <button type="button" class="chip" onClick={() => onMute('one')}>
          Mute this one
        </button>
        <button type="button" class="chip" onClick={() => onMute('kind')}>
          Mute this kind on this site
        </button>
        <span role="status">{copied}</span>
      </p>
    </section>
  );
}
