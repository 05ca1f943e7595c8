import type { Clock } from '../recording/replay.ts';
import type { BatchHeader, Command } from './commands.ts';

/** Fetches the texts that events have only the beginning of from the page, as long as the page has them. */
export interface WholeTexts {
  /**
   * Resolves to the text of event `seq` of a document whose mark has this `path`, or to nothing when the page has it no
   * more, says something else, or nothing at all. `length` is what the mark says, in characters.
   */
  ask(load: string, seq: number, path: string, length: number): Promise<string | undefined>;
  /** Takes an answer: what a page says is checked piece by piece. `piece` is one line of JSON. Never throws. */
  take(load: string, whole: NonNullable<BatchHeader['whole']>, piece: string): void;
}

export interface WholeTextsOptions {
  /** Names this panel to the page. */
  reader: string;
  /** Says it to the page; without it, there is none. */
  send?: ((command: Command) => void) | undefined;
  clock?: Clock | undefined;
}

/** How long a page may take for a piece, in ms. */
const PATIENCE = 5_000;
/** The longest text that is fetched, in characters. */
const MAX_LENGTH = 64 * 1024 * 1024;

interface Question {
  length: number;
  text: string;
  answer: Promise<string | undefined>;
  resolve(text: string | undefined): void;
  /** Ends the wait for the next piece. */
  stop(): void;
}

export function createWholeTexts({ reader, send, clock }: WholeTextsOptions): WholeTexts {
  const questions = new Map<string, Question>();
  const keyOf = (load: string, seq: number, path: string) => `${load}\n${seq}\n${path}`;

  function end(key: string, text: string | undefined): void {
    const question = questions.get(key);
    questions.delete(key);
    question?.stop();
    question?.resolve(text);
  }

  function askNext(load: string, seq: number, path: string, question: Question): void {
    const key = keyOf(load, seq, path);
    question.stop();
    question.stop = clock?.after(PATIENCE, () => end(key, undefined)) ?? (() => {});
    send?.({ type: 'whole', reader, load, seq, path, from: question.text.length });
  }

  return {
    ask(load, seq, path, length) {
      const key = keyOf(load, seq, path);
      const known = questions.get(key);
      if (known) return known.answer;
      if (!send || length > MAX_LENGTH) return Promise.resolve(undefined);
      let resolve: Question['resolve'] = () => {};
      const answer = new Promise<string | undefined>((done) => {
        resolve = done;
      });
      const question: Question = { length, text: '', answer, resolve, stop() {} };
      questions.set(key, question);
      askNext(load, seq, path, question);
      return answer;
    },
    take(load, { seq, path, from, length }, json) {
      const key = keyOf(load, seq, path);
      const question = questions.get(key);
      if (question?.text.length !== from) return;
      const piece = textIn(json);
      const isRight = length === question.length && piece !== '' && from + piece.length <= length;
      if (!isRight) return end(key, undefined);
      question.text += piece;
      if (question.text.length === length) end(key, question.text);
      else askNext(load, seq, path, question);
    },
  };
}

function textIn(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
