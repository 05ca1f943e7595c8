import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { BayeuxMessage, NodeAdapter } from 'faye';

/** Where the secret travels, from the server's own client to the server, and never further. */
const FIELD = 'liveServerKey';

/** Tells the messages of this process's publishers from everybody else's. */
export interface ServerKey {
  /** Marks data as ours; the message that carries it will have the secret. */
  sealed<T extends object>(data: T): T;
  /** Takes the secret out of a message, and says whether it was there and right. */
  unseal(message: BayeuxMessage): boolean;
}

const keys = new WeakMap<NodeAdapter, ServerKey>();

/** The key of a Faye server: one for each, made when first asked for, new in each process, written nowhere. */
export function serverKey(bayeux: NodeAdapter): ServerKey {
  const known = keys.get(bayeux);
  if (known) return known;
  const secret = randomBytes(32).toString('base64url');
  const expected = digest(secret);
  const ours = new WeakSet<object>();

  // On the client that every part of the process shares: so only data that was sealed gets the secret.
  bayeux.getClient().addExtension({
    outgoing(message: BayeuxMessage, callback: (message: BayeuxMessage) => void) {
      const { data } = message;
      const isOurs = typeof data === 'object' && data !== null && ours.has(data);
      callback(isOurs ? { ...message, ext: { ...message.ext, [FIELD]: secret } } : message);
    },
  });

  const key: ServerKey = {
    sealed(data) {
      ours.add(data);
      return data;
    },
    unseal(message) {
      const { ext } = message;
      if (typeof ext !== 'object' || ext === null || !Object.hasOwn(ext, FIELD)) return false;
      const { [FIELD]: given, ...others } = ext;
      if (Object.keys(others).length > 0) message.ext = others;
      else delete message.ext;
      // Digests are of one length, whatever was sent, and comparing them takes one time.
      return typeof given === 'string' && timingSafeEqual(digest(given), expected);
    },
  };
  keys.set(bayeux, key);
  return key;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
