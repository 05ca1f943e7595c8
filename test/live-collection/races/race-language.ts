import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorld, type StepKind, type WorldOptions } from '../../support/live-world.ts';

export type RaceOptions = Omit<WorldOptions, 'advance'>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A rule as a test: the story keeps to it. */
export function race(rule: string, story: string, options: RaceOptions = {}): void {
  it(rule, () => playRace(story, { ...options, advance: (ms) => vi.advanceTimersByTime(ms) }));
}

/**
 * Plays a story, a line a step:
 *
 *     A: save 1          what happens to A (the kinds of step of the simulated world), and to which of several
 *     A: hear → merged d1    and what the windows must decide on it: exactly this, or nothing
 *     A shows first 1, n1    the rows in A's window
 *     A disposes             A's collection is let go, with everything it held
 *     all rest               everything arrives, and every window shows what the server has
 *
 * @throws when a step has no occasion, when anything else is decided or shown, or when an invariant breaks
 */
export async function playRace(story: string, options: WorldOptions): Promise<void> {
  const world = await createWorld(options);
  const client = (name: string | undefined) => {
    const found = world.clients.find((each) => each.name === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  };
  try {
    for (const line of story.split('\n').map((each) => each.trim())) {
      const [, name, shown] = /^(\w) shows\s+(.*)$/.exec(line) ?? [];
      if (name !== undefined) {
        const rows = client(name).todos.map((model) => String(model.get('a')));
        expect(rows, line).toEqual(shown?.split(', '));
        continue;
      }
      if (line === 'all rest') {
        await world.rest();
        continue;
      }
      const [, disposed] = /^(\w) disposes$/.exec(line) ?? [];
      if (disposed !== undefined) {
        client(disposed).todos.dispose();
        expect(client(disposed).faye.held, line).toBe(0);
        continue;
      }
      const [, who, words = '', which = '0', expected] = /^(\w): ([a-z ]+?)(?: (\d+))?(?:\s+→ (.*))?$/.exec(line) ?? [];
      const kind = words.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase()) as StepKind;
      const decided = await world.take({ kind, who: world.clients.indexOf(client(who)), which: Number(which) });
      expect(decided, `${line}\n${world.log.join('\n')}`).toEqual(expected?.split(', ') ?? []);
    }
  } finally {
    world.dispose();
  }
}
