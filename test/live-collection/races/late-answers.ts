import type { RaceOptions } from './race-language.ts';

/** A story, for the catalogue and for the mutants that it kills. */
export interface Story {
  rule: string;
  story: string;
  options?: RaceOptions;
}

/** What an answer or a list that comes late may say of a document, and what not. */
export const LATE_ANSWERS = {
  laterList: {
    rule: 'shows a document whose own delete is pending where a list that is later than its answer has it',
    story: `A: destroy 1
     B: destroy 1
     A: serve
     B: serve
     A: enter 0
     B: fetch
     B: serve
     B: answer 1    → resynced, ignored-pending-delete d2
     B: answer      → inserted d2
     B shows        first 1, first 2
     all rest`,
  },
  earlierList: {
    rule: 'asks for it where that list was asked for before the delete',
    story: `A: destroy 1
     B: fetch
     B: destroy 1
     A: serve
     B: serve 1
     A: enter 0
     B: serve
     B: answer      → resynced, ignored-pending-delete d2
     B: answer      → tombstoned d2
     all rest`,
  },
  laterVersion: {
    rule: 'shows a document where the version of a row is later than its death, and nothing has a number',
    story: `A: destroy
     A: minute         → released-by-timeout d1
     A: renew
     A: serve
     A: enter
     A: fail
     A: take up
     A: acknowledge
     A: serve
     A: answer         → tombstoned d1
     A: answer         → resynced
     A shows           first 2, first 1
     all rest`,
    options: { vocabulary: 'versions' },
  },
  failedSave: {
    rule: 'takes back what a failed save had changed by the next list, where nobody remembers what the document was',
    story: `A: save more
     A: serve
     A: lose answer    → reverted-failed-update d1
     B: save
     B: serve
     A: serve
     A: answer         → resynced, merged d1
     all rest`,
    options: { extend: () => ({ limits: { tombs: 4, seen: 2, failed: 2 } }) },
  },
  earlierSession: {
    rule: 'knows an own create by the event that came in a later session than its request left in',
    story: `B: serve
     B: create
     B: take up
     B: acknowledge
     B: serve 1
     B: serve
     B: hear      → held d3
     B: answer    → resynced, held-update d1, held-update d2
     B: answer    → matched-own-create d3, inserted-after-hold d1, inserted-after-hold d2
     B: answer    → resynced, kept-over-snapshot d3
     B shows      first 1, first 2, n1
     all rest`,
    options: { isBare: true, isEarly: true },
  },
  forgotten: {
    rule: 'asks again for a row that is older than something that is forgotten',
    story: `A: fetch
     B: save
     B: serve
     A: serve
     A: create
     A: serve
     A: answer 1    → matched-own-create d3
     A: answer      → resynced, kept-over-snapshot d1, kept-over-snapshot d2, kept-over-snapshot d3
     all rest`,
    options: { extend: () => ({ limits: { tombs: 4, seen: 2, failed: 2 } }) },
  },
} satisfies Record<string, Story>;
