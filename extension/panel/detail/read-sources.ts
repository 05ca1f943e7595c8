import type { Session } from '../../core/session.ts';

/** The collections that the row is about: those that reported it or decided on it, else those that listen to its channel. */
export function readSources(
  { trace, ledger, collections }: Session,
  index: number,
): { load: string; source: string }[] {
  const { exchange = index } = ledger.related(index);
  const told = [index, exchange, ...ledger.decisionsOf(index)].flatMap((at) => {
    const event = trace.has(at) ? trace.event(at) : undefined;
    return event?.layer === 'collection' ? [event.source] : [];
  });
  const load = trace.load(index);
  const channel = trace.channel(index);
  const listening = channel === '' ? [] : collections.all(load).filter((one) => one.channel === channel);
  const sources = new Set(told.length > 0 ? told : listening.map(({ source }) => source));
  return [...sources].map((source) => ({ load, source })).filter(({ source }) => collections.of(load, source));
}
