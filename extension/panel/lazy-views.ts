import { onDemand } from './controls/lazy-component.ts';

/** What nobody sees before having clicked: each comes in a file of its own, when it is first wanted or nobody waits. */
export const findings = onDemand(async () => (await import('./findings/findings-view.tsx')).FindingsView);
export const lanes = onDemand(async () => (await import('./lanes/lanes-view.tsx')).LanesView);
export const subscriptions = onDemand(
  async () => (await import('./subscriptions/subscriptions-view.tsx')).SubscriptionsView,
);
export const collections = onDemand(async () => (await import('./collections/collections-view.tsx')).CollectionsView);
export const detail = onDemand(async () => (await import('./detail/event-detail.tsx')).EventDetail);

/** Reads them all. */
export async function readParts(): Promise<void> {
  await Promise.all([findings, lanes, subscriptions, collections, detail].map((part) => part.read()));
}
