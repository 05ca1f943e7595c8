/** A write, as the server publishes it. */
export interface Change {
  method: 'POST' | 'PUT' | 'DELETE';
  body: { id: string; title: string; completed: boolean; order: number };
  id: string;
  seq: number;
  v: number;
}

/**
 * Writes without end: a document is created, an old one changes, another goes, so that as many remain. Deleted ones are
 * those that were created longest ago.
 */
export function createChanges(size: number) {
  let seq = 0;
  let newest = size;
  const versions = new Map<string, number>();

  function change(method: Change['method'], number: number): Change {
    const id = `5f1d7e84c0a9${String(number).padStart(12, '0')}`;
    const v = (versions.get(id) ?? 0) + 1;
    if (method === 'DELETE') versions.delete(id);
    else versions.set(id, v);
    const body = { id, title: `todo ${number}, version ${v}`, completed: v % 2 === 0, order: number };
    return { method, body, id, seq: ++seq, v };
  }

  return {
    /** The documents at the beginning. */
    documents: Array.from({ length: size }, (_, number) => change('POST', number + 1).body),

    /** The next `count` writes. */
    next: (count: number): Change[] =>
      Array.from({ length: count }, (_, index) => {
        if (index % 3 === 0) return change('POST', ++newest);
        if (index % 3 === 1) return change('PUT', newest - ((index * 7919) % (size - 1)));
        return change('DELETE', newest - size);
      }),
  };
}
