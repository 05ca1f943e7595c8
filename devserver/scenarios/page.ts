import type { Run } from './director.ts';
import type { Unplayable } from './scenario.ts';

interface Listed {
  name: string;
  row: string;
  watch: string;
  decisions: readonly string[];
  last: Run | undefined;
}

const STYLE = `
  :root { color-scheme: light dark; --line: light-dark(#d9d9de, #3c3c44); --soft: light-dark(#5c5c66, #a5a5b0); }
  * { box-sizing: border-box; }
  body { margin: 0; background: light-dark(#fff, #1e1e22); color: light-dark(#1c1c21, #ececf0); font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 34rem); }
  main { padding: 2rem clamp(1rem, 4vw, 4rem); }
  h1 { font-weight: 300; font-size: 2.5rem; margin: 0; }
  h2 { font-size: 1rem; margin: 0; }
  p { margin: .25rem 0; max-width: 40rem; }
  .row, .watch, dd { color: var(--soft); }
  ol, ul { list-style: none; margin: 2rem 0; padding: 0; }
  li { border-top: 1px solid var(--line); padding: 1rem 0; display: grid; grid-template-columns: 1fr auto; gap: .25rem 1rem; }
  li:target { background: light-dark(#fff8dd, #33301f); }
  li > :not(form) { grid-column: 1; }
  form { margin: 0; }
  li form { grid-area: 1 / 2 / span 4; }
  button { font: inherit; padding: .4rem 1.1rem; border: 1px solid light-dark(#767680, #8c8c96); border-radius: .3rem; background: none; color: inherit; cursor: pointer; }
  button[aria-disabled] { opacity: .5; cursor: default; }
  [role=status]:empty { display: none; }
  button:hover { background: light-dark(#f0f0f4, #2c2c33); }
  button:focus-visible, a:focus-visible { outline: 3px solid #2f7de1; outline-offset: 2px; }
  code { font: .85em ui-monospace, monospace; }
  .played { color: light-dark(#176b34, #7fd49b); } .failed { color: light-dark(#a3171f, #ff9b94); }
  aside { position: sticky; top: 0; height: 100vh; border-left: 1px solid var(--line); }
  iframe { width: 100%; height: 100%; border: 0; background: #f5f5f5; }
  @media (max-width: 60rem) { body { display: block; } aside { position: static; height: 34rem; border: 0; } }
`;

/** The page that lists the scenarios and plays them on the demo beside it. */
export function scenariosPage(scenarios: readonly Listed[], unplayable: readonly Unplayable[]): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="referrer" content="same-origin"><!-- without one, a form's request says that its origin is null -->
  <title>Scenarios</title>
  <link rel="icon" href="data:,">
  <style>${STYLE}</style>
  <script type="module" src="/_dev/scenarios/page.js"></script>
</head>
<body>
  <main>
    <h1>Scenarios</h1>
    <p>Each plays one race on the demo, the same way every time: the server delays, loses and repeats what it must.
    Open DevTools, and its panel “LiveCollection”, to see what is decided, and why.</p>
    <form method="post" action="/_dev/scenarios"><button>Play all</button></form>
    <ol>
${scenarios.map(item).join('\n')}
    </ol>
    <h2 id="unplayable">Not played here</h2>
    <ul aria-labelledby="unplayable">
${unplayable.map(({ name, row, reason }) => `      <li><h3>${text(name)}</h3><p class="row">${text(row)}</p><p>${text(reason)}</p></li>`).join('\n')}
    </ul>
  </main>
  <aside><iframe src="/" title="The demo, on which scenarios are played"></iframe></aside>
</body>
</html>
`;
}

function item({ name, row, watch, decisions, last }: Listed): string {
  const steps = decisions.map((decision) => `<code>${text(decision)}</code>`).join(' → ') || 'none';
  return `      <li id="${text(name)}">
        <h2>${text(name)}</h2>
        <p class="row">${text(row)}</p>
        <p>${text(watch)}</p>
        <p>Decides: ${steps}</p>
        <p role="status" class="${text(last?.state.split(' ')[0] ?? '')}">${last ? text(result(last)) : ''}</p>
        <form method="post" action="/_dev/scenarios/${text(name)}"><button aria-label="Play ${text(name)}">Play</button></form>
      </li>`;
}

/** How a run went, in one sentence or two. */
export function result({ state, problem, decisions }: Run): string {
  return {
    played: '✓ Played: decided as it should, and the page is what the server is.',
    failed: `✗ Failed: ${problem ?? ''} Decided: ${decisions.join(', ')}.`,
    playing: '… Being played.',
    'waiting for a page': '… Waits for a page: open the demo.',
  }[state];
}

function text(value: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
