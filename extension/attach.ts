/** Runs right before the content script where the background wants it to attach. */
import { setWanted } from './wanted.ts';

setWanted();
