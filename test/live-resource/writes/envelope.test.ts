import { describe, expect, it } from 'vitest';
import { startDevServer } from '../../integration/dev-server.ts';
import { subscribe } from '../../integration/subscriber.ts';

describe('what a write pushes', () => {
  it('is one message a write, numbered, versioned and named after its request', async () => {
    const server = await startDevServer();
    const subscriber = await subscribe(server.origin);
    const before = Number((await server.request('GET', '/api/todos')).headers.get('X-Live-Seq'));

    const created = await server.request('POST', '/api/todos', { title: ' milk ' }, { 'X-Live-Request-Id': 'one' });
    const { _id } = created.json as { _id: string };
    const put = await server.request('PUT', `/api/todos/${_id}`, { title: 'oat milk' }, { 'X-Live-Request-Id': 'two' });
    const patched = await server.request('PATCH', `/api/todos/${_id}`, { completed: true });
    const deleted = await server.request('DELETE', `/api/todos/${_id}`, undefined, { 'X-Live-Request-Id': 'four' });

    expect([created, put, patched, deleted].map(({ status }) => status)).toEqual([201, 200, 200, 200]);
    expect([created, put, patched, deleted].map(({ headers }) => Number(headers.get('X-Live-Seq')) - before)).toEqual([
      1, 2, 3, 4,
    ]);
    expect(created.json).toMatchObject({ title: 'milk', completed: false, _v: 1 });
    expect(patched.json).toMatchObject({ title: 'oat milk', completed: true, _v: 3 });
    expect(await subscriber.messages(4)).toEqual([
      { method: 'POST', body: created.json, id: _id, seq: before + 1, v: 1, crid: 'one' },
      { method: 'PUT', body: put.json, id: _id, seq: before + 2, v: 2, crid: 'two' },
      { method: 'PUT', body: patched.json, id: _id, seq: before + 3, v: 3 },
      { method: 'DELETE', body: { _id }, id: _id, seq: before + 4, v: 4, crid: 'four' },
    ]);
  });

  it('is nothing for a save that changes nothing', async () => {
    const server = await startDevServer();
    const subscriber = await subscribe(server.origin);
    const { json } = await server.request('POST', '/api/todos', { title: 'milk' });
    const unchanged = await server.request('PUT', `/api/todos/${(json as { _id: string })._id}`, json);
    await server.request('POST', '/api/todos', { title: 'bread' });

    expect(unchanged).toMatchObject({ status: 200, json });
    expect(unchanged.headers.get('X-Live-Seq')).toBeNull();
    const [first, second] = await subscriber.messages(2);
    expect([first?.body.title, second?.body.title]).toEqual(['milk', 'bread']);
    expect(second?.seq).toBe((first?.seq ?? 0) + 1);
  });

  it('comes without a crid from a write that no request caused', async () => {
    const server = await startDevServer();
    const subscriber = await subscribe(server.origin);
    await server.Todo.create({ title: 'by a script' });
    const [message] = await subscriber.messages(1);
    expect(message).toMatchObject({ method: 'POST', v: 1 });
    expect(message).not.toHaveProperty('crid');
  });

  it('keeps the requests of many clients apart', async () => {
    const server = await startDevServer();
    const subscriber = await subscribe(server.origin);
    const names = Array.from({ length: 20 }, (_, index) => `request-${index}`);
    const answers = await Promise.all(
      names.map((name) => server.request('POST', '/api/todos', { title: name }, { 'X-Live-Request-Id': name })),
    );
    const messages = await subscriber.messages(names.length);
    expect(messages.map(({ crid }) => crid).sort()).toEqual([...names].sort());
    for (const { body, crid } of messages) expect(body.title).toBe(crid);
    const seqs = answers.map(({ headers }) => Number(headers.get('X-Live-Seq')));
    expect(seqs.sort()).toEqual(messages.map(({ seq }) => seq).sort());
  });
});

describe('the seq of a list', () => {
  it('covers no write that the list lacks, however many come while it is read', async () => {
    const server = await startDevServer();
    const subscriber = await subscribe(server.origin);
    const writing = Promise.all(
      Array.from({ length: 60 }, (_, index) => server.request('POST', '/api/todos', { title: `todo ${index}` })),
    );
    const lists = await Promise.all(Array.from({ length: 30 }, () => server.request('GET', '/api/todos')));
    await writing;
    const messages = await subscriber.messages(60);

    for (const { headers, json } of lists) {
      const seq = Number(headers.get('X-Live-Seq'));
      const listed = (json as { _id: string }[]).map(({ _id }) => _id);
      expect(listed).toEqual(expect.arrayContaining(messages.filter((m) => m.seq <= seq).map(({ id }) => id)));
    }
  });
});
