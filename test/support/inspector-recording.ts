import { todosStory } from '../panel/story.ts';
import type { InspectorSite } from './inspector-page.ts';
import { eventsIn, exportRecording } from './panel-driver.ts';

/**
 * A recording with something for every view to show: what the demo really did on each layer, and after it a told story,
 * in which decisions of every family are made.
 */
export async function inspectorRecording(site: InspectorSite): Promise<string> {
  const story = todosStory().events;
  const page = await site.open('?demo');
  const told = (text: string) =>
    page.waitFor(
      (text: string) => [...document.querySelectorAll('tbody tr')].some((row) => row.textContent?.includes(text)),
      text,
    );
  await told('resynced');
  await fetch(`${site.url}api/todos`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'Feed the cat' }),
  });
  await told('Feed the cat');
  const recording = await exportRecording(page);
  await page.close();
  const events = eventsIn(recording);
  const ago = Number(events.at(-1)?.at) + 1_000 - Number(story[0]?.at);
  const later = story.map((event) => ({ ...event, at: event.at + ago }));
  return JSON.stringify({ ...JSON.parse(recording), events: [...events, ...later] });
}
