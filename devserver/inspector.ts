import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type Router } from 'express';

export interface InspectorOptions {
  /** The directory of its page, with the probe in it. */
  page: string;
  /** The directory of the demo's page. */
  demo: string;
}

/** The probe is to be there before the page's first script. */
const FIRST_IN_HEAD = '<head>';

/**
 * The DevTools panel as a page, for those who have not installed the extension.
 *
 * | request    | answer                                       |
 * |------------|----------------------------------------------|
 * | GET /      | the panel                                    |
 * | GET /demo/ | the demo, with the probe in its document     |
 */
export function inspectorRouter({ page, demo }: InspectorOptions): Router {
  const router = express.Router();
  router.get('/demo/', async (_request, response) => {
    const html = await readFile(join(demo, 'index.html'), 'utf8');
    const [before, after] = html.split(FIRST_IN_HEAD, 2);
    if (after === undefined) throw new Error(`The demo's page has no ${FIRST_IN_HEAD}.`);
    response.type('html').send(`${before}${FIRST_IN_HEAD}<script src="../probe.js"></script>${after}`);
  });
  router.use('/demo', express.static(demo, { index: false }));
  router.use(express.static(page));
  return router;
}
