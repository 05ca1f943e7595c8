import type Backbone from 'backbone';
import type { Client } from 'faye';
import { afterEach, describe, expect, it } from 'vitest';
import { articleCollection } from '../../devserver/foreign/article-collection.ts';
import { operationCollection } from '../../devserver/foreign/operation-collection.ts';
import { createForeignPage, type ForeignPage } from '../support/foreign-page.ts';

const pages: ForeignPage<Backbone.Collection>[] = [];
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

function article() {
  const page = createForeignPage(articleCollection);
  pages.push(page);
  return page;
}

function gitter() {
  const page = createForeignPage(operationCollection);
  pages.push(page);
  return page;
}

const POST = (id: string, title = 'milk') => ({ method: 'POST', body: { _id: id, title } });
const PUT = (id: string, title: string) => ({ method: 'PUT', body: { _id: id, title } });
const DELETE = (id: string) => ({ method: 'DELETE', body: { _id: id } });
const create = (id: string, v = 1) => ({ operation: 'create', model: { id, title: 'milk', v } });

/** A collection that adds what a message brings as this does it. */
function adding(add: (todos: Backbone.Collection, body: Backbone.ObjectHash) => void, idAttribute = '_id') {
  const page = createForeignPage<Backbone.Collection>((on) => {
    const Todo = on.Model.extend({ idAttribute });
    return class Todos extends on.Collection {
      override url = '/api/todos';
      constructor(client: Pick<Client, 'subscribe'>) {
        super([], { model: Todo });
        client.subscribe('/api/todos', (message) => add(this, (message as { body: Backbone.ObjectHash }).body));
      }
    };
  });
  pages.push(page);
  return page;
}

describe('a collection that adds silently', () => {
  it('has a duplicate where the response comes before its moment is over: it did not hold', () => {
    const page = adding((todos, body) => todos.add(body, { silent: true }));
    page.todos.create({ title: 'milk' });
    page.push(POST('7'));
    page.answer(201, { _id: '7', title: 'milk' });
    const said = page.inferred();
    expect(page.todos.where({ _id: '7' })).toHaveLength(2);
    expect(said).toContain('inserted 7 instead of held');
    expect(said.filter((each) => each.startsWith('held'))).toEqual([]);
  });
});

describe('a collection whose models name their id otherwise than the messages do', () => {
  it('is not said to have ignored what it added', () => {
    const page = adding((todos, body) => todos.add(body), 'id');
    page.push({ ...POST('7'), id: '7' });
    expect(page.todos).toHaveLength(1);
    expect(page.inferred()).toEqual([]);
  });
});

describe('the article’s collection', () => {
  it('is right to add somebody else’s document, to change it and to remove it', () => {
    const page = article();
    page.push(POST('7'));
    expect(page.inferred()).toEqual(['inserted 7']);
    page.push(PUT('7', 'bread'));
    expect(page.inferred()).toEqual(['merged 7']);
    page.push(DELETE('7'));
    expect(page.inferred()).toEqual(['removed 7']);
    page.push(DELETE('7'));
    expect(page.inferred()).toEqual(['ignored-tombstoned 7']);
  });

  it('is right to wait with a document while its own POST is in flight, and to take it for its own', () => {
    const page = article();
    page.todos.create({ title: 'milk' });
    page.push(POST('7'));
    expect(page.inferred()).toEqual(['expected held 7']);
    page.answer(201, { _id: '7', title: 'milk' });
    expect(page.inferred()).toEqual(['held 7', 'matched-own-create 7']);
    expect(page.todos).toHaveLength(1);
  });

  it('is right when the response comes first', () => {
    const page = article();
    page.todos.create({ title: 'milk' });
    page.answer(201, { _id: '7', title: 'milk' });
    page.push(POST('7'));
    expect(page.inferred()).toEqual(['matched-own-create 7', 'unchanged 7']);
  });

  it('is right to add somebody else’s document when its own create turned out to be another', () => {
    const page = article();
    page.todos.create({ title: 'bread' });
    page.push(POST('9'));
    page.answer(201, { _id: '8', title: 'bread' });
    expect(page.inferred()).toEqual(['held 9', 'matched-own-create 8', 'inserted-after-hold 9']);
    expect(page.decisions[0]?.facts).toMatchObject({ expected: 'held', did: 'held', heldMs: expect.any(Number) });
  });

  it('shows the same document twice after a create that waits, whichever model the page keeps', () => {
    const page = article();
    const created = page.todos.create({ title: 'milk' }, { wait: true });
    page.push(POST('7'));
    expect(page.inferred()).toEqual(['inserted 7 instead of held']);
    page.answer(201, { _id: '7', title: 'milk' });
    expect(page.inferred()).toContain('kept 7 instead of matched-own-create');
    expect(page.todos.get('7')).not.toBe(created);
  });

  it('waits for a draft that nobody ever saves, and when it is saved, what was said of it is withdrawn', () => {
    const page = article();
    page.todos.add({ title: 'a draft' });
    page.push(POST('9'));
    expect(page.inferred()).toEqual(['ignored 9 instead of inserted']);
    page.todos.at(0).save();
    page.answer(201, { _id: '8', title: 'a draft' });
    expect(page.inferred()).toEqual(['inserted 9, not ignored', 'matched-own-create 8']);
    const [ignored, inserted] = page.decisions;
    expect(inserted).toMatchObject({
      input: ignored?.input,
      facts: { withdraws: { seq: ignored?.seq }, isLate: true },
    });
  });

  it('adds a document that was deleted while it waited: a zombie', () => {
    const page = article();
    page.todos.create({ title: 'bread' });
    page.push(POST('9'));
    page.push(DELETE('9'));
    expect(page.inferred()).toEqual(['expected held 9', 'expected tombstoned 9']);
    page.answer(201, { _id: '8', title: 'bread' });
    expect(page.inferred()).toEqual(['held 9', 'inserted 9 instead of tombstoned', 'matched-own-create 8']);
  });

  it('takes a PUT past the hold: the same document twice', () => {
    const page = article();
    const created = page.todos.create({ title: 'milk' });
    page.push(PUT('7', 'milk and bread'));
    expect(page.inferred()).toEqual(['inserted 7 instead of held-update']);
    page.answer(201, { _id: '7', title: 'milk' });
    expect(page.inferred()).toContain('duplicated 7 instead of absorbed-twin');
    const duplicate = page.decisions.find(({ decision }) => decision === 'duplicated');
    expect(duplicate?.facts).toMatchObject({ cids: [expect.any(String), created.cid], id: '7' });
  });

  it('revives what was deleted before the response came', () => {
    const page = article();
    page.todos.create({ title: 'milk' });
    page.push(DELETE('7'));
    page.answer(201, { _id: '7', title: 'milk' });
    expect(page.inferred()).toEqual(['tombstoned 7', 'kept 7 instead of removed-by-tombstone']);
  });

  it('lets somebody else’s late message revive what it deletes itself', () => {
    const page = article();
    page.push(POST('7'));
    page.inferred();
    page.todos.get('7')?.destroy();
    page.push(PUT('7', 'bread'));
    expect(page.inferred()).toEqual(['inserted 7 instead of ignored-pending-delete']);
    page.answer(200, {});
    expect(page.inferred()).toEqual(['kept 7 instead of tombstoned']);
  });

  it('does not put back what a failed delete took away', () => {
    const page = article();
    page.push(POST('7'));
    page.inferred();
    page.todos.get('7')?.destroy();
    page.answer(500);
    expect(page.inferred()).toEqual(['ignored 7 instead of restored-after-failed-delete']);
  });

  it('is right to show again what a list has that is newer than its death', () => {
    const page = article();
    page.push({ ...POST('7'), v: 1, seq: 1 });
    page.push({ ...DELETE('7'), v: 2, seq: 2 });
    expect(page.inferred()).toEqual(['inserted 7', 'removed 7']);
    page.todos.fetch();
    page.answer(200, [{ _id: '7', title: 'milk', _v: 3 }], 0, 3);
    expect(page.inferred()).toEqual(['resynced']);
    expect(page.todos).toHaveLength(1);
  });

  it('has what the answer to an own update brought, and where that is not to be seen, nothing is said', () => {
    const page = article();
    page.push(POST('7'));
    page.inferred();
    page.todos.get('7')?.save({ title: 'rye' });
    page.answer(200, { _id: '7', title: 'rye', size: 3 });
    expect(page.inferred()).toEqual(['merged 7']);
    page.todos.get('7')?.save({ title: 'oat' });
    page.todos.get('7')?.set({ title: 'spelt' });
    page.answer(200, { _id: '7', title: 'oat' });
    page.todos.get('7')?.set({ title: 'spelt' });
    expect(page.inferred().some((said) => said.includes('instead'))).toBe(false);
  });

  it('shows what a failed update made up', () => {
    const page = article();
    page.push(POST('7'));
    page.inferred();
    page.todos.get('7')?.save({ title: 'bread' });
    page.answer(500);
    expect(page.inferred()).toEqual(['ignored 7 instead of reverted-failed-update']);
  });

  it('takes an answer that is older than what a message brought', () => {
    const page = article();
    page.push({ ...POST('7'), v: 1, seq: 1 });
    page.inferred();
    page.todos.get('7')?.save({ title: 'bread' });
    page.push({ ...PUT('7', 'rye'), v: 3, seq: 3 });
    page.answer(200, { _id: '7', title: 'bread', _v: 2 });
    expect(page.inferred().slice(-1)).toEqual(['merged 7 instead of ignored-stale-response']);
  });

  it('takes an older message after a newer one', () => {
    const page = article();
    page.push({ ...POST('7', 'rye'), v: 3, seq: 3 });
    page.push({ ...PUT('7', 'bread'), v: 2, seq: 2 });
    expect(page.inferred().sort()).toEqual(['inserted 7', 'merged 7 instead of ignored-stale']);
  });

  it('recognises a message that comes twice, and whether messages were lost', () => {
    const page = article();
    page.push({ ...POST('7'), v: 1, seq: 1 });
    page.push({ ...POST('7'), v: 1, seq: 1 });
    page.push({ ...PUT('7', 'rye'), v: 4, seq: 4 });
    expect(page.inferred()).toEqual(['inserted 7', 'ignored-duplicate 7', 'gap-detected', 'merged 7']);
    const gap = page.decisions.find(({ decision }) => decision === 'gap-detected');
    expect(gap?.facts).toMatchObject({ missing: [2, 3], refetch: false });
  });

  it('drops by a fetch what a message told after the list was made', () => {
    const page = article();
    page.todos.fetch();
    page.push(POST('7'));
    page.answer(200, [{ _id: '1', title: 'old' }]);
    expect(page.inferred()).toEqual(['inserted 7', 'resynced', 'removed 7 instead of kept-over-snapshot']);
  });
});

describe('a collection in Gitter’s manner', () => {
  it('is right where only others write', () => {
    const page = gitter();
    page.push(create('7'));
    page.push({ operation: 'patch', model: { id: '7', title: 'bread', v: 2 } });
    page.push({ operation: 'update', model: { id: '7', title: 'old', v: 1 } });
    page.push({ operation: 'remove', model: { id: '7' } });
    expect(page.inferred()).toEqual(['inserted 7', 'merged 7', 'ignored-stale 7', 'removed 7']);
  });

  it('shows its own document twice when the message comes before the response', () => {
    const page = gitter();
    page.todos.create({ title: 'milk' });
    page.push(create('7'));
    expect(page.inferred()).toEqual(['inserted 7 instead of held']);
    page.answer(201, { id: '7', title: 'milk', v: 1 });
    expect(page.inferred()).toEqual(['duplicated 7 instead of absorbed-twin', 'matched-own-create 7']);
    const matched = page.decisions.find(({ decision }) => decision === 'matched-own-create');
    expect(matched?.facts).not.toHaveProperty('heldMs');
    expect(page.todos).toHaveLength(2);
  });

  it('is right when the response comes before the message', () => {
    const page = gitter();
    page.todos.create({ title: 'milk' });
    page.answer(201, { id: '7', title: 'milk', v: 1 });
    page.push(create('7'));
    // Only this first message tells by which name its documents carry a version: before, nothing is known to be as old.
    expect(page.inferred()).toEqual(['matched-own-create 7', 'unchanged 7']);
    expect(page.todos).toHaveLength(1);
  });

  it('drops what it does not know: a patch before its document', () => {
    const page = gitter();
    page.push({ operation: 'patch', model: { id: '7', title: 'bread', v: 2 } });
    page.push(create('8'));
    expect(page.inferred()).toEqual(['ignored 7 instead of upserted-unknown', 'inserted 8']);
  });

  it('says nothing of an operation that nobody knows', () => {
    const page = gitter();
    page.push({ operation: 'remove-all', model: { id: '7' } });
    expect(page.inferred()).toEqual(['not-known 7']);
  });
});
