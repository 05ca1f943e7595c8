/**
 * Arms a rule for a fault in a dev server, as `/_dev/faults` takes it.
 *
 * @throws Error with the server's sentence when it does not take the rule
 */
export async function armFault(origin: string, rule: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${origin}/_dev/faults`, { method: 'POST', headers, body: JSON.stringify(rule) });
  if (response.status !== 201) throw new Error(`The fault is not armed: ${await response.text()}`);
}

/** Takes all faults back: what waited for it goes on. */
export async function liftFaults(origin: string): Promise<void> {
  await fetch(`${origin}/_dev/faults`, { method: 'DELETE' });
}
