import type { Fault, Match } from '../faults/index.ts';
import type { StageAction, Which } from './protocol.ts';

/** One race, played on a page of the demo so that it goes the same way every time. */
export interface Scenario {
  /** In kebab-case; `POST /_dev/scenarios/NAME`. */
  readonly name: string;
  /** The race, in the catalogue's words. */
  readonly row: string;
  /** What to look at, and what a naive client would show. */
  readonly watch: string;
  /** The decisions it leads to, in this order, others between them. */
  readonly decisions: readonly string[];
  play(stage: PlayStage): Promise<void>;
}

/** A row of the catalogue that no server can play on the demo. */
export interface Unplayable {
  readonly name: string;
  readonly row: string;
  readonly reason: string;
}

/** A fault in force. */
export interface Hold {
  /** Resolves when it has struck. */
  struck(): Promise<void>;
  /** Ends it; what it held goes on its way. */
  release(): void;
}

/**
 * Where a scenario is played: the page does as it is told, the server's faults make the order, and the stage itself is
 * the foreign client. Everything that waits rejects after a while, with a sentence.
 */
export interface PlayStage {
  /** The page's Bayeux session when the play began. */
  readonly clientId: string;
  /** Arms a fault for all. */
  fault(fault: Fault, match: Match, more?: { fields?: string[]; ms?: number }): Hold;
  /** Arms a fault for the requests that the page is told to make, or for the messages that name them. */
  own(fault: Fault, match?: Match, more?: { fields?: string[] }): Hold;
  /** Resolves when the page has done it; its request may be under way. */
  page(action: StageAction): Promise<void>;
  /** Resolves when the collection has decided so, after what was waited for before. */
  decided(decision: string, which?: Which): Promise<void>;
  /** Resolves when a request of the page has failed. */
  failed(): Promise<void>;
  /** How many decisions a collection has reported. */
  count(which: Which): number;
  /** The id that the server gave to a todo. */
  idOf(title: string): Promise<string>;
  /** A todo that another client creates, seen by the page. Resolves to its id. */
  seed(title: string): Promise<string>;
  readonly foreign: {
    create(title: string): Promise<string>;
    patch(id: string, attributes: object): Promise<void>;
    remove(id: string): Promise<void>;
  };
}
