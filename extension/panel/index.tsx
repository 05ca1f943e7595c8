/** The panel's entry: wires the inspected page, the session and the browser to the App. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { connectToInspectedPage } from '../channel/inspected-page.ts';
import type { StageRequest } from '../channel/internal-protocol.ts';
import type { Command } from '../core/protocol/commands.ts';
import { createSession } from '../core/session.ts';
import { App } from './app.tsx';
import { browserClock } from './controls/browser-clock.ts';
import { copyText } from './controls/clipboard.ts';
import { sourceOpener } from './detail/open-source.ts';
import { readParts } from './lazy-views.ts';
import { followCaptures } from './page-status/capture.ts';
import type { PageConnection } from './page-status/connection.ts';
import { createPageAccess } from './page-status/page-access.ts';
import { whenHeard } from './page-status/wait-for-devtools.ts';
import { saveFile } from './recording/recording-file.ts';
import { withStage } from './recording/send-replay.ts';
import { calmly, sessionChanges } from './session-changes.ts';
import { applySettings, greeting } from './settings/apply-settings.ts';
import { createSettingsStore } from './settings/settings-store.ts';
import { findStorage } from './settings/storage.ts';
import { followTheme } from './settings/theme.ts';
import { views } from './views.ts';
import './panel.css';

const MB = 1024 * 1024;
/** A page that was navigated to and says nothing for so long has no script of the extension in it, ms. */
const MISSING_AFTER = 1_000;

followTheme(browser.devtools.panels, document.documentElement);

const settings = createSettingsStore(findStorage(() => localStorage));
const session = createSession({
  maxBytes: settings.current.value.memoryLimit * MB,
  reader: crypto.randomUUID(),
  onDoubt: () => send(session.hello()),
  send: (command) => send(command),
  now: browserClock.now,
  clock: browserClock,
});
const connection = signal<PageConnection>('connecting');
const refusal = signal('');

let missing: ReturnType<typeof setTimeout> | undefined;
const captures = followCaptures(session);
const access = createPageAccess(browser, () => {
  // A frame may be readable in a page that is not.
  if (page.lines === 0) connection.value = 'refused';
});
const page = connectToInspectedPage({
  browser,
  tabId: browser.devtools.inspectedWindow.tabId,
  onLine(line) {
    for (const command of greeting(settings, session, replay.isPlaying)) line.send(JSON.stringify(command));
  },
  onRefused(reason) {
    refusal.value = reason;
    connection.value = 'refused';
    void access.check();
  },
});
page.listen(session.receive);
page.onLinesChange(() => {
  connection.value = page.lines > 0 ? 'connected' : 'connecting';
  void access.check();
  attachIfMissing();
});
browser.devtools.network.onNavigated.addListener(attachIfMissing);
// Where access is given by a click only, the browser does not refuse: it lets the extension wait.
void access.check();

/** A page that was prerendered before DevTools opened comes into the tab without a word to us. */
function attachIfMissing(): void {
  clearTimeout(missing);
  if (page.lines === 0) missing = setTimeout(page.attach, MISSING_AFTER);
}

const stage: StageRequest = { type: 'livecollection:stage', tabId: browser.devtools.inspectedWindow.tabId };
const replay = withStage(
  (command: Command) => page.send(JSON.stringify(command)),
  () => browser.runtime.sendMessage(stage),
);
const { send } = replay;
applySettings(settings, session, send);

const root = document.getElementById('panel');
if (!root) throw new Error('panel.html has no element #panel');
whenHeard(
  {
    inspectedWindow: browser.devtools.inspectedWindow,
    storage: findStorage(() => sessionStorage).storage,
    reload: () => location.reload(),
  },
  () =>
    render(
      <App
        session={session}
        changes={sessionChanges(session, calmly(requestAnimationFrame, browserClock))}
        connection={connection}
        refusal={refusal}
        access={access}
        captures={captures}
        settings={settings}
        views={views}
        clock={browserClock}
        browser={navigator.userAgent}
        send={send}
        onSave={saveFile}
        onCopy={copyText}
        onOpenSource={sourceOpener(browser.devtools.panels)}
      />,
      root,
    ),
);

// What the user may want next is there when nothing else is to do.
requestIdleCallback(() => void readParts());
