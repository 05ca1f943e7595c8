/** What the benches use of Faye's websockets, which ship no types. */
declare module 'faye-websocket' {
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  class Client {
    constructor(url: string);
    on(event: 'open', listener: () => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'message', listener: (event: { data: string }) => void): void;
    send(text: string): void;
    close(): void;
  }
  /** The server's side of a socket. */
  class WebSocket {
    static readonly Client: typeof Client;
    constructor(request: IncomingMessage, socket: Duplex, head: Buffer);
    on(event: 'close', listener: () => void): void;
    on(event: 'message', listener: (event: { data: string }) => void): void;
    send(text: string): void;
  }
  export default WebSocket;
}
