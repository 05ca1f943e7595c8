/** Something about the Redis that was asked for; the message is a sentence for the user who named it. */
export class RedisUnusableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RedisUnusableError';
  }
}

/** Where a Redis is. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly password?: string;
  /** As it may be shown. */
  readonly shown: string;
}

/**
 * Reads `redis://[:password@]host[:port][/database]`. Users and TLS (`rediss:`) are refused: `faye-redis` knows neither.
 * @throws RedisUnusableError for anything else
 */
export function readRedisUrl(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = Number(url?.pathname.slice(1) || 0);
  if (url?.protocol !== 'redis:' || !url.hostname || url.username || !Number.isInteger(database)) {
    const shown = text.replace(/\/\/[^@/]*@/, '//***@');
    throw new RedisUnusableError(`${shown} is no Redis URL of the form redis://[:password@]host[:port][/database].`);
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 6379),
    database,
    ...(url.password && { password: decodeURIComponent(url.password) }),
    shown: `redis://${url.host}/${database}`,
  };
}
