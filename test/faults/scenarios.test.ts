import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios, unplayable } from '../../devserver/scenarios/index.ts';
import { buildDemo, openDemo } from '../integration/demo-page.ts';
import { type DevServer, startDevServer } from '../integration/dev-server.ts';

let demo: Awaited<ReturnType<typeof buildDemo>>;
beforeAll(async () => {
  demo = await buildDemo();
});
afterAll(() => demo.remove());

async function start() {
  const server = await startDevServer({ assets: demo.directory, faults: true });
  const page = await openDemo(`${server.origin}/`);
  await page.until(async () => {
    const { json } = await server.request('GET', '/_dev/faults');
    expect(json).toMatchObject({ clients: [{ channels: ['/api/todos'] }] });
  });
  return { server, page };
}

const play = (server: DevServer, name: string) => server.request('POST', `/_dev/scenarios/${name}`);

describe('a scenario, played on the demo', () => {
  it.each(scenarios)(
    '$name: $row',
    async ({ name, decisions }) => {
      const { server, page } = await start();
      const { status, json } = await play(server, name);
      expect(json).toMatchObject({ name, state: 'played', converged: true });
      expect(status).toBe(200);

      const decided = [...(json as { decisions: string[] }).decisions];
      for (const decision of decisions) {
        expect(decided, `${decision}, after those before it`).toContain(decision);
        decided.splice(0, decided.indexOf(decision) + 1);
      }
      const stored = ((await server.request('GET', '/api/todos')).json as { title: string }[]).map(
        ({ title }) => title,
      );
      await page.until(() => expect(page.titles().sort()).toEqual(stored.sort()));
      expect((await server.request('GET', '/_dev/faults')).json).toMatchObject({ rules: [] });
    },
    40_000,
  );

  it('can be followed by another on the same page', async () => {
    const { server } = await start();
    for (const name of ['duplicate-message', 'own-event-before-response', 'own-event-before-response'])
      expect((await play(server, name)).json).toMatchObject({ name, state: 'played' });
  });

  it('is played on one of two windows, and both show the same in the end', async () => {
    const { server, page } = await start();
    const other = await openDemo(`${server.origin}/`);
    expect((await play(server, 'own-event-before-response')).json).toMatchObject({ state: 'played' });
    for (const window of [page, other]) await window.until(() => expect(window.titles()).toEqual(['milk']));
  });

  it('is played on the first page that opens, when the server was made with it', async () => {
    const server = await startDevServer({ assets: demo.directory, faults: true, scenario: 'duplicate-message' });
    const page = await openDemo(`${server.origin}/`);
    await page.until(async () => {
      const { json } = await server.request('GET', '/_dev/scenarios');
      const { scenarios: listed } = json as { scenarios: { name: string }[] };
      const played = listed.find(({ name }) => name === 'duplicate-message');
      expect(played).toMatchObject({ last: { state: 'played' } });
    });
  });

  it('waits for a page when there is none', async () => {
    const server = await startDevServer({ assets: demo.directory, faults: true });
    const { status, json } = await play(server, 'own-event-before-response');
    expect([status, json]).toMatchObject([202, { state: 'waiting for a page' }]);
    const page = await openDemo(`${server.origin}/`);
    const { id } = json as { id: string };
    await page.until(async () => {
      expect((await server.request('GET', `/_dev/scenarios/runs/${id}`)).json).toMatchObject({ state: 'played' });
    });
  });
});

describe('/_dev/scenarios', () => {
  it('lists what can be played, and what cannot with the reason', async () => {
    const server = await startDevServer({ faults: true });
    const { json } = await server.request('GET', '/_dev/scenarios');
    const listed = json as { scenarios: { name: string }[]; unplayable: unknown[] };
    expect(listed.scenarios.map(({ name }) => name)).toEqual(scenarios.map(({ name }) => name));
    for (const entry of listed.scenarios) {
      expect(entry).toEqual({
        name: expect.stringMatching(/^[a-z0-9-]+$/),
        row: expect.any(String),
        watch: expect.any(String),
        decisions: expect.any(Array),
      });
    }
    expect(listed.unplayable).toEqual(unplayable);
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  });

  it('has one for each row of the catalogue', () => {
    const rows = new Set([...scenarios, ...unplayable].map(({ row }) => row));
    expect(rows.size).toBe(24);
  });

  it('is a page for a browser, which plays and comes back', async () => {
    const { server } = await start();
    const html = { accept: 'text/html' };
    const { text } = await server.request('GET', '/_dev/scenarios', undefined, html);
    for (const { name } of scenarios) expect(text).toContain(`action="/_dev/scenarios/${name}"`);
    const after = await server.request('POST', '/_dev/scenarios/duplicate-message', undefined, html);
    expect(after.text).toContain('Played: decided as it should');
  });

  it.each([
    ['POST', '/_dev/scenarios/nonsense'],
    ['GET', '/_dev/scenarios/runs/nonsense'],
  ])('answers %s %s with 404 and a sentence', async (method, path) => {
    const server = await startDevServer({ faults: true });
    expect(await server.request(method, path)).toMatchObject({ status: 404, json: { error: expect.any(String) } });
  });
});
