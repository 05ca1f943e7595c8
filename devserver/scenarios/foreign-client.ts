/** Somebody else who uses the same REST resource, over HTTP as everybody does. */
export interface ForeignClient {
  list(): Promise<Record<string, unknown>[]>;
  create(title: string): Promise<string>;
  patch(id: string, attributes: object): Promise<void>;
  /** Harmless when it is gone already. */
  remove(id: string): Promise<void>;
}

/** @param url of the resource, asked for when it is needed: the server may not listen yet */
export function foreignClient(url: () => string): ForeignClient {
  async function request(method: string, path = '', body?: object): Promise<unknown> {
    const response = await fetch(url() + path, {
      method,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok && !(method === 'DELETE' && response.status === 404))
      throw new Error(`The foreign client's ${method} was answered with ${response.status}.`);
    return answer;
  }

  return {
    list: async () => (await request('GET')) as Record<string, unknown>[],
    create: async (title) => String(((await request('POST', '', { title })) as { _id: unknown })._id),
    async patch(id, attributes) {
      await request('PATCH', `/${id}`, attributes);
    },
    async remove(id) {
      await request('DELETE', `/${id}`);
    },
  };
}
