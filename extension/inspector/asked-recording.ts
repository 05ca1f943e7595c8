/**
 * The recording that the page's address asks for, `?recording=/path/to.json`, if it asks for one. Only of the same origin:
 * an address may come from anybody, and must not make this page fetch from anywhere.
 * @throws an Error whose message is a sentence for the user
 */
export async function askedRecording({ search, href, origin }: Location): Promise<File | undefined> {
  const asked = new URLSearchParams(search).get('recording');
  if (asked === null) return undefined;
  const url = URL.canParse(asked, href) ? new URL(asked, href) : undefined;
  if (url?.origin !== origin) throw new Error(`“${asked}” is not of ${origin}: download it, and drop it here.`);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} cannot be had: ${response.status} ${response.statusText}.`);
  return new File([await response.blob()], url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
}
