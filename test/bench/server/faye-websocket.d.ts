/** What the bench uses of Faye's websocket client, which ships no types. */
declare module 'faye-websocket' {
  class Client {
    constructor(url: string);
    on(event: 'open', listener: () => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'message', listener: (event: { data: string }) => void): void;
    send(text: string): void;
    close(): void;
  }
  const faye: { Client: typeof Client };
  export default faye;
}
