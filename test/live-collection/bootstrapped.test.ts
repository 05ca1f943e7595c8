/** Documents that came with the page, of which no message or answer has told the whole. */
import Backbone from 'backbone';
import { expect, it } from 'vitest';
import { LiveCollection, type LiveDecision } from '../../devserver/live-collection/index.ts';
import { createHandClient } from '../support/hand-client.ts';

type Settle = (xhr: { status: number }) => void;

function bootstrapped() {
  const client = createHandClient();
  const errors: Settle[] = [];
  const fetched: unknown[] = [];
  const sync = (method: string, _target: unknown, { error }: { error: Settle }) => {
    if (method === 'read') fetched.push(method);
    else errors.push(error);
  };
  const Todo = Backbone.Model.extend({ sync });
  const Todos = LiveCollection.extend({ url: '/api/todos', model: Todo, sync, client });
  const todos = new Todos([{ id: '1', a: 1, b: 2 }]);
  const decided: string[] = [];
  todos.on('live:decision', ({ decision }: LiveDecision) => decided.push(decision));
  return {
    todos,
    decided,
    fetched,
    patch: (body: object) => client.deliver('/api/todos', { method: 'PATCH', body }),
    fail: () => errors.shift()?.({ status: 500 }),
  };
}

it('keep what a PATCH did not tell, when a destroy fails after it', () => {
  const { todos, decided, patch, fail } = bootstrapped();
  patch({ id: '1', a: 9 });
  todos.get('1')?.destroy();
  fail();
  expect(todos.toJSON()).toEqual([{ id: '1', a: 9, b: 2 }]);
  expect(decided).toEqual(['merged', 'restored-after-failed-delete']);
});

it('keep what a PATCH did not tell, when a save fails after it, and ask the server what to go back to', () => {
  const { todos, decided, fetched, patch, fail } = bootstrapped();
  patch({ id: '1', a: 9 });
  todos.get('1')?.save({ b: 5 });
  const asked = fetched.length;
  fail();
  expect(todos.toJSON()).toEqual([{ id: '1', a: 9, b: 5 }]);
  expect(decided).toEqual(['merged', 'reverted-failed-update']);
  expect(fetched.length).toBe(asked + 1);
});

it('are not shown in part: what a PATCH says about an unknown one is asked for', () => {
  const { todos, decided, fetched, patch } = bootstrapped();
  const asked = fetched.length;
  patch({ id: '2', a: 9 });
  expect(todos.pluck('id')).toEqual(['1']);
  expect(decided).toEqual(['upserted-unknown']);
  expect(fetched.length).toBe(asked + 1);
});
