/** Long enough to do something in the other list meanwhile, ms. */
const LATE = 4_000;

/** Has the server answer the next create late, as a slow network would; its event is not held up. */
export async function answerNextCreateLate(): Promise<void> {
  const rule = { match: { method: 'POST', path: '/api/todos' }, fault: 'delay-response', ms: LATE };
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/_dev/faults', { method: 'POST', headers, body: JSON.stringify(rule) });
  if (!response.ok) throw new Error(`The server refuses to be late: ${await response.text()}`);
}
