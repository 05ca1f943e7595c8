import type { Document } from './values/document.ts';

/** The error codes used here, by MongoDB's own names: https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  InvalidBSON: 22,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  FileStreamFailed: 39,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  WriteConflict: 112,
  CommandNotSupported: 115,
  TransactionTooOld: 225,
  CursorKilled: 237,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  TransactionTooLarge: 257,
  InvalidResumeToken: 260,
  OperationNotSupportedInTransaction: 263,
  ChangeStreamFatalError: 280,
  ChangeStreamHistoryLost: 286,
  UnsupportedOpQueryCommand: 352,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  Location17419: 17419,
  Location40324: 40324,
  Location40571: 40571,
  Location40573: 40573,
  Location40602: 40602,
} as const;

/** The name MongoDB gives an error (`codeName`). */
export type CodeName = keyof typeof CODES;

/** An error as the client gets it, in MongoDB's words; `details` are further fields of the answer. */
export class MongoError extends Error {
  readonly code: number;

  constructor(
    readonly codeName: CodeName,
    message: string,
    readonly details: Document = {},
  ) {
    super(message);
    this.name = 'MongoError';
    this.code = CODES[codeName];
  }
}

/** What was thrown as a MongoError; whatever is not one is a fault of this server and says so (code 1). */
function asMongoError(thrown: unknown): MongoError {
  if (thrown instanceof MongoError) return thrown;
  return new MongoError('InternalError', thrown instanceof Error ? thrown.message : String(thrown));
}

/** The answer to a command that failed as a whole. */
export function failure(thrown: unknown): Document {
  const { message, code, codeName, details } = asMongoError(thrown);
  return { ok: 0, errmsg: message, code, codeName, ...details };
}

/** One entry of `writeErrors`: the statement at `index` failed. */
export function writeError(thrown: unknown, index: number): Document {
  const { message, code, details } = asMongoError(thrown);
  return { index, code, errmsg: message, ...details };
}
