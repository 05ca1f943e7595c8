import express, { type Request, type Response, type Router } from 'express';
import { scenarios, unplayable } from './catalogue.ts';
import type { Director, Run } from './director.ts';
import { result, scenariosPage } from './page.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import type { StageReport } from './protocol.ts';

/** How long a request that plays a scenario waits for its end, in ms. */
const WAIT = 45_000;
/** How long it waits for a page to play on. */
const WAIT_FOR_A_PAGE = 2_000;

/**
 * | request                | answer                                                                              |
 * |------------------------|-------------------------------------------------------------------------------------|
 * | GET /                  | what can be played, what cannot and why: JSON, or a page for a browser               |
 * | POST /:name            | plays it, and answers with the run when it has ended: 200, or 202 when no page is open |
 * | POST /                 | plays all, one after the other                                                       |
 * | GET /runs/:id          | a run                                                                                |
 *
 * Browsers that ask for HTML are sent back to the page. `/stage/…` is for the page that a scenario is played on.
 */
export function scenariosRouter(director: Director): Router {
  const router = express.Router();

  router.get('/', (request, response) => {
    response.set('Cache-Control', 'no-store');
    const listed = scenarios.map(({ play: _, ...scenario }) => ({
      ...scenario,
      last: director.last.get(scenario.name),
    }));
    if (wantsHtml(request)) response.type('html').send(scenariosPage(listed, unplayable));
    else response.json({ scenarios: listed, unplayable });
  });

  router.get('/page.js', (_request, response) => {
    response.type('text/javascript').send(PAGE_SCRIPT);
  });

  router.post('/', async (request, response) => {
    const runs: Run[] = [];
    for (const { name } of scenarios) {
      const run = await play(name);
      if (run) runs.push(run);
      if (!run || run.state === 'waiting for a page') break;
    }
    if (wantsHtml(request)) response.redirect(303, '/_dev/scenarios');
    else response.json({ runs });
  });

  router.get('/runs/:id', (request, response) => {
    const run = director.run(request.params.id);
    if (run) response.set('Cache-Control', 'no-store').json(run);
    else response.status(404).json({ error: 'There is no such run.' });
  });

  router.post('/stage/:run/claim', express.json(), (request, response) => {
    const { clientId }: { clientId?: unknown } = request.body ?? {};
    const page = typeof clientId === 'string' ? director.claim(request.params.run, clientId) : undefined;
    if (page) response.json({});
    else response.status(409).json({ error: 'Another page plays it, or nobody does any more.' });
  });

  router.post('/stage/:run/next', async (request, response) => {
    const page = director.page(request.params.run);
    const order = await page?.next();
    const isOver = director.page(request.params.run) === undefined;
    if (isOver) response.json({ over: true });
    else response.json(order ? { order } : {});
  });

  router.post('/stage/:run/reports', express.json({ limit: '1mb' }), (request, response) => {
    const reports: unknown = request.body?.reports;
    if (Array.isArray(reports) && reports.every(isReport)) director.page(request.params.run)?.take(reports);
    response.json({});
  });

  router.post('/:name', async (request: Request<{ name: string }>, response: Response) => {
    const { name } = request.params;
    if (!scenarios.some((scenario) => scenario.name === name)) {
      response.status(404).json({ error: 'There is no such scenario; GET /_dev/scenarios lists them.' });
      return;
    }
    const run = await play(name);
    if (wantsHtml(request)) response.redirect(303, `/_dev/scenarios#${name}`);
    else if (!run) response.status(409).json({ error: 'Another scenario is being played.' });
    else
      response
        .status(run.state === 'played' || run.state === 'failed' ? 200 : 202)
        .json({ ...run, result: result(run) });
  });

  /** Resolves when the run has ended, or when it is not worth waiting any longer. */
  async function play(name: string): Promise<Run | undefined> {
    const played = director.play(name);
    if (!played) return undefined;
    const { run, ended } = played;
    await Promise.race([ended, elapsed(WAIT_FOR_A_PAGE)]);
    if (run.state === 'playing') await Promise.race([ended, elapsed(WAIT)]);
    return run;
  }

  return router;
}

function wantsHtml(request: Request): boolean {
  return request.accepts(['json', 'html']) === 'html';
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

const KINDS: readonly unknown[] = ['decision', 'done', 'failed', 'settled'];

function isReport(value: unknown): value is StageReport {
  return typeof value === 'object' && value !== null && 'kind' in value && KINDS.includes(value.kind);
}
