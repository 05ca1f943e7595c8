import type { Schema } from 'mongoose';
import { countWrite, takeVersion } from './document-version.ts';
import { type LiveDocument, modelOf } from './live-model.ts';
import type { GuardedListeners } from './write-listeners.ts';

/**
 * Reports what `save()` wrote (and with it `create` and `insertOne`, which save).
 *
 * | in pre save           | after it                       |
 * |-----------------------|--------------------------------|
 * | isNew                 | onCreate                       |
 * | modified              | onUpdate                       |
 * | neither               | nothing: nothing was written   |
 *
 * Only pre save can tell them apart: when post save runs, `isNew` is false and nothing is modified any more.
 */
export function watchSaves(schema: Schema, listeners: GuardedListeners): void {
  const writes = new WeakMap<LiveDocument, 'onCreate' | 'onUpdate'>();

  schema.pre('save', function (this: LiveDocument) {
    writes.delete(this); // of a save that failed before its post hook
    if (isSubdocument(this) || !(this.isNew || this.isModified())) return;
    writes.set(this, this.isNew ? 'onCreate' : 'onUpdate');
    countWrite(this);
  });

  schema.post('save', async function (this: LiveDocument) {
    const write = writes.get(this);
    if (!write) return;
    writes.delete(this);
    await listeners.tell(write, write === 'onCreate' ? this : await asStored(this));
  });
}

/**
 * A save writes only the fields it changed, so the document in memory may lack what somebody else saved meanwhile,
 * version included. Told as it is, it would make two different bodies of one version, and a client that heard
 * both would keep the wrong one for good. If it was deleted meanwhile, memory is the best there is.
 */
async function asStored(document: LiveDocument): Promise<LiveDocument> {
  try {
    const stored = await modelOf(document).findById(document._id).session(document.$session());
    if (!stored) return document;
    takeVersion(document, stored);
    return stored;
  } catch {
    // The write is done; that it cannot be read again must not reject it. The document in memory is what was saved.
    return document;
  }
}

/** A schema used inside another runs its save hooks there too; the write is the parent's. */
function isSubdocument(document: LiveDocument): boolean {
  return '$isSubdocument' in document && document.$isSubdocument === true;
}
