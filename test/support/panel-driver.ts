import type { LiveDocument } from './browser.ts';

/** A row of the panel's list, as it is drawn. */
export interface DrawnRow {
  lane: string;
  channel: string;
  method: string;
  id: string;
  summary: string;
  decisions: string[];
}

/** The rows that are drawn, top to bottom; short sessions are drawn whole. A band has its text as summary. */
export function drawnRows(panel: LiveDocument): Promise<DrawnRow[]> {
  return panel.evaluate(() =>
    [...document.querySelectorAll('tbody tr.row')].map((row) => {
      const text = (selector: string) => row.querySelector(selector)?.textContent?.trim() ?? '';
      return {
        lane: row.querySelector('.lane')?.getAttribute('data-lane') ?? '',
        channel: text('.channel'),
        method: text('.method'),
        id: text('.id'),
        summary: text('.summary') || text('.band-text'),
        decisions: [...row.querySelectorAll('.badge')].map((badge) => badge.textContent?.trim() ?? ''),
      };
    }),
  );
}

/** Waits until a row carries this decision badge, and resolves to the rows. */
export async function rowsWithDecision(panel: LiveDocument, decision: string, count = 1): Promise<DrawnRow[]> {
  await panel.waitFor(
    (wanted: string, least: number) =>
      [...document.querySelectorAll('tr.row .badge')].filter((badge) => badge.textContent?.trim() === wanted).length >=
      least,
    decision,
    count,
  );
  return drawnRows(panel);
}

/** Clicks the toolbar's or replay bar's button of that name. */
export function press(panel: LiveDocument, label: string): Promise<void> {
  return panel.click(`button[aria-label^="${label}"]`);
}

/** Switches "Preserve log" with its own box; it stays so for every later panel of the browser. */
export async function preserveLog(panel: LiveDocument, on: boolean): Promise<void> {
  const box = '.toolbar .check input';
  const isOn = (selector: string) => document.querySelector<HTMLInputElement>(selector)?.checked ?? false;
  if ((await panel.evaluate(isOn, box)) !== on) await panel.click(box);
  await panel.waitFor(
    (selector: string, wanted: boolean) => document.querySelector<HTMLInputElement>(selector)?.checked === wanted,
    box,
    on,
  );
}

/** Exports the session as a user does, and resolves to the file's text instead of a download. */
export async function exportRecording(panel: LiveDocument): Promise<string> {
  await panel.evaluate(() => {
    const create = URL.createObjectURL;
    URL.createObjectURL = (blob: Blob) => {
      URL.createObjectURL = create;
      void blob.text().then((text) => document.body.setAttribute('data-exported', text));
      return create.call(URL, blob);
    };
  });
  await press(panel, 'Export');
  await panel.waitFor(() => document.body.hasAttribute('data-exported'));
  return panel.evaluate(() => {
    const text = document.body.getAttribute('data-exported') ?? '';
    document.body.removeAttribute('data-exported');
    return text;
  });
}

/** Chooses a file in the import field. */
export async function importRecording(panel: LiveDocument, name: string, text: string): Promise<void> {
  await panel.evaluate(
    (fileName: string, content: string) => {
      const field = document.querySelector<HTMLInputElement>('input[type=file]');
      const files = new DataTransfer();
      files.items.add(new File([content], fileName, { type: 'application/json' }));
      if (field) field.files = files.files;
      field?.dispatchEvent(new Event('change', { bubbles: true }));
    },
    name,
    text,
  );
}

/** The events of a recording's text. */
export function eventsIn(recording: string): { kind: string; [field: string]: unknown }[] {
  return JSON.parse(recording).events;
}

/** The decisions of a recording's text, in order: `held 7`. */
export function decisionsIn(recording: string): string[] {
  return eventsIn(recording)
    .filter(({ kind }) => kind === 'decision')
    .map(({ decision, id }) => `${decision} ${id ?? ''}`.trim());
}
