import Backbone from 'backbone';
import { createHandClient } from '../../support/hand-client.ts';
import { compare, type Sample } from '../compare.ts';
import { atMost, type Measured } from '../figure.ts';
import type { Library } from './built.ts';
import { createChanges } from './changes.ts';

const MODELS = 1_000;
const MESSAGES = 3_000;

/** The same changes, made by code that knows already what is to be done. */
function byHand(): Sample {
  const changes = createChanges(MODELS);
  const collection = new Backbone.Collection(changes.documents);
  return () => {
    const batch = changes.next(MESSAGES);
    return () => {
      for (const { method, body, id } of batch) {
        if (method === 'POST') collection.add(body as never);
        else if (method === 'PUT') collection.set(body as never, { remove: false });
        else collection.remove(id as never);
      }
    };
  };
}

function byMessage({ LiveCollection }: Library): Sample {
  const changes = createChanges(MODELS);
  const client = createHandClient();
  const Todos = LiveCollection.extend({ url: '/api/todos', client });
  new Todos(changes.documents);
  return () => {
    const batch = changes.next(MESSAGES);
    return () => {
      for (const change of batch) client.deliver('/api/todos', change);
    };
  };
}

/** A message applied, against the same change by hand. */
export function* messages(library: Library): Iterable<Measured> {
  yield atMost(1.5, '×', 'a message, unobserved, to the change by hand', compare(byHand(), byMessage(library)).ratio);

  let reports = 0;
  const observer = () => {
    reports++;
  };
  const { observers } = library.liveRegistry();
  observers.add(observer);
  yield atMost(2, '×', 'a message, observed, to the change by hand', compare(byHand(), byMessage(library)).ratio);
  observers.delete(observer);
  if (reports === 0) throw new Error('Nothing was observed.');
}
