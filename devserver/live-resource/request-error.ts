/** A request that cannot be served, with the status and the one sentence its sender gets. */
export class RequestError extends Error {
  readonly status: number;
  /** Of a conflict: the document as it is now. */
  readonly current: Record<string, unknown> | undefined;

  constructor(status: number, sentence: string, current?: Record<string, unknown>) {
    super(sentence);
    this.name = 'RequestError';
    this.status = status;
    this.current = current;
  }
}
