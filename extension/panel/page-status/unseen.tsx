import { useState } from 'preact/hooks';
import type { Session } from '../../core/session.ts';
import {
  olderWorkersSentence,
  replacedSentence,
  type UnmetWords,
  unmetWords,
  workersSentence,
} from '../../core/unseen-wording.ts';
import { copyText } from '../controls/clipboard.ts';

/** What a page has that was not met, and what would make it visible; nothing where nothing shows that there is more. */
export function Unseen({ session }: { session: Session }) {
  const evidence = session.evidence();
  const unmet = unmetWords(evidence);
  const sentences = [replacedSentence(evidence), workersSentence(evidence), olderWorkersSentence(evidence)];
  return (
    <>
      {unmet && <Unmet unmet={unmet} />}
      {sentences.map((text) => text && <p key={text}>{text}</p>)}
    </>
  );
}

/** Beside what was met: which channels and clients were not. */
export function UnmetBeside({ session }: { session: Session }) {
  const unmet = unmetWords(session.evidence());
  return (
    unmet && (
      <div class="unmet soft">
        <Unmet unmet={unmet} />
      </div>
    )
  );
}

function Unmet({ unmet: { text, hint, line } }: { unmet: UnmetWords }) {
  const [copied, setCopied] = useState('');
  return (
    <>
      <p>
        {text} {hint}
      </p>
      <pre>
        <code>{line}</code>
      </pre>
      <button type="button" class="action" onClick={async () => (await copyText(line)) && setCopied(line)}>
        {copied === line ? 'Copied' : 'Copy the line'}
      </button>
    </>
  );
}
