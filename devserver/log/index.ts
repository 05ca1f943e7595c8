export { createLog, type Log, type LogEntry, type Logged, type LoggedEnvelope, toldBy } from './log.ts';
export { logRouter } from './router.ts';
export { watchWrites } from './watch-writes.ts';
