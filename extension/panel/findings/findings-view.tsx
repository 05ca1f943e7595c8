import { useRef } from 'preact/hooks';
import { shortId } from '../../core/explanation/short-names.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { countsOf, isMuted, kindEntry, MAX_MUTED, oneEntry } from '../../core/findings/muted.ts';
import { assignRef } from '../controls/assign-ref.ts';
import { timeOfDay } from '../controls/format-time.ts';
import { Icon, type IconName } from '../controls/icon.tsx';
import { Nothing } from '../controls/placeholder.tsx';
import { rowAfterKey } from '../controls/row-keys.ts';
import { useKept } from '../controls/use-view-state.ts';
import { Unseen } from '../page-status/unseen.tsx';
import type { ViewProps } from '../view.ts';
import { FindingDetail } from './finding-detail.tsx';
import { countWords, objectWords, stateWords } from './finding-text.ts';
import { siteOf } from './site.ts';

/** Rows drawn at once; a page may make any number of findings. */
const DRAWN = 200;
/** Rows, for the page keys. */
const SCREEN = 8;
const rowId = (n: number) => `finding-${n}`;

/** What is wrong, found without being asked: the worst first, and why. */
export function FindingsView({ session, muted, focus, onSelect, onShow, onCopy, onMuted }: ViewProps) {
  const site = siteOf(session.status().url);
  const [chosen, setChosen] = useKept<string | undefined>(session, 'finding', undefined);
  const [showsMuted, setShowsMuted] = useKept(session, 'muted findings', false);
  const pane = useRef<HTMLElement>(null);
  const list = useRef<HTMLElement | null>(null);
  const all = session.findings.list();
  const heard = all.filter((finding) => !isMuted(muted, finding, site));
  const shown = showsMuted ? all : heard;
  const drawn = shown.slice(0, DRAWN);
  const place = Math.max(
    0,
    drawn.findIndex(({ id }) => id === chosen),
  );
  const finding = drawn[place];
  const mutedCount = all.length - heard.length;

  function onKeyDown(event: KeyboardEvent) {
    const next = rowAfterKey(event.key, place, drawn.length, SCREEN);
    const target = next === undefined ? undefined : drawn[next];
    if (target) setChosen(target.id);
    else if (event.key === 'Enter' && finding) pane.current?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function mute(one: Finding, what: 'one' | 'kind') {
    const entry = what === 'one' ? oneEntry(one, site) : kindEntry(one, site);
    onMuted([...muted.filter((each) => each !== entry), entry].slice(-MAX_MUTED));
  }

  if (shown.length === 0)
    return (
      <div class="findings">
        {session.trace.end > session.trace.first && (
          <Nothing
            title="No problems found"
            text={
              mutedCount > 0
                ? `Of what was seen. ${mutedCount === 1 ? 'One finding is' : `${mutedCount} findings are`} muted.`
                : 'Of what was seen. What the page may hide is named in the status line and below.'
            }
          >
            {mutedCount > 0 && (
              <button type="button" class="action" onClick={() => setShowsMuted(true)}>
                Show muted findings
              </button>
            )}
            <Unseen session={session} />
          </Nothing>
        )}
      </div>
    );

  return (
    <div class="findings">
      <div class="finding-list">
        <div
          ref={(element) => {
            list.current = element;
            assignRef(focus, element);
          }}
          class="finding-rows"
          role="listbox"
          aria-label="Findings"
          tabIndex={0}
          aria-activedescendant={finding ? rowId(place) : undefined}
          onKeyDown={onKeyDown}
        >
          {drawn.map((each, n) => (
            <FindingRow
              key={each.id}
              id={rowId(n)}
              finding={each}
              isMuted={showsMuted && isMuted(muted, each, site)}
              isChosen={n === place}
              onChoose={() => setChosen(each.id)}
            />
          ))}
        </div>
        <p class="finding-sum soft">
          {countWords(countsOf(heard))}
          {shown.length > drawn.length && ` · the first ${DRAWN} are shown`}
          {mutedCount > 0 && (
            <>
              {' · '}
              <button type="button" class="link" onClick={() => setShowsMuted(!showsMuted)}>
                {mutedCount} muted{showsMuted ? ': hide' : ': show'}
              </button>
              {showsMuted && (
                <>
                  {' · '}
                  <button type="button" class="link" onClick={() => onMuted([])}>
                    Unmute all
                  </button>
                </>
              )}
            </>
          )}
        </p>
      </div>
      {finding && (
        <FindingDetail
          key={finding.id}
          session={session}
          finding={finding}
          pane={pane}
          onSelect={onSelect}
          onLanes={(index) => {
            onSelect(index);
            onShow('lanes');
          }}
          onCopy={onCopy}
          onMute={(what) => mute(finding, what)}
          onLeave={() => list.current?.focus()}
        />
      )}
    </div>
  );
}

interface FindingRowProps {
  id: string;
  finding: Finding;
  isMuted: boolean;
  isChosen: boolean;
  onChoose(): void;
}

function FindingRow({ id, finding, isMuted, isChosen, onChoose }: FindingRowProps) {
  const { title, severity, state, since, object } = finding;
  // The list takes the focus for all of its rows.
  const option = {
    id,
    role: 'option',
    'aria-selected': isChosen,
    onMouseDown(event: MouseEvent) {
      if (event.button === 0) onChoose();
    },
  } as const;
  return (
    <div {...option} class="finding" data-severity={severity} data-state={state}>
      <p class="finding-title">
        <Icon name={iconOf(finding)} /> <b>{title}</b> <span class="soft">{timeOfDay(since).slice(0, 8)}</span>
      </p>
      <p class="soft">
        <bdi title={object.document}>{objectWords(finding, shortId)}</bdi> · {stateWords(finding)}
        {isMuted && ' · muted'}
      </p>
    </div>
  );
}

function iconOf({ severity, state }: Finding): IconName {
  if (state === 'resolved') return 'applied';
  if (state === 'unsure') return 'unsure';
  return severity === 'info' ? 'help' : 'warning';
}
