import type { ComponentChildren, Ref } from 'preact';
import { useState } from 'preact/hooks';
import type { LiveCollectionState } from '../../core/collections/collection-state.ts';
import { listed } from '../../core/explanation/format.ts';
import { shortSeq } from '../../core/explanation/short-names.ts';
import type { Finding, Findings } from '../../core/findings/finding.ts';
import { Icon } from '../controls/icon.tsx';
import { rowAfterKey } from '../controls/row-keys.ts';
import { marksOfCollection } from '../findings/marks.ts';

export interface CollectionCardsProps {
  collections: readonly LiveCollectionState[];
  findings: Findings;
  shown: LiveCollectionState | undefined;
  list: Ref<HTMLDivElement>;
  /** Names a document that is not the page itself. */
  placeOf(load: string): string;
  onShow(collection: LiveCollectionState): void;
  /** On to the models. */
  onOpen(): void;
  /** Stands below the cards. */
  children?: ComponentChildren;
}

/** Cards drawn at once; a page may make up any number of collections. */
const PAGE = 100;
const cardId = (n: number) => `collection-${n}`;
/** Cards, for the page keys. */
const SCREEN = 5;

/** The live collections of the page, a card each: what is in them now, and what is under way. */
export function CollectionCards({
  collections,
  findings,
  shown,
  list,
  placeOf,
  onShow,
  onOpen,
  children,
}: CollectionCardsProps) {
  const [limit, setLimit] = useState(PAGE);
  const drawn = collections.slice(0, limit);
  const place = shown ? drawn.indexOf(shown) : -1;

  function onKeyDown(event: KeyboardEvent) {
    const next = rowAfterKey(event.key, place, drawn.length, SCREEN);
    const collection = next === undefined ? undefined : drawn[next];
    if (collection) {
      onShow(collection);
      document.getElementById(cardId(next ?? 0))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') onOpen();
    else return;
    event.preventDefault();
  }

  return (
    <div class="cards">
      <div
        ref={list}
        role="listbox"
        aria-label="Collections, now"
        tabIndex={0}
        aria-activedescendant={place < 0 ? undefined : cardId(place)}
        onKeyDown={onKeyDown}
      >
        {drawn.map((one, n) => (
          <Card
            key={`${one.load} ${one.source}`}
            id={cardId(n)}
            collection={one}
            place={placeOf(one.load)}
            marks={marksOfCollection(findings, one.load, one.source)}
            selected={n === place}
            onShow={onShow}
          />
        ))}
      </div>
      {collections.length > limit && (
        <button type="button" class="link" onClick={() => setLimit(limit + PAGE)}>
          {collections.length - limit} more collections
        </button>
      )}
      {children}
    </div>
  );
}

interface CardProps {
  id: string;
  collection: LiveCollectionState;
  /** What is wrong with it, the worst first. */
  marks: readonly Finding[];
  place: string;
  selected: boolean;
  onShow(collection: LiveCollectionState): void;
}

function Card({ id, collection, marks, place, selected, onShow }: CardProps) {
  const { name, channel, url, size, inFlight, held, heldBefore, tombstones, lastSeq, gap } = collection;
  const { foreign, changesSeen, listening, removedAt, errors } = collection;
  const waiting = held.size + heldBefore;
  const labels = [
    removedAt !== undefined && 'gone',
    foreign && 'inferred',
    !changesSeen && 'changes not seen',
    !listening && removedAt === undefined && 'not listening',
    errors > 0 && `errors: ${errors}`,
  ].filter((label) => label !== false);
  // The list has the focus for all of them; the linter knows options only with one of their own.
  const option = {
    id,
    role: 'option',
    'aria-selected': selected,
    onMouseDown(event: MouseEvent) {
      if (event.button === 0) onShow(collection);
    },
  } as const;
  return (
    <div {...option} class="card">
      <p class="card-name">
        <b>{name}</b>
        {labels.map((label) => (
          <span key={label} class="label">
            {label}
          </span>
        ))}
      </p>
      <p class="card-channel" title={`channel ${channel}, URL ${url}`}>
        {channel || url}
        {url !== channel && channel !== '' && ` ← ${url}`}
      </p>
      {place && <p class="soft">{place}</p>}
      {marks[0] && (
        <p class={marks[0].severity === 'error' ? 'wrong' : 'doubt'}>
          <Icon name="warning" /> {marks[0].title}
          {marks.length > 1 && `, and ${marks.length - 1} more`}
        </p>
      )}
      <ul class="figures">
        <Figure count={size} what="size" />
        <Figure count={inFlight} what="in flight" open={inFlight > 0} />
        <Figure count={waiting} what="held" open={waiting > 0} />
        <Figure count={tombstones.size} what="tombstones" />
        <Figure count={lastSeq === undefined ? '–' : shortSeq(String(lastSeq))} what="last seq" />
      </ul>
      <p class={gap ? 'wrong' : 'soft'}>
        {gap ? (
          <>
            <Icon name="warning" /> gap:{' '}
            {gap.length > 0 ? `seq ${listed(gap.map((seq) => shortSeq(String(seq))))} missing` : 'missing'}
          </>
        ) : lastSeq === undefined ? (
          'gaps: not known, no sequence number was seen'
        ) : (
          'no gap'
        )}
      </p>
    </div>
  );
}

function Figure({ count, what, open = false }: { count: number | string; what: string; open?: boolean }) {
  return (
    <li data-open={open}>
      <span>{what}</span> <b>{count}</b>
    </li>
  );
}
