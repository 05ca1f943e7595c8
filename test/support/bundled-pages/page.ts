/** A page as applications are built: Faye and Backbone are modules of a bundle, and no global leads to them. */
import Backbone from 'backbone';
import Faye from 'faye';
import { inspect } from '../../../devserver/inspect/index.ts';

/** Where the builder puts the documented line. */
declare function showByLine(): void;

const CHANNEL = '/api/todos';
/** What of it the page shows: `line` and `helper` its libraries, `collection` its collection by a global, or nothing. */
const shown = new URLSearchParams(location.search).get('shows');

if (shown === 'line') showByLine();
if (shown === 'helper') inspect({ Faye, Backbone });

const Todo = Backbone.Model.extend({ idAttribute: '_id' });
const Todos = Backbone.Collection.extend({ url: CHANNEL, model: Todo });
const todos = new Todos();
// As Backbone's documentation has it: what the server rendered into the page.
todos.reset([]);
if (shown === 'collection') window.application = { lists: { todos } };

interface Change {
  method: string;
  body: { _id: string };
}

const client = new Faye.Client('/faye');
client
  .subscribe(CHANNEL, (message) => {
    const { method, body } = message as Change;
    if (method === 'DELETE') todos.remove(body._id);
    else todos.add(body, { merge: true });
    document.title = `has ${todos.length}`;
  })
  .then(() => {
    document.title = 'subscribed';
  });

declare global {
  interface Window {
    application: unknown;
  }
}
