import type { CreateDiagnosis } from './diagnosis.ts';
import { createEchoByTime } from './documents/echo-by-time.ts';
import { createHeldStuck } from './documents/held-stuck.ts';
import { createStaleOverwrite } from './documents/stale-overwrite.ts';
import { createDuplicateModel } from './duplicate-model.ts';
import { createCallbackFanOut } from './messages/callback-fan-out.ts';
import { createChattyChannel } from './messages/chatty-channel.ts';
import { createMessageOrder } from './messages/message-order.ts';
import { createOversized } from './messages/oversized.ts';
import { createReplayRefused } from './messages/replay-refused.ts';
import { createRetriedPublish } from './messages/retried-publish.ts';
import { createSeveralDocuments } from './messages/several-documents.ts';
import { createSlowPush } from './messages/slow-push.ts';
import { createMissingMessage } from './missing-message.ts';
import { createCutByUs } from './page/cut-by-us.ts';
import { createListenerLeak } from './page/listener-leak.ts';
import { createUnmappedUrl } from './page/unmapped-url.ts';
import { createUnseen } from './page/unseen.ts';
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
  createHeldStuck,
  createStaleOverwrite,
  createEchoByTime,
  createMessageOrder,
  createRetriedPublish,
  createCallbackFanOut,
  createOversized,
  createChattyChannel,
  createSlowPush,
  createSeveralDocuments,
  createReplayRefused,
  createListenerLeak,
  createUnmappedUrl,
  createCutByUs,
  createUnseen,
];
