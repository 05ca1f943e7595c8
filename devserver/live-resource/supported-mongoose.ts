import type { LiveModel } from './documents/live-model.ts';

/** The major versions that the tests run with. */
const SUPPORTED = new Set(['8', '9']);

/** What is needed of the driver that a model's own Mongoose brings, whatever copy that is. */
export interface Driver {
  readonly BSON: {
    serialize(document: object, options: object): Uint8Array;
    deserialize(bytes: Uint8Array): Record<string, unknown>;
  };
  readonly ObjectId: new () => unknown;
}

/** The driver of the Mongoose that made a model. @throws Error if that Mongoose is none that is supported */
export function driverOf(model: LiveModel): Driver {
  // By structure: the application's Mongoose may be another copy, of another version, than any that is imported here.
  const { base } = model as { base?: { version?: string; mongo?: unknown } };
  const major = base?.version?.split('.')[0];
  if (major === undefined || !SUPPORTED.has(major) || !base?.mongo) {
    const found = base?.version ? `Mongoose ${base.version}` : 'what is no model of Mongoose';
    throw new Error(`live-resource works with Mongoose 8 and 9, and was given ${found}.`);
  }
  return base.mongo as Driver;
}
