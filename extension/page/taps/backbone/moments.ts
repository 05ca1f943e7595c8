import type { Tap } from '../tap.ts';
import { type BackboneModel, isModel, keyOf } from './backbone-objects.ts';

/** What is asked of a collection, and reported of it. */
export interface MomentsOf {
  /** What the collection has under this id, if anything. */
  modelOf(id: string): unknown;
  /** How many models it has; nothing when the page has let go of it. */
  size(): number | undefined;
  /** Reports it whole. */
  describe(): void;
  /** A model was changed without an event. */
  changed(model: BackboneModel, input: number): void;
  /** The moment of an input is over. */
  ended(input: number): void;
}

/**
 * Which of a collection's changes belong to which of its inputs.
 *
 *   a handler runs              → all that changes is its input's
 *   its task, its microtasks,   → the input about the same document, where there is one and no more;
 *   and their timers of 0 ms      where only one input is under way, that one
 *   later                       → none (0): the page did it by itself
 *
 * A change that triggers no event shows when the moment ends: the collection is not what its events made of it.
 */
export interface Moments {
  /** An input comes: models that were added or removed without an event until now are reported before it. */
  look(): void;
  /** @param id of the document that the input is about, as far as the tap can read it */
  enter(input: number, id: string | undefined): void;
  /** The handlers of the last input have returned. */
  leave(): void;
  /** Backbone triggered `add`, `remove` or `change` of this model. @returns the input that led to it, or 0 */
  heard(event: string, model: BackboneModel): number;
  /** The collection was reported whole, with these models: whose `add` is still to come is among them. */
  described(models: readonly unknown[]): void;
}

interface Moment {
  readonly input: number;
  readonly subject: Subject | undefined;
  /** Events about the subject until it began; what the collection had under its id then, or when it was last reported whole. */
  readonly events: number;
  model?: unknown;
  attributes?: Record<string, unknown> | undefined;
}

/** A document that inputs under way are about. */
interface Subject {
  readonly id: string;
  /** The newest of these inputs, and how many there are. */
  newest: number;
  open: number;
  /** Events that Backbone triggered about it meanwhile. */
  events: number;
}

export function createMoments({ later }: Pick<Tap, 'later'>, of: MomentsOf): Moments {
  /** Those whose handlers are running, the innermost last. */
  const running: Moment[] = [];
  /** Those that are not over, running or not. */
  const open = new Set<Moment>();
  const subjects = new Map<string, Subject>();
  let isEnding = false;
  let size = 0;
  let included = new WeakSet<object>();

  const modelOf = (subject: Subject | undefined) => subject && of.modelOf(subject.id);

  function subjectOf(id: string | undefined, newest: number): Subject | undefined {
    if (id === undefined) return undefined;
    const subject = subjects.get(id) ?? { id, newest, open: 0, events: 0 };
    subjects.set(id, subject);
    subject.newest = newest;
    subject.open += 1;
    return subject;
  }

  function note(moment: Moment): void {
    moment.model = modelOf(moment.subject);
    moment.attributes = isModel(moment.model) ? { ...moment.model.attributes } : undefined;
  }

  function end(moment: Moment): void {
    const { input, subject, model, attributes, events } = moment;
    open.delete(moment);
    const isSilent = events === subject?.events;
    if (subject && --subject.open === 0) subjects.delete(subject.id);
    const count = of.size();
    const now = modelOf(subject);
    if (count !== undefined && (count !== size || (isSilent && now !== model))) of.describe();
    else if (isSilent && isModel(now) && !isSame(now.attributes, attributes)) of.changed(now, input);
    of.ended(input);
  }

  return {
    look() {
      const count = of.size();
      if (count !== undefined && count !== size) of.describe();
    },
    enter(input, id) {
      const subject = subjectOf(id, input);
      const moment: Moment = { input, subject, events: subject?.events ?? 0 };
      note(moment);
      running.push(moment);
      open.add(moment);
    },
    leave() {
      running.pop();
      if (isEnding) return;
      isEnding = true;
      // The timers that handlers set are due before ours; those that their microtasks set, before one that is set then.
      later(() => {
        isEnding = false;
        const over = [...open].filter((moment) => !running.includes(moment));
        later(() => over.forEach(end));
      });
    },
    heard(event, model) {
      if (event === 'remove') size -= 1;
      else if (event === 'add' && !included.delete(model)) size += 1;
      const id = keyOf(model.id);
      const subject = id === undefined ? undefined : subjects.get(id);
      if (subject) subject.events += 1;
      const handled = running.at(-1);
      if (handled) return handled.input;
      // Which of several it was nobody can tell.
      if (subject) return subject.open === 1 ? subject.newest : 0;
      const [only] = open;
      return id !== undefined && open.size === 1 ? (only?.input ?? 0) : 0;
    },
    described(models) {
      size = models.length;
      included = new WeakSet(models.filter(isModel));
      open.forEach(note);
    },
  };
}

/** Attribute by attribute. */
function isSame(now: Record<string, unknown>, before: Record<string, unknown> = {}): boolean {
  const keys = Object.keys(now);
  return keys.length === Object.keys(before).length && keys.every((key) => now[key] === before[key]);
}
