import { unpackedPieces } from './unpacked-pieces.ts';

/** The largest file that is read whole, in bytes once unpacked; `core/recording.ts` checks the text once more. */
const MAX_FILE = 100 * 1024 * 1024;

/** The text of a chosen or dropped file, unpacked where it is gzip, or one sentence that says why not. */
export async function readFile(file: File): Promise<{ ok: true; text: string } | { ok: false; error: string }> {
  if (file.size > MAX_FILE) return { ok: false, error: `${file.name} is larger than 100 MB.` };
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const { bytes } of unpackedPieces(file, MAX_FILE)) text += decoder.decode(bytes, { stream: true });
    return { ok: true, text: text + decoder.decode() };
  } catch (error) {
    return { ok: false, error: `${file.name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The first characters of a file, unpacked; fewer where it is shorter, or cannot be read further. */
export async function beginningOf(file: Blob, characters: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const { bytes } of unpackedPieces(file)) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length >= characters) break;
    }
  } catch {
    // Who reads it whole says why it cannot be read.
  }
  return text.slice(0, characters);
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
