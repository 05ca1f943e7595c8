/**
 * What the dev server answers under `/_dev`, to requests of this machine only: `faultsRouter` at `/_dev/faults`,
 * `scenariosRouter` at `/_dev/scenarios`, `logRouter` at `/_dev/log`. Bodies and answers are JSON of these types.
 *
 * @module dev-endpoints
 */

export { faultsRouter } from '../../../devserver/faults/router.ts';
export {
  FAULTS,
  type Fault,
  type FaultPoint,
  LONGEST_HOLD,
  type Match,
  type Rule,
} from '../../../devserver/faults/rule.ts';
export type { LogEntry, Logged, LoggedEnvelope } from '../../../devserver/log/log.ts';
export { logRouter } from '../../../devserver/log/router.ts';
export type { Run } from '../../../devserver/scenarios/director.ts';
export { scenariosRouter } from '../../../devserver/scenarios/router.ts';
