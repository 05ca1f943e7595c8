import { MongoError } from './errors.ts';
import { type Document, isDocument } from './values/document.ts';
import { isStoredNumber, numberType, plainNumber } from './values/numbers.ts';

/** The longest full name of a collection, in bytes: https://www.mongodb.com/docs/manual/reference/limits/ */
const MAX_NAMESPACE_BYTES = 255;

/** One command as it arrived: `name` as the client wrote it, `body` with all its fields, and the database it is for. */
export interface Command {
  readonly name: string;
  readonly db: string;
  readonly body: Document;
}

/** BSON's name of a value's type, as MongoDB's messages have it. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value instanceof RegExp) return 'regex';
  if (isDocument(value)) return 'object';
  if (typeof value === 'boolean') return 'bool';
  if (isStoredNumber(value)) return numberType(value);
  if (typeof value === 'object') {
    const name = value.constructor.name;
    return name === 'ObjectId'
      ? 'objectId'
      : name === 'UUID' || name.endsWith('Binary')
        ? 'binData'
        : name.toLowerCase();
  }
  return typeof value;
}

function wrongType(command: string, field: string, value: unknown, expected: string): MongoError {
  return value === undefined
    ? new MongoError('FailedToParse', `BSON field '${command}.${field}' is missing but a required field`)
    : new MongoError(
        'TypeMismatch',
        `BSON field '${command}.${field}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
      );
}

/**
 * Typed access to the fields of a command or of one of its statements. Each getter throws TypeMismatch for another type
 * (null counts as absent, as in MongoDB), and FailedToParse for an absent field that has no fallback.
 */
export function fieldsOf(owner: string, body: Document) {
  const present = (name: string): unknown => body[name] ?? undefined;
  return {
    string(name: string): string {
      const value = present(name);
      if (typeof value !== 'string') throw wrongType(owner, name, value, 'string');
      return value;
    },
    boolean(name: string): boolean {
      const value = plainNumber(present(name) ?? false);
      if (typeof value !== 'boolean' && typeof value !== 'number') throw wrongType(owner, name, value, 'bool');
      return Boolean(value);
    },
    /** A whole number of at least zero, or `undefined`. */
    count(name: string): number | undefined {
      const value = present(name);
      if (value === undefined) return undefined;
      const number = plainNumber(value);
      if (typeof number !== 'number') throw wrongType(owner, name, value, 'long');
      if (!(number >= 0)) {
        throw new MongoError('BadValue', `BSON field '${name}' value must be >= 0, actual value '${number}'`);
      }
      return Math.trunc(number);
    },
    document(name: string, fallback?: Document): Document {
      const value = present(name) ?? fallback;
      if (!isDocument(value)) throw wrongType(owner, name, value, 'object');
      return value;
    },
    documents(name: string, fallback?: Document[]): Document[] {
      const value = present(name) ?? fallback;
      if (!Array.isArray(value)) throw wrongType(owner, name, value, 'array');
      return value.map((item: unknown, index) => {
        if (!isDocument(item)) throw wrongType(owner, `${name}.${index}`, item, 'object');
        return item;
      });
    },
  };
}

/** The full name `db.collection` of the collection that the command's first field names. Throws InvalidNamespace. */
export function namespaceOf(command: Command, field: string = command.name): string {
  const collection = fieldsOf(command.name, command.body).string(field);
  if (collection === '' || collection.startsWith('.') || collection.includes('\0') || !isDatabaseName(command.db)) {
    throw new MongoError('InvalidNamespace', `Invalid namespace specified '${command.db}.${collection}'`);
  }
  const namespace = `${command.db}.${collection}`;
  if (Buffer.byteLength(namespace) > MAX_NAMESPACE_BYTES) {
    throw new MongoError(
      'InvalidNamespace',
      `Fully qualified namespace is too long. Namespace: ${namespace.slice(0, MAX_NAMESPACE_BYTES)} Max: ${MAX_NAMESPACE_BYTES}`,
    );
  }
  return namespace;
}

/** MongoDB's rule for database names. */
export function isDatabaseName(name: string): boolean {
  return /^[^/\\. "$*<>:|?\0]{1,63}$/.test(name);
}
