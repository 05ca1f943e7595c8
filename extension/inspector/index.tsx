/**
 * The panel as an ordinary page of the dev server: reads a recording from a file, or looks at the demo in a frame, with
 * nothing installed. The probe is the extension's; it comes with the frame's document (`devserver/inspector.ts`).
 */
import { signal } from '@preact/signals';
import { render } from 'preact';
import type { Command } from '../core/protocol/commands.ts';
import { createSession } from '../core/session.ts';
import { browserClock } from '../panel/controls/browser-clock.ts';
import { copyText } from '../panel/controls/clipboard.ts';
import { readParts } from '../panel/lazy-views.ts';
import { followCaptures } from '../panel/page-status/capture.ts';
import type { PageConnection } from '../panel/page-status/connection.ts';
import { saveFile } from '../panel/recording/recording-file.ts';
import { calmly, sessionChanges } from '../panel/session-changes.ts';
import { applySettings, greeting } from '../panel/settings/apply-settings.ts';
import { createSettingsStore } from '../panel/settings/settings-store.ts';
import { findStorage } from '../panel/settings/storage.ts';
import { views } from '../panel/views.ts';
import { askedRecording } from './asked-recording.ts';
import { createFrameLine } from './iframe-channel.ts';
import { Inspector } from './inspector.tsx';
import './inspector.css';

const MB = 1024 * 1024;

const settings = createSettingsStore(findStorage(() => localStorage));
const session = createSession({
  maxBytes: settings.current.value.memoryLimit * MB,
  reader: crypto.randomUUID(),
  onDoubt: () => send(session.hello()),
  now: browserClock.now,
  clock: browserClock,
});
const connection = signal<PageConnection>('detached');
const line = createFrameLine({
  onOpen() {
    connection.value = 'connected';
    for (const command of greeting(settings, session, false)) send(command);
  },
  onClose() {
    connection.value = 'detached';
  },
  onText: session.receive,
});
const send = (command: Command) => void line.send(JSON.stringify(command));
applySettings(settings, session, send);

const root = document.getElementById('inspector');
if (!root) throw new Error('index.html has no element #inspector');
render(
  <Inspector
    startWithDemo={new URLSearchParams(location.search).has('demo')}
    asked={askedRecording(location)}
    line={line}
    panel={{
      session,
      changes: sessionChanges(session, calmly(requestAnimationFrame, browserClock)),
      connection,
      refusal: signal(''),
      captures: followCaptures(session),
      settings,
      views,
      clock: browserClock,
      browser: navigator.userAgent,
      send,
      onSave: saveFile,
      onCopy: copyText,
    }}
  />,
  root,
);

// What the user may want next is there when nothing else is to do.
requestIdleCallback(() => void readParts());
