import { useState } from 'preact/hooks';
import type { Frame } from '../../core/detail/call-stack.ts';
import type { CallSite } from './detail-view.ts';
import type { OpenSource } from './open-source.ts';

export interface StackTabProps {
  callers: readonly CallSite[];
  /** Are call stacks recorded? */
  stacks: boolean;
  onRecordStacks(): void;
  onCopy(text: string): Promise<boolean>;
  /** Absent where the browser has no way to show a script. */
  onOpenSource?: OpenSource | undefined;
}

/** Who called: the calls that led to a request or subscription, the last one first. */
export function StackTab({ callers, stacks, onRecordStacks, onCopy, onOpenSource }: StackTabProps) {
  const [said, setSaid] = useState('');
  async function open({ url, line, column }: Frame) {
    if (onOpenSource) onOpenSource(url, line, column);
    else setSaid((await onCopy(placeOf({ url, line, column }))) ? 'Copied the place' : 'The browser refused to copy');
  }
  return (
    <>
      {callers.map(({ index, title, frames }) => (
        <section key={index}>
          <h3>{title}</h3>
          {frames && frames.length > 0 && (
            <ol class="frames">
              {frames.map((frame, n) => (
                <li key={n}>
                  <span class="call">{frame.call || '(anonymous)'}</span>{' '}
                  <button
                    type="button"
                    class="link"
                    title={`${onOpenSource ? 'Open' : 'Copy'} ${placeOf(frame)}`}
                    onClick={() => void open(frame)}
                  >
                    {placeOf({ ...frame, url: fileOf(frame.url) })}
                  </button>
                </li>
              ))}
            </ol>
          )}
          {frames?.length === 0 && <p class="remark">The stack that was recorded names no call of the page.</p>}
          {!frames && <NoStack stacks={stacks} onRecordStacks={onRecordStacks} />}
        </section>
      ))}
      <p class="remark" role="status">
        {said}
      </p>
    </>
  );
}

function NoStack({ stacks, onRecordStacks }: Pick<StackTabProps, 'stacks' | 'onRecordStacks'>) {
  return (
    <div class="no-stack">
      {stacks ? (
        <p>Call stacks are recorded now, but this event came before, or where it was called from could not be seen.</p>
      ) : (
        <>
          <p>Call stacks are not recorded: each costs the page as much as a hundred events.</p>
          <button type="button" class="action" onClick={onRecordStacks}>
            Record call stacks
          </button>
          <p class="soft">This applies to requests and subscriptions from now on.</p>
        </>
      )}
    </div>
  );
}

const placeOf = ({ url, line, column }: Omit<Frame, 'call'>) => `${url}:${line}:${column}`;
/** The last part of a URL's path, or all of it when that is empty. */
const fileOf = (url: string) => /([^/?#]+)(?:[?#].*)?$/.exec(url)?.[1] ?? url;
