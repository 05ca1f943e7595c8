import express, { type ErrorRequestHandler, type Router } from 'express';
import type { ArmedRule } from './armed-rules.ts';
import type { Faults } from './faults.ts';
import { BadRule, readRule } from './rule.ts';

/**
 * The faults over HTTP.
 *
 * | request            | answer                                                      |
 * |--------------------|-------------------------------------------------------------|
 * | GET /              | 200 `{rules, clients}`: what is armed, who is connected     |
 * | POST / a rule      | 201 the rule, with its `id` and whom it struck at once      |
 * | DELETE /           | 200 `{cleared}`; what was held goes on its way              |
 * | DELETE /:id        | the same for one rule; 404 when there is none               |
 */
export function faultsRouter(faults: Faults): Router {
  const router = express.Router();

  router.get('/', (_request, response) => {
    const clients = faults.sessions.list().map(({ clientId, connectionType, channels }) => {
      return { clientId, connectionType, channels: [...channels] };
    });
    response.set('Cache-Control', 'no-store').json({ rules: faults.list().map(shown), clients });
  });

  router.post('/', express.json({ limit: '10kb' }), (request, response) => {
    const rule = readRule(request.body);
    const { armed, struck } = faults.arm(rule);
    response.status(201).json({ ...shown(armed), ...(struck && { struck }) });
  });

  router.delete('/', (_request, response) => {
    response.json({ cleared: faults.disarm() });
  });

  router.delete('/:id', (request, response) => {
    const cleared = faults.disarm(request.params.id);
    if (cleared > 0) response.json({ cleared });
    else response.status(404).json({ error: 'There is no such rule; it may be spent.' });
  });

  router.use(sayWhatIsWrong);
  return router;
}

function shown({ id, match, fault, times, left, holding, ms, status, fields }: ArmedRule): object {
  return {
    id,
    match,
    fault,
    times,
    left,
    holding,
    ...(ms !== undefined && { ms }),
    ...(fault.startsWith('fail') && { status }),
    ...(fault === 'strip-message' && { fields }),
  };
}

/** A rule that is none, and JSON that is none. */
const sayWhatIsWrong: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (error instanceof BadRule) response.status(400).json({ error: error.message });
  else if (isBodyError(error)) response.status(error.status).json({ error: 'The body is no JSON of at most 10 KB.' });
  else next(error);
};

function isBodyError(error: unknown): error is { status: number } {
  return error instanceof Error && 'status' in error && 'type' in error && typeof error.status === 'number';
}
