/** A request that cannot be served, with the status and the one sentence its sender gets. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.name = 'RequestError';
    this.status = status;
  }
}
