import express, { type Router } from 'express';
import type { Log } from './log.ts';

/** `GET /?since=n`: what came after entry `n`, 0 for all there is. */
export function logRouter(log: Log): Router {
  const router = express.Router();
  router.get('/', (request, response) => {
    const since = Number(request.query.since ?? 0);
    if (!Number.isInteger(since) || since < 0) {
      response.status(400).json({ error: '"since" must be a whole number, the "n" of a log entry.' });
      return;
    }
    response.set('Cache-Control', 'no-store').json(log.since(since));
  });
  return router;
}
