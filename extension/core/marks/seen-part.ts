import type { LiveEvent } from '../protocol/events.ts';
import { isIncomplete, type Mark, marksOf, stepsOf } from './mark.ts';

/** Where an event of a collection has documents: the steps before their attributes; `*` is any number. */
const DOCUMENTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  added: [['models', '*', 'attributes']],
  message: [
    ['message', 'body'],
    ['message', 'model'],
  ],
  request: [['attributes']],
  response: [['body', '*'], ['body']],
  change: [['attributes']],
};

/**
 * The event as far as it was seen whole: attributes of documents that are shortened, or are no JSON, are left out, for
 * what compares them must take them for neither equal nor different.
 *
 * @returns nothing when it does not even say which documents it is about
 */
export function seenPart<E extends LiveEvent>(event: E): E | undefined {
  const marks = marksOf(event).filter(isIncomplete);
  if (marks.length === 0) return event;
  const seen: E = structuredClone(event);
  const documents = DOCUMENTS[event.kind] ?? [];
  for (const mark of marks) if (!leaveOut(seen, mark, documents)) return undefined;
  return seen;
}

/** @returns false when more than attributes is missing */
function leaveOut(event: object, mark: Mark, documents: readonly (readonly string[])[]): boolean {
  const steps = stepsOf(mark.path);
  if ('entries' in mark) {
    if (mark.path === '') return false;
    const found = valueAt(event, steps);
    if (Array.isArray(found) && found.length < mark.entries && documents.some((one) => isList(one, steps)))
      return false;
    // Of a document's own names those that are missing are not there; of a value within one it is not known which.
    if (documents.some((one) => matches(one, steps) && one.length === steps.length) || isRows(found, documents, steps))
      return true;
  }
  for (const document of documents) {
    if (!matches(document, steps)) continue;
    const name = steps[document.length];
    const attributes = valueAt(event, steps.slice(0, document.length));
    // In place of the document itself stands something else.
    if (name === undefined) return false;
    // `body` of a list is the list, not a document.
    if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) continue;
    Reflect.deleteProperty(attributes, name);
    return true;
  }
  const [first, second] = steps;
  return !(first === 'message' && second === undefined) && !(first === 'models' && second === undefined);
}

/** Do the steps lead to this document, or into it? */
function matches(document: readonly string[], steps: readonly string[]): boolean {
  return (
    steps.length >= document.length &&
    document.every((step, n) => step === steps[n] || (step === '*' && /^\d+$/.test(steps[n] ?? '')))
  );
}

/** Is it the list that such documents stand in? */
const isList = (document: readonly string[], steps: readonly string[]): boolean =>
  document.indexOf('*') === steps.length && steps.every((step, n) => step === document[n]);

const isRows = (found: unknown, documents: readonly (readonly string[])[], steps: readonly string[]): boolean =>
  Array.isArray(found) && documents.some((one) => isList(one, steps));

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, step) ? Reflect.get(found, step) : undefined,
    value,
  );
}
