import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDemo, type DemoPage, openDemo } from './demo-page.ts';
import { type DevServer, startDevServer } from './dev-server.ts';

let demo: Awaited<ReturnType<typeof buildDemo>>;
beforeAll(async () => {
  demo = await buildDemo();
});
afterAll(() => demo.remove());

async function start(...titles: string[]): Promise<{ server: DevServer; page: DemoPage }> {
  const server = await startDevServer({ assets: demo.directory });
  for (const title of titles) await server.request('POST', '/api/todos', { title });
  const page = await openDemo(`${server.origin}/`);
  await page.until(() => expect(page.titles()).toEqual(titles));
  return { server, page };
}

async function stored(server: DevServer): Promise<{ title: string; completed: boolean }[]> {
  const { json } = await server.request('GET', '/api/todos');
  return (json as { title: string; completed: boolean }[]).map(({ title, completed }) => ({ title, completed }));
}

describe('the TodoMVC specification', () => {
  it('hides the list and the footer when there are no todos, and focuses the field for a new one', async () => {
    const { page } = await start();
    expect([page.isHidden('.main'), page.isHidden('.footer')]).toEqual([true, true]);
    expect(page.window.document.activeElement).toBe(page.one('.new-todo'));
    expect(page.window.document.title).toBe('TodoMVC, live');
  });

  it('creates a todo on Enter, trimmed, and clears the field', async () => {
    const { server, page } = await start();
    page.enter('.new-todo', '  milk  ');
    expect(page.titles()).toEqual(['milk']);
    expect((page.one('.new-todo') as HTMLInputElement).value).toBe('');
    await page.until(async () => expect(await stored(server)).toEqual([{ title: 'milk', completed: false }]));
  });

  it('creates nothing from blanks, or on another key', async () => {
    const { page } = await start();
    page.enter('.new-todo', '   ');
    page.enter('.new-todo', 'milk', 'a');
    expect(page.titles()).toEqual([]);
  });

  it('counts what is left, in the plural but for one', async () => {
    const { page } = await start('milk', 'bread');
    expect(page.one('.todo-count').innerHTML).toBe('<strong>2</strong> items left');
    page.click('.todo-list .toggle');
    expect(page.one('.todo-count').innerHTML).toBe('<strong>1</strong> item left');
    page.click('.toggle-all');
    expect(page.one('.todo-count').innerHTML).toBe('<strong>0</strong> items left');
  });

  it('marks all as completed and back, and checks the box when all are', async () => {
    const { server, page } = await start('milk', 'bread');
    const toggleAll = page.one('.toggle-all') as HTMLInputElement;
    for (const toggle of page.all('.todo-list .toggle')) toggle.click();
    expect(toggleAll.checked).toBe(true);
    page.click('.toggle-all');
    expect(page.all('.todo-list .completed')).toHaveLength(0);
    page.click('.toggle-all');
    expect(page.all('.todo-list .completed')).toHaveLength(2);
    await page.until(async () =>
      expect((await stored(server)).map(({ completed }) => completed)).toEqual([true, true]),
    );
  });

  it.each([
    ['Enter', (page: DemoPage) => page.enter('.editing .edit', ' bread ')],
    [
      'leaving the field',
      (page: DemoPage) => {
        (page.one('.editing .edit') as HTMLInputElement).value = ' bread ';
        page.one('.editing .edit').blur();
      },
    ],
  ])('edits on double click and saves on %s, trimmed', async (_how, save) => {
    const { server, page } = await start('milk');
    const field = page.edit('milk');
    expect([field.value, page.window.document.activeElement]).toEqual(['milk', field]);
    save(page);
    expect(page.all('.editing')).toHaveLength(0);
    expect(page.titles()).toEqual(['bread']);
    await page.until(async () => expect(await stored(server)).toMatchObject([{ title: 'bread' }]));
  });

  it('discards an edit on Escape', async () => {
    const { page } = await start('milk');
    page.edit('milk');
    page.enter('.editing .edit', 'bread', 'Escape');
    expect(page.all('.editing')).toHaveLength(0);
    expect(page.titles()).toEqual(['milk']);
    expect(page.edit('milk').value).toBe('milk');
  });

  it('deletes a todo whose title is edited away, and by its button', async () => {
    const { server, page } = await start('milk', 'bread');
    page.edit('milk');
    page.enter('.editing .edit', '  ');
    expect(page.titles()).toEqual(['bread']);
    page.click('.destroy');
    expect(page.titles()).toEqual([]);
    await page.until(async () => expect(await stored(server)).toEqual([]));
  });

  it('clears what is completed, and shows the button only when something is', async () => {
    const { server, page } = await start('milk', 'bread');
    expect(page.isHidden('.clear-completed')).toBe(true);
    page.click('.todo-list .toggle');
    expect(page.isHidden('.clear-completed')).toBe(false);
    page.click('.clear-completed');
    await page.until(() => expect(page.titles()).toEqual(['bread']));
    await page.until(async () => expect(await stored(server)).toMatchObject([{ title: 'bread' }]));
  });

  it('filters by route', async () => {
    const { page } = await start('milk', 'bread');
    page.click('.todo-list .toggle');
    for (const [hash, titles, selected] of [
      ['#/active', ['bread'], 'Active'],
      ['#/completed', ['milk'], 'Completed'],
      ['#/', ['milk', 'bread'], 'All'],
    ] as const) {
      page.window.location.hash = hash;
      await page.until(() => expect(page.titles()).toEqual(titles));
      expect(page.one('.filters .selected').textContent).toBe(selected);
    }
  });
});

describe('the demo, live', () => {
  it('shows in one window what another does', async () => {
    const { server, page: one } = await start('milk');
    const other = await openDemo(`${server.origin}/`);
    await other.until(() => expect(other.titles()).toEqual(['milk']));

    one.enter('.new-todo', 'bread');
    await other.until(() => expect(other.titles()).toEqual(['milk', 'bread']));
    other.click('.todo-list .toggle');
    await one.until(() => expect(one.all('.todo-list .completed')).toHaveLength(1));
    one.click('.clear-completed');
    await other.until(() => expect(other.titles()).toEqual(['bread']));
    expect(one.titles()).toEqual(['bread']);
  });

  it('goes on with an edit while another window changes the same todo', async () => {
    const { server, page } = await start('milk');
    const { json } = await server.request('GET', '/api/todos');
    const field = page.edit('milk');
    field.value = 'oat mi';
    await server.request('PATCH', `/api/todos/${(json as { _id: string }[])[0]?._id}`, { completed: true });
    await page.until(() => expect(page.all('.todo-list .completed')).toHaveLength(1));
    expect([field.value, page.window.document.activeElement]).toEqual(['oat mi', field]);
  });

  it('keeps a change made before the server has answered the POST, and sends one POST', async () => {
    const { server, page } = await start();
    page.enter('.new-todo', 'milk');
    page.click('.todo-list .toggle');
    await page.until(async () => expect(await stored(server)).toEqual([{ title: 'milk', completed: true }]));
    await page.until(() => expect(page.all('.todo-list .completed')).toHaveLength(1));
  });

  it('shows hostile titles as text', async () => {
    const title = '<img src=x onerror="window.hacked = true"><b>';
    const { page } = await start(title);
    expect(page.all('.todo-list img, .todo-list b')).toHaveLength(0);
    page.edit(title);
    expect(page.all('.todo-list img, .todo-list b')).toHaveLength(0);
  });

  it("says in the server's words why it refused a todo", async () => {
    const { page } = await start();
    page.enter('.new-todo', 'a'.repeat(501));
    await page.until(() => expect(page.one('.problem').textContent).toBe('A title is at most 500 characters long.'));
  });
});
