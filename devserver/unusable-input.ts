import { DataDirectoryError } from './embedded-mongo/index.ts';
import { RedisUnusableError } from './redis/redis-url.ts';

/** What was asked for, as far as the system may refuse it. */
export interface Asked {
  port: number;
  host: string;
  mongodbUri?: string;
  data?: string;
}

/** The sentence for an error that the user's input caused, or undefined for any other error. */
export function unusableInput(error: unknown, asked: Asked): string | undefined {
  if (!(error instanceof Error)) return undefined;
  switch ('code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${asked.port} on ${asked.host} is in use: stop what uses it, or give another with --port.`;
    case 'EACCES':
      return `Port ${asked.port} may not be used by this user: give one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${asked.host} is no address of this machine: give another with --host.`;
  }
  if (error instanceof DataDirectoryError || error instanceof RedisUnusableError) return error.message;
  if (asked.mongodbUri === undefined) return undefined;
  if (error.name === 'MongooseServerSelectionError' || error.name === 'MongoServerSelectionError') {
    return `No MongoDB answers at ${withoutPassword(asked.mongodbUri)}: start it, or leave the URI out to use the embedded database.`;
  }
  if (/^Mongo(ose)?.*Error$/.test(error.name)) {
    return `${withoutPassword(asked.mongodbUri)} cannot be used as a MongoDB URI: ${error.message.split('\n', 1)[0]}`;
  }
  return undefined;
}

/** A URI as it may be shown. */
function withoutPassword(uri: string): string {
  return uri.replace(/(\/\/[^/@:]*):[^/@]*@/, '$1:***@');
}
