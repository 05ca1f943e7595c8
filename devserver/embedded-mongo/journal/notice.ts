/** Told in a sentence what happened to the files that keep the data, and how much it matters, by a log's words. */
export type Notice = (level: 'info' | 'warn' | 'error', sentence: string) => void;
