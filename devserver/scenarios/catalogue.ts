import { applications } from './plays/applications.ts';
import { creates } from './plays/creates.ts';
import { reading } from './plays/reading.ts';
import { updatesAndDeletes } from './plays/updates-and-deletes.ts';
import type { Scenario } from './scenario.ts';

export { unplayable } from './plays/applications.ts';

/** Every scenario, in the order of the catalogue of races. */
export const scenarios: readonly Scenario[] = [...creates, ...updatesAndDeletes, ...reading, ...applications];
