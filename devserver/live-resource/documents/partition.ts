import type { ChannelPath, Params } from '../channel-path.ts';
import { type LiveDocument, valueIn } from './live-model.ts';

/** A condition on documents, in Mongoose's query language. */
export type Filter = Record<string, unknown>;

/** Which documents belong to which channel. */
export interface Partition {
  /** The document's channel; undefined where it belongs to none. */
  channelOf(document: LiveDocument): string | undefined;
  /**
   * Why the document has no channel, where it names one and that cannot be: `user is empty`. Nothing where it belongs to none.
   */
  misnames(document: LiveDocument): string | undefined;
  /** Finds the documents of a channel; of those found, `channelOf` has the last word. */
  filterFor(params: Readonly<Params>): Filter;
  /** Can a document change its channel? */
  readonly isFixed: boolean;
}

/**
 * @param of the parameters of a document's channel; by default its fields of the same names
 * @param where the filter for parameters; by default their equality, or, where `of` is given, none: all are read
 */
export function createPartition(
  path: ChannelPath,
  of?: (document: LiveDocument) => Readonly<Params> | undefined,
  where?: (params: Readonly<Params>) => Filter,
): Partition {
  const fieldsOf = (document: LiveDocument): Params =>
    Object.fromEntries(
      path.params.flatMap((name): [string, string][] => {
        const value = idInstead(valueIn(document, name));
        return value === undefined || value === null ? [] : [[name, String(value)]];
      }),
    );
  const paramsOf = of ?? fieldsOf;
  return {
    isFixed: path.params.length === 0 && !of,
    channelOf(document) {
      const params = paramsOf(document);
      return params && path.channelFor(params);
    },
    misnames(document) {
      const empty = path.params.filter((name) => paramsOf(document)?.[name] === '');
      return empty.length === 0 ? undefined : `${empty.join(' and ')} ${empty.length === 1 ? 'is' : 'are'} empty`;
    },
    filterFor: where ?? ((params) => (of ? {} : { ...params })),
  };
}

/** Where a hook has put the document that a field refers to, the reference. */
function idInstead(value: unknown): unknown {
  const isDocument = typeof value === 'object' && value !== null && '_id' in value;
  return isDocument ? value._id : value;
}
