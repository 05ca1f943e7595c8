/** What a scenario and the page it is played on say to each other. */

/** The channel of the message that wakes a page. Nobody subscribes to it: the server hands it to whom it chooses. */
export const STAGE_CHANNEL = '/_dev/stage';
/** Where the page fetches what to do, and reports. */
export const STAGE_PATH = '/_dev/scenarios/stage';

/** The message on `STAGE_CHANNEL`. */
export interface Call {
  run: string;
  clientId: string;
}

/** The demo's own collection, or one that the scenario has opened beside it. */
export type Which = 'demo' | 'opened';

/** `renaming`: its `parse` renames the id. `polymorphic`: a function makes its models. `active`: it accepts what is not completed. */
export type Kind = 'plain' | 'renaming' | 'polymorphic' | 'active';

/** What the page is to do, with the opened collection where there is one. Models are named by their title. */
export type StageAction =
  | { do: 'open'; kind: Kind; client: 'same' | 'own' }
  | { do: 'create'; title: string; wait?: boolean }
  | { do: 'draft' | 'retry' | 'destroy' | 'remove'; title: string }
  | { do: 'save'; title: string; attributes: object }
  | { do: 'fetch' | 'dispose' }
  /** Removes drafts; closes what was opened. */
  | { do: 'tidy' }
  | { do: 'show'; which: Which };

export interface Order {
  n: number;
  action: StageAction;
  /** `X-Live-Request-Id` of the request that the action leads to. */
  requestId: string;
}

/** A collection as the page has it. */
export interface ShownCollection {
  rows: Record<string, unknown>[];
  listening: boolean;
  inFlight: number;
  held: number;
}

export type StageReport =
  | { kind: 'decision'; which: Which; decision: string; id?: string }
  /** An action is carried out: its request has left, not come back. */
  | { kind: 'done'; n: number; shown?: ShownCollection }
  | { kind: 'failed'; n: number; message: string }
  /** A request has come back. */
  | { kind: 'settled'; ok: boolean };
