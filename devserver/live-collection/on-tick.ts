/** Time passed: a request whose callback never came (aborted, swallowed, a dead page) must not keep others waiting. */
import { release } from './on-message.ts';
import { updateFailed } from './on-request.ts';
import type { View } from './reconciler.ts';
import { land, type State } from './state.ts';
import { type Verdict, verdict } from './verdict.ts';

/** @param releaseAfter in ms */
export function onTick(
  state: State,
  at: number,
  releaseAfter: number,
  view: View,
  accepts: (body: unknown) => boolean,
): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const [token, flight] of state.flights) {
    const ageMs = at - flight.at;
    if (ageMs < releaseAfter) break; // flights are in the order they left
    land(state, token);
    const { method, id, cid, crid } = flight;
    if (method === 'create' && crid !== undefined) state.failed.set(crid, { token, cid, status: 0 });
    // Whether the server carried it out nobody knows: only it can tell.
    const effect = method === 'read' || method === 'create' ? undefined : ({ type: 'resync' } as const);
    verdicts.push(verdict('released-by-timeout', flight.bound ?? id, { token, method, ageMs }, effect));
    if (method === 'update' || method === 'patch') {
      verdicts.push(...updateFailed(state, { token, status: 0, id }, flight, view));
    }
    verdicts.push(...release(state, token, at, view, accepts));
  }
  return verdicts;
}
