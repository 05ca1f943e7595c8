import type { Tab } from './browser.ts';

/** What a test does to the extension as a whole, as the browser or its user would. */
export interface ExtensionControl {
  /** Shuts the background down in the middle of whatever it does; resolves when it is gone. It comes back as it is needed. */
  stopBackground(): Promise<void>;
  /** Reloads the extension, as an update does. */
  reload(): Promise<void>;
  /** Has the browser answer yes, without asking anybody, when the extension asks for permission to read a site. */
  answerYesFor(site: string): Promise<void>;
  /** The extension's own page in a tab whose URL contains this, as soon as there is one. */
  page(urlPart: string): Promise<Tab>;
}

/** Hosts that lead to this machine and are no loopback for an extension: nobody has permitted them. */
export const strangeHosts = ['todo.test', 'frame.test'] as const;
