import type { CreateDiagnosis } from './diagnosis.ts';
import { createDuplicateModel } from './duplicate-model.ts';
import { createMissingMessage } from './missing-message.ts';
import { createFalseSuccess } from './sessions/false-success.ts';
import { createFlapping } from './sessions/flapping.ts';
import { createHandshakeStorm } from './sessions/handshake-storm.ts';
import { createLossWindow } from './sessions/loss-window.ts';
import { createNoFallback } from './sessions/no-fallback.ts';
import { createNotResubscribed } from './sessions/not-resubscribed.ts';
import { createRefused } from './sessions/refused.ts';
import { createSessionOver } from './sessions/session-over.ts';
import { createSeveralClients } from './sessions/several-clients.ts';
import { createSleepAndWake } from './sessions/sleep-and-wake.ts';
import { createWrongDecision } from './wrong-decision.ts';

/** All diagnoses; each finds its own, and knows nothing of the others. */
export const DIAGNOSES: readonly CreateDiagnosis[] = [
  createDuplicateModel,
  createWrongDecision,
  createMissingMessage,
  createRefused,
  createSessionOver,
  createNotResubscribed,
  createFalseSuccess,
  createLossWindow,
  createHandshakeStorm,
  createNoFallback,
  createFlapping,
  createSeveralClients,
  createSleepAndWake,
];
