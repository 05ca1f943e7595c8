import { useMemo } from 'preact/hooks';
import type { ModelChange, ModelChanges } from '../../core/collections/model-changes.ts';
import { commonEnds, type Difference, differences } from '../../core/detail/differences.ts';
import type { Session } from '../../core/session.ts';
import { EventLink } from '../controls/event-link.tsx';
import { jsonPreview } from '../controls/json-preview.ts';

export interface DiffTabProps {
  session: Session;
  changes: ModelChanges;
  onSelect(index: number): void;
}

const DEEDS: ReadonlyMap<string, string> = new Map([
  ['add', 'Added'],
  ['remove', 'Removed'],
  ['change', 'Changed'],
]);

/** What changed: every model that it touched, before and after. */
export function DiffTab({ session, changes: { changes, isCut }, onSelect }: DiffTabProps) {
  return (
    <>
      {changes.map((change) => (
        <section key={change.index} class="diff">
          <h3>
            {DEEDS.get(change.op) ?? change.op}{' '}
            <EventLink session={session} event={change.index} onSelect={onSelect}>
              {change.id === undefined ? change.cid : `id ${change.id}`}
            </EventLink>{' '}
            <span class="soft">
              {change.cid} in {session.collections.of(change.load, change.source)?.name ?? change.source}
            </span>
          </h3>
          <ModelDiff change={change} />
        </section>
      ))}
      {isCut && <p class="remark">More models changed; these are the first {changes.length}.</p>}
    </>
  );
}

function ModelDiff({ change: { before, after, marks, op, isBeforeUnknown } }: { change: ModelChange }) {
  const all = useMemo(() => differences(before, after, marks), [before, after, marks]);
  if (isBeforeUnknown)
    return <p class="remark">What it was before is not in the trace any more, or was never reported.</p>;
  const same = all.filter(({ kind }) => kind === 'same');
  const others = all.filter(({ kind }) => kind !== 'same');
  return (
    <>
      {others.length > 0 ? (
        <Attributes label={`${DEEDS.get(op) ?? op} attributes`} differences={others} />
      ) : (
        <p class="remark">Its attributes stayed as they were.</p>
      )}
      {same.length > 0 && (
        <details>
          <summary>
            {same.length} {same.length === 1 ? 'attribute' : 'attributes'} unchanged
          </summary>
          <Attributes label="Unchanged attributes" differences={same} />
        </details>
      )}
    </>
  );
}

function Attributes({ label, differences }: { label: string; differences: readonly Difference[] }) {
  return (
    <table class="attributes" aria-label={label}>
      <tbody>
        {differences.map((one) => (
          <tr key={one.path} data-kind={one.kind}>
            <th scope="row">{one.path === '' ? 'Others' : one.path}</th>
            <td>
              <Values {...one} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The signs say what the colours say. */
function Values({ kind, before, after }: Difference) {
  if (kind === 'same') return <span>{brief(after)}</span>;
  if (kind === 'unseen')
    return (
      <span class="soft">
        not seen: {before === undefined && after === undefined ? '' : `${brief(after ?? before)} `}is not in the
        recording whole
      </span>
    );
  const isText = kind === 'changed' && typeof before === 'string' && typeof after === 'string';
  const { start, end } = isText ? commonEnds(before, after) : { start: 0, end: 0 };
  return (
    <>
      {kind !== 'added' && (
        <del>
          <span class="sign">−</span> {isText ? <Marked text={before} start={start} end={end} /> : brief(before)}
        </del>
      )}
      {kind !== 'removed' && (
        <ins>
          <span class="sign">+</span> {isText ? <Marked text={after} start={start} end={end} /> : brief(after)}
        </ins>
      )}
    </>
  );
}

/** Characters shown of a text beside those that differ, and of those. */
const AROUND = 60;
const MAX_MARKED = 2_000;

/** A text whose middle is what differs. */
function Marked({ text, start, end }: { text: string; start: number; end: number }) {
  const middle = text.slice(start, text.length - end);
  return (
    <>
      “{start > AROUND && '…'}
      {text.slice(Math.max(0, start - AROUND), start)}
      {middle && <mark>{middle.slice(0, MAX_MARKED)}</mark>}
      {middle.length > MAX_MARKED && '…'}
      {text.slice(text.length - end, text.length - end + AROUND)}
      {end > AROUND && '…'}”
    </>
  );
}

const brief = (value: unknown) => jsonPreview(value, 400);
