import type { LiveDocument } from './browser.ts';

/** Has a recording of so many events chosen in the import field: a file too large to be had at once, made in the page. */
export function importLargeRecording(panel: LiveDocument, name: string, events: number): Promise<void> {
  return panel.evaluate(
    (name: string, events: number) => {
      const head = {
        format: 'livecollection-recording',
        version: 1,
        createdAt: '2026-02-14T09:41:07Z',
        page: '',
        browser: '',
      };
      const lines = Array.from({ length: events }, (_, n) =>
        JSON.stringify({
          load: 'd1',
          seq: n + 1,
          at: 1_771_062_067_000 + n,
          layer: 'wire',
          kind: 'received',
          connection: 's1',
          transport: 'websocket',
          bytes: 300,
          text: JSON.stringify([
            { channel: '/api/todos', data: { method: 'PUT', id: String(n % 999), body: { title: 'Buy milk' } } },
          ]),
        }),
      );
      const text = `${JSON.stringify(head).slice(0, -1)},"events":[\n${lines.join(',\n')}\n]}\n`;
      const files = new DataTransfer();
      files.items.add(new File([text], name));
      const field = document.querySelector<HTMLInputElement>('input[type=file]');
      if (field) field.files = files.files;
      field?.dispatchEvent(new Event('change', { bubbles: true }));
    },
    name,
    events,
  );
}
