import type { Undo } from '../../channel/channel.ts';
import { addressOf } from '../address.ts';
import { listen } from '../listen.ts';
import { afterConstruction, undoAll } from '../patch/patch.ts';
import { addressIn, at } from '../values.ts';
import type { Tap } from './tap.ts';

/** A page may make as many as it likes. */
const MAX_WORKERS = 100;

/**
 * Reports that the page has workers: what goes over a connection of theirs is out of the probe's reach. Those that are older
 * than the probe are not known, but for the service worker that controls the page.
 */
export function tapWorkers({ report, guarded }: Tap, window: Window): Undo {
  const undoes: Undo[] = [];
  let told = 0;
  const controllers = new Set<string>();

  function tell(type: string, address: unknown): void {
    if (++told > MAX_WORKERS) return;
    // What else it may be would have to be asked, by the page's own code.
    const given = addressIn(address);
    const url = given === undefined ? '' : (addressOf(given, window.document.baseURI)?.href ?? given);
    report({ layer: 'page', kind: 'worker', type, url });
  }

  function tellController(container: unknown): void {
    const url = at(at(container, 'controller'), 'scriptURL');
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
    tellController(container);
    undoes.push(
      listen(window.document, [
        [container, 'controllerchange', () => guarded('service-worker', () => tellController(container))],
      ]),
    );
  });
  return undoAll(guarded, undoes);
}
