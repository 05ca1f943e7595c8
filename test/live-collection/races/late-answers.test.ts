/** The catalogue of races: answers and lists that come late. */
import { describe } from 'vitest';
import { LATE_ANSWERS, type Story } from './late-answers.ts';
import { race } from './race-language.ts';

describe('an answer that comes late', () => {
  const stories: readonly Story[] = Object.values(LATE_ANSWERS);
  for (const { rule, story, options } of stories) race(rule, story, options);
});
