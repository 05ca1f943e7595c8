import { useState } from 'preact/hooks';
import { bundleSentence, INSPECT_LINE, workersSentence } from '../../core/evidence.ts';
import type { Session } from '../../core/session.ts';
import { copyText } from '../controls/clipboard.ts';

/** What a page has that was not met, and what would make it visible; nothing where nothing shows that there is more. */
export function Unseen({ session }: { session: Session }) {
  const [isCopied, setCopied] = useState(false);
  const evidence = session.evidence();
  const workers = workersSentence(evidence);
  const bundle = bundleSentence(evidence);
  return (
    <>
      {bundle && (
        <>
          <p>{bundle}</p>
          <pre>
            <code>{INSPECT_LINE}</code>
          </pre>
          <button type="button" class="action" onClick={async () => setCopied(await copyText(INSPECT_LINE))}>
            {isCopied ? 'Copied' : 'Copy the line'}
          </button>
        </>
      )}
      {workers && <p>{workers}</p>}
    </>
  );
}
