import { useEffect, useState } from 'preact/hooks';
import { App, type AppProps } from '../panel/app.tsx';
import { Splitter } from '../panel/controls/splitter.tsx';
import { Tool } from '../panel/controls/toolbar.tsx';
import { useMediaQuery } from '../panel/controls/use-media-query.ts';
import type { FrameLine } from './iframe-channel.ts';

export interface InspectorProps {
  startWithDemo: boolean;
  /** The recording to begin with; its failure is a sentence. */
  asked: Promise<File | undefined>;
  line: Pick<FrameLine, 'follow'>;
  panel: Omit<AppProps, 'file' | 'onOpened'>;
}

/** The demo with the probe in it, beside this page. */
const DEMO = 'demo/';
const TITLE = 'LiveCollection inspector';
/** Below this width the demo stands above the panel. */
const STACKED = '(max-width: 1100px)';

/** The panel, and beside it, when asked for, the demo that it looks at. */
export function Inspector({ startWithDemo, asked, line, panel }: InspectorProps) {
  const [demo, setDemo] = useState(startWithDemo);
  const [share, setShare] = useState(68);
  const [file, setFile] = useState<File>();
  const [trouble, setTrouble] = useState('');
  const stacked = useMediaQuery(STACKED);
  useEffect(() => {
    asked.then(setFile, (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error)));
  }, [asked]);
  return (
    <div class="inspector">
      <header class="inspector-header">
        <p>
          <b>{TITLE}</b> <span>· reads a recording without the extension</span>
        </p>
        <button type="button" class="action" aria-pressed={demo} onClick={() => setDemo(!demo)}>
          {demo ? 'Close the demo' : 'Inspect the demo'}
        </button>
      </header>
      {trouble && (
        <div class="bar replay-error" role="alert">
          {trouble}
          <Tool icon="close" label="Dismiss" onClick={() => setTrouble('')} />
        </div>
      )}
      <div class={stacked ? 'inspector-panes stacked' : 'inspector-panes'} style={{ '--panel-share': `${share}%` }}>
        {demo && (
          <>
            <iframe class="inspector-demo" title="The demo: TodoMVC, live" src={DEMO} ref={line.follow} />
            <Splitter
              label="Size of the panel"
              orientation={stacked ? 'horizontal' : 'vertical'}
              value={share}
              min={20}
              max={85}
              onChange={setShare}
            />
          </>
        )}
        <div class="inspector-panel">
          <App
            {...panel}
            file={file}
            onOpened={(name) => {
              document.title = name === undefined ? TITLE : `${name} · ${TITLE}`;
            }}
          />
        </div>
      </div>
    </div>
  );
}
