import { useMemo } from 'preact/hooks';
import { doubtsOf } from '../../core/collections/completeness.ts';
import { momentAfter } from '../../core/collections/last-consequence.ts';
import type { CollectionModel } from '../../core/collections/model-reader.ts';
import { materialise } from '../../core/collections/model-reader.ts';
import { listed } from '../../core/explanation/format.ts';
import { requestName, shortSeq } from '../../core/explanation/short-names.ts';
import { withWords } from '../../core/marks/words.ts';
import type { Session } from '../../core/session.ts';
import { EventLink } from '../controls/event-link.tsx';
import { timeOfDay } from '../controls/format-time.ts';
import { Icon } from '../controls/icon.tsx';
import { jsonPreview } from '../controls/json-preview.ts';
import { JsonTree } from '../controls/json-tree.tsx';
import type { DetailView } from './detail-view.ts';

export interface StateTabProps {
  session: Session;
  detail: Pick<DetailView, 'index' | 'at' | 'sources' | 'changes'>;
  onSelect(index: number): void;
}

/** Models drawn of one collection. */
const MODELS = 100;

/** How it was: the collections of the row, as of its event. */
export function StateTab({ session, detail, onSelect }: StateTabProps) {
  return (
    <>
      {detail.sources.map(({ load, source }) => (
        <CollectionThen key={`${load} ${source}`} {...{ session, detail, load, source, onSelect }} />
      ))}
    </>
  );
}

function CollectionThen({ session, detail, load, source, onSelect }: StateTabProps & { load: string; source: string }) {
  const { index, changes } = detail;
  const cursor = momentAfter(index, changes, session.trace, session.ledger);
  const touched = new Set(changes.changes.map(({ cid }) => cid));
  const then = useMemo(
    () => readThen(session, load, source, cursor, touched),
    [session, load, source, cursor, touched.size],
  );
  if (!then) return null;
  const { counts, doubts, models, size } = then;
  const { name, channel, inFlight, tokens, held, tombstones, lastSeq, gap } = counts;
  const all: [name: string, value: string | number][] = [
    ['Models', size],
    ['In flight', named(inFlight, new Set([...tokens].map(requestName)))],
    ['Held', named(held.size + counts.heldBefore, held)],
    ['Tombstones', named(tombstones.size, tombstones)],
    ['Last seq', lastSeq === undefined ? 'none' : shortSeq(String(lastSeq))],
    ['Missing', gap ? listed(gap.map((seq) => `seq ${shortSeq(String(seq))}`)) : 'nothing'],
  ];
  return (
    <section class="state">
      <h3>
        {name} <span class="soft">{channel}</span>{' '}
        <span class="soft">
          after event {session.trace.seq(index)}, {timeOfDay(session.trace.at(cursor))}
        </span>
      </h3>
      <dl class="counts">
        {all.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {doubts.map((doubt) => (
        <p key={doubt} class="doubt">
          <Icon name="warning" /> {doubt}
        </p>
      ))}
      {models.map((model) => (
        <Model key={model.cid} session={session} model={model} isTouched={touched.has(model.cid)} onSelect={onSelect} />
      ))}
      {size > models.length && <p class="remark">And {(size - models.length).toLocaleString('en')} models more.</p>}
    </section>
  );
}

function readThen(session: Session, load: string, source: string, cursor: number, touched: ReadonlySet<string>) {
  const { trace, collections, documents } = session;
  const found = collections.countsAt(load, source, cursor);
  const told = collections.of(load, source)?.history.at(cursor);
  if (!found || !told) return undefined;
  const first = [...told].filter(([cid], n) => n < MODELS || touched.has(cid));
  return {
    counts: found.counts,
    doubts: doubtsOf(found, documents.of(load), load, cursor, trace, told.size),
    size: told.size,
    models: materialise(trace, new Map(first)),
  };
}

interface ModelProps {
  session: Session;
  model: CollectionModel;
  isTouched: boolean;
  onSelect(index: number): void;
}

function Model({ session, model: { cid, id, attributes, marks, event }, isTouched, onSelect }: ModelProps) {
  return (
    <details class="model" data-touched={isTouched}>
      <summary>
        <b>{id ?? cid}</b> {isTouched && <span class="touched">touched</span>}{' '}
        {attributes === undefined ? (
          <span class="soft">attributes not known</span>
        ) : (
          jsonPreview(withWords(attributes, marks), 80)
        )}
      </summary>
      <JsonTree label={`Model ${id ?? cid}`} value={attributes} marks={marks} />
      <p class="remark">
        {cid}, as{' '}
        <EventLink session={session} event={event} onSelect={onSelect}>
          event {session.trace.seq(event)}
        </EventLink>{' '}
        reported it
      </p>
    </details>
  );
}

/** `2: c12 and c15` */
const named = (count: number, names: ReadonlySet<string>) =>
  names.size > 0 ? `${count}: ${listed([...names].slice(-50))}` : count;
