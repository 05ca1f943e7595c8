/** The largest file that is read at all, in bytes; `core/recording.ts` checks the text once more. */
const MAX_FILE = 100 * 1024 * 1024;

/** The text of a chosen or dropped file, or one sentence that says why not. */
export async function readFile(file: File): Promise<{ ok: true; text: string } | { ok: false; error: string }> {
  if (file.size > MAX_FILE) return { ok: false, error: `${file.name} is larger than 100 MB.` };
  try {
    return { ok: true, text: await file.text() };
  } catch (error) {
    return {
      ok: false,
      error: `${file.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** The name for a new recording, from the page's host and the local time: `127.0.0.1-3000-2026-02-14T09-41-07.json`. */
export function recordingName(url: string, now: Date): string {
  const host = URL.canParse(url) ? new URL(url).host.replace(':', '-') : 'page';
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return `${host || 'page'}-${local.toISOString().slice(0, 19).replaceAll(':', '-')}.json`;
}

/** Hands a file to the browser as a download. */
export function saveFile(name: string, file: Blob, document: Document = globalThis.document): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
