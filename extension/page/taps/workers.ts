import type { Undo } from '../../channel/channel.ts';
import { addressOf } from '../address.ts';
import { listen } from '../listen.ts';
import { afterConstruction, undoAll } from '../patch/patch.ts';
import { whenSettled } from '../settled.ts';
import { addressIn, at } from '../values.ts';
import type { Tap } from './tap.ts';

/** A page may make as many as it likes. */
const MAX_WORKERS = 100;

/** A script that no element asked for, which was loaded for the page: a worker's, as far as one can see. */
const SCRIPT = /\.[cm]?[jt]s$/;

/**
 * Reports that the page has workers: what goes over a connection of theirs is out of the probe's reach. Of those that are
 * older than the probe the service worker is known, and likely are those whose script is among what the page has loaded, which
 * those of a `blob:` and shared ones are not.
 */
export function tapWorkers({ report, guarded }: Tap, window: Window): Undo {
  const undoes: Undo[] = [];
  let told = 0;
  const controllers = new Set<string>();

  function tell(type: string, address: unknown, likely?: true): void {
    if (++told > MAX_WORKERS) return;
    // What else it may be would have to be asked, by the page's own code.
    const given = addressIn(address);
    const url = given === undefined ? '' : (addressOf(given, window.document.baseURI)?.href ?? given);
    report({ layer: 'page', kind: 'worker', type, url, likely });
  }

  function tellService(worker: unknown): void {
    const url = at(worker, 'scriptURL');
    if (typeof url !== 'string' || controllers.has(url)) return;
    controllers.add(url);
    tell('service worker', url);
  }

  for (const [name, type] of [
    ['Worker', 'worker'],
    ['SharedWorker', 'shared worker'],
  ] as const)
    undoes.push(afterConstruction(guarded, window, name, (_made, [address]) => tell(type, address)));
  // Throws in a document without an origin.
  guarded('service-worker', () => {
    let container: ServiceWorkerContainer | undefined;
    try {
      container = window.navigator.serviceWorker;
    } catch {
      return;
    }
    if (!container) return;
    const tellController = () => tellService(at(container, 'controller'));
    tellController();
    undoes.push(
      listen(window.document, [[container, 'controllerchange', () => guarded('service-worker', tellController)]]),
    );
    // One may be there that controls the page only from its next load on.
    void whenSettled(
      container.getRegistration(),
      (registration) => guarded('service-worker', () => tellService(at(registration, 'active'))),
      () => {},
    );
  });
  guarded('older-workers', () => {
    const asked = new Set<string>();
    // Of scripts that are loaded ahead the timing says the same, in one browser or the other.
    for (const element of window.document.querySelectorAll<HTMLLinkElement>('link[href]')) asked.add(element.href);
    for (const { initiatorType, name } of window.performance.getEntriesByType(
      'resource',
    ) as PerformanceResourceTiming[])
      if (initiatorType === 'other' && !asked.has(name) && SCRIPT.test(addressOf(name, name)?.pathname ?? ''))
        tell('worker', name, true);
  });
  return undoAll(guarded, undoes);
}
