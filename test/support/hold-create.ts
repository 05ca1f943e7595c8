import { armFault } from './arm-fault.ts';

/**
 * Has the next create of a todo held by its collection: its message comes without the request's id, and its answer waits
 * until faults are lifted.
 */
export async function holdNextCreate(origin: string): Promise<void> {
  await armFault(origin, {
    match: { channel: '/api/todos', method: 'POST' },
    fault: 'strip-message',
    fields: ['crid'],
    times: 1,
  });
  await armFault(origin, { match: { path: '/api/todos', method: 'POST' }, fault: 'delay-response', times: 1 });
}
