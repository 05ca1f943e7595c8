import type { Ref } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { LiveCollectionState } from '../../core/collections/collection-state.ts';
import { momentAfter } from '../../core/collections/last-consequence.ts';
import { changesOf } from '../../core/collections/model-changes.ts';
import { documentName } from '../../core/explanation/document-name.ts';
import type { Findings } from '../../core/findings/finding.ts';
import { Nothing } from '../controls/placeholder.tsx';
import { useKept } from '../controls/use-view-state.ts';
import { marksOfCollection } from '../findings/marks.ts';
import { UnmetBeside, Unseen } from '../page-status/unseen.tsx';
import type { ViewProps } from '../view.ts';
import { CollectionCards } from './collection-cards.tsx';
import { CollectionDetail } from './collection-detail.tsx';

/** What an event led to is told right after it: so many events on, its moment stays as it is. */
const SETTLED = 1_024;

const keyOf = ({ load, source }: LiveCollectionState) => `${load} ${source}`;

/** Every live collection, and the models of one: now, or as of the selected event. */
export function CollectionsView({ session, selected, focus, onSelect }: ViewProps) {
  const { trace, ledger, collections, documents } = session;
  const [chosen, setChosen] = useKept<string | undefined>(session, 'collection', undefined);
  const grid = useRef<HTMLTableElement>(null);
  const all = inOrder(collections.all(), session.findings);
  const loads = new Set(all.map(({ load }) => load));
  const shown = all.find((one) => keyOf(one) === chosen) ?? all[0];
  const cursor = useMemo(() => {
    if (selected === undefined || !trace.has(selected)) return undefined;
    return momentAfter(selected, changesOf(selected, trace, ledger, collections), trace, ledger);
  }, [selected, session, Math.min(trace.end, (selected ?? 0) + SETTLED)]);

  if (!shown)
    return trace.end === trace.first ? null : (
      <Nothing
        title="No live collection yet"
        text={
          session.status().opened
            ? 'The recording has none.'
            : 'None was found. One appears here as soon as the page makes it, or at its next change. To see what happened before, reload the page.'
        }
      >
        <Unseen session={session} />
      </Nothing>
    );
  return (
    <div class="collections">
      <CollectionCards
        collections={all}
        findings={session.findings}
        shown={shown}
        list={focus as Ref<HTMLDivElement>}
        placeOf={(load) => documentName(load, loads, documents)}
        onShow={(one) => setChosen(keyOf(one))}
        onOpen={() => grid.current?.focus()}
      >
        <UnmetBeside session={session} />
      </CollectionCards>
      <CollectionDetail
        key={keyOf(shown)}
        session={session}
        collection={shown}
        selected={cursor === undefined ? undefined : selected}
        cursor={cursor}
        grid={grid}
        onSelect={onSelect}
      />
    </div>
  );
}

/** Those with something wrong first, those that are gone last; else as they came. */
function inOrder(collections: readonly LiveCollectionState[], findings: Findings): LiveCollectionState[] {
  const isGone = ({ removedAt }: LiveCollectionState) => Number(removedAt !== undefined);
  const isWell = new Map(
    collections.map((one) => {
      const [worst] = marksOfCollection(findings, one.load, one.source);
      return [one, Number(worst?.severity !== 'error' || worst.state !== 'present')];
    }),
  );
  const rank = (one: LiveCollectionState) => 2 * isGone(one) + (isWell.get(one) ?? 1);
  return [...collections].sort((a, b) => rank(a) - rank(b) || a.first - b.first);
}
