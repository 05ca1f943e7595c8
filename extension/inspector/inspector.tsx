import { useState } from 'preact/hooks';
import { App, type AppProps } from '../panel/app.tsx';
import { Splitter } from '../panel/splitter.tsx';
import { useMediaQuery } from '../panel/use-media-query.ts';
import type { FrameLine } from './frame-line.ts';

export interface InspectorProps {
  startWithDemo: boolean;
  line: Pick<FrameLine, 'follow'>;
  panel: AppProps;
}

/** The demo with the probe in it, beside this page. */
const DEMO = 'demo/';
/** Below this width the demo stands above the panel. */
const STACKED = '(max-width: 1100px)';

/** The panel, and beside it, when asked for, the demo that it looks at. */
export function Inspector({ startWithDemo, line, panel }: InspectorProps) {
  const [demo, setDemo] = useState(startWithDemo);
  const [share, setShare] = useState(68);
  const stacked = useMediaQuery(STACKED);
  return (
    <div class="inspector">
      <header class="inspector-header">
        <p>
          <b>LiveCollection inspector</b> · reads a recording without the extension: drop one here, or use Import.
        </p>
        <button type="button" class="action" aria-pressed={demo} onClick={() => setDemo(!demo)}>
          {demo ? 'Close the demo' : 'Inspect the demo'}
        </button>
      </header>
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
          <App {...panel} />
        </div>
      </div>
    </div>
  );
}
