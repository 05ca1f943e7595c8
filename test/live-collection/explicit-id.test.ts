import Backbone from 'backbone';
import { describe, expect, it } from 'vitest';
import { LiveCollection } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

describe('a document whose body keeps its id where Backbone does not look for it', () => {
  it('gets the id that the envelope names, whether it is foreign or our own', () => {
    const client = createHandClient();
    const hear = (message: object) => client.deliver('/api/todos', message);
    const requests: { headers?: Record<string, string> }[] = [];
    const Todo = Backbone.Model.extend({
      sync(_method: string, _model: Backbone.Model, options: { headers?: Record<string, string> }) {
        requests.push(options);
      },
    });
    const Todos = LiveCollection.extend({ url: '/api/todos', model: Todo, client });
    const todos = new Todos();
    todos.create({ title: 'own' });
    const crid = requests[0]?.headers?.['X-Live-Request-Id'];
    expect(crid).toBeDefined();

    hear({ method: 'POST', id: 'a', v: 1, crid, body: { _id: 'a', title: 'own' } });
    hear({ method: 'POST', id: 'b', v: 1, crid: 'theirs', body: { _id: 'b', title: 'foreign' } });
    hear({ method: 'PUT', id: 'a', v: 2, body: { _id: 'a', title: 'own, edited' } });

    expect(todos.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(todos.pluck('title')).toEqual(['own, edited', 'foreign']);
    todos.dispose();
  });
});
