import { expect } from 'vitest';
import type { LogEntry } from '../../devserver/log/index.ts';
import type { DevServer } from '../integration/dev-server.ts';

/** Arms a fault over HTTP, as anybody would; resolves to the rule's id and whom it struck. */
export async function arm(server: DevServer, rule: object): Promise<{ id: string; struck?: string[] }> {
  const { status, json } = await server.request('POST', '/_dev/faults', rule);
  expect(status).toBe(201);
  return json as { id: string; struck?: string[] };
}

export async function disarm(server: DevServer, id = ''): Promise<void> {
  expect((await server.request('DELETE', `/_dev/faults/${id}`)).status).toBe(200);
}

/** How many requests or messages a rule holds now. */
export async function holding(server: DevServer, id: string): Promise<number> {
  const { json } = await server.request('GET', '/_dev/faults');
  const { rules } = json as { rules: { id: string; holding: number }[] };
  return rules.find((rule) => rule.id === id)?.holding ?? 0;
}

/** The Bayeux sessions that have said something. */
export async function clients(server: DevServer): Promise<{ clientId: string; channels: string[] }[]> {
  const { json } = await server.request('GET', '/_dev/faults');
  return (json as { clients: { clientId: string; channels: string[] }[] }).clients;
}

export async function log(server: DevServer, since = 0): Promise<LogEntry[]> {
  const { json } = await server.request('GET', `/_dev/log?since=${since}`);
  return (json as { entries: LogEntry[] }).entries;
}
