import { randomBytes } from 'node:crypto';
import { MongoError } from '../errors.ts';
import { type Document, isDocument } from '../values/document.ts';

/** A place in the history of one run of the database: just behind the change of that number. */
export interface ResumePoint {
  readonly position: number;
  /** Behind the invalidation that the change caused, not behind the change itself. */
  readonly invalidated: boolean;
}

/** Writes and reads resume tokens: `{_data: '…'}`, opaque for clients. */
export interface ResumeTokens {
  write(point: ResumePoint): Document;
  /** Throws InvalidResumeToken for what is none, ChangeStreamHistoryLost for one of another run: the history is in memory. */
  read(token: unknown): ResumePoint;
}

/** Tokens of a run of their own: a random number, that of the change, and whether it invalidated the stream. */
export function createResumeTokens(): ResumeTokens {
  const run = randomBytes(4).toString('hex');
  return {
    write: ({ position, invalidated }) => ({
      _data: `${run}${position.toString(16).padStart(12, '0')}${invalidated ? '01' : '00'}`.toUpperCase(),
    }),
    read(token) {
      const data = isDocument(token) ? token._data : undefined;
      const parts = typeof data === 'string' ? /^([0-9A-F]{8})([0-9A-F]{12})0([01])$/.exec(data) : null;
      if (!parts) throw new MongoError('InvalidResumeToken', 'Bad resume token: _data of missing or of wrong type');
      const [, ofRun = '', position = '', invalidated] = parts;
      if (ofRun.toLowerCase() !== run) {
        throw new MongoError('ChangeStreamHistoryLost', 'cannot resume stream; the resume token was not found.', {
          errorLabels: ['NonResumableChangeStreamError'],
        });
      }
      return { position: Number.parseInt(position, 16), invalidated: invalidated === '1' };
    },
  };
}
