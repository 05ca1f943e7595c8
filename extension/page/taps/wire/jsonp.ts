import type { Undo } from '../../../channel/channel.ts';
import { jsonOf } from '../../json/json-of.ts';
import { bare } from '../../own-property.ts';
import { aroundCalls, undoAll } from '../../patch/patch.ts';
import { apply, disguised, type Method, replaceValue } from '../../patch/proxy-function.ts';
import { prototypeIn } from '../../values.ts';
import { bayeuxIn, isSurelyBayeux } from './bayeux-text.ts';
import { now } from './exchange.ts';
import type { Wire } from './wire.ts';

/**
 * Sees polls that are script elements, `…?message=[…]&jsonp=callback`, where their address is set: Faye and CometD make
 * the callback just before, and put the element into the document just after. To watch the insertion of every element of
 * the page would cost it far more. The callback is replaced for the one call that it is made for.
 */
export function tapJsonp(wire: Wire, window: Window): Undo {
  const { guarded } = wire.tap;
  /** How to let go of each script on its way. */
  const underway = new Map<HTMLScriptElement, Undo>();

  function follow(script: HTMLScriptElement): void {
    const { src } = script;
    const frame = bayeuxIn(undefined, src);
    const path = src.slice(0, src.indexOf('?'));
    const query = new URLSearchParams(src.slice(path.length));
    const callbackName = query.get('jsonp') ?? query.get('callback');
    const callback: unknown = callbackName && Reflect.get(window, callbackName);
    if (frame === undefined || !callbackName || typeof callback !== 'function') return;
    if (!wire.isEndpoint(path) && !isSurelyBayeux(frame)) return;

    const connection = wire.connect('callback-polling', src);
    const began = now();
    connection.sent(frame, path);

    const traps: ProxyHandler<Method> = {
      apply(original, self, args) {
        guarded('jsonp', () => {
          end();
          const [replies] = args;
          const text = typeof replies === 'string' ? replies : jsonOf(replies);
          connection.received(text, { ms: now() - began });
        });
        return wire.during(() => apply(original, self, args));
      },
    };
    const answer = disguised(callback as Method, bare(traps));
    const scripts = wire.listening<HTMLScriptElement>(['load', 'error'], (_script, { type }) => {
      // It was loaded and did not call: an aborted poll is one whose callback the page took away.
      const reason = type === 'load' && Reflect.get(window, callbackName) !== answer ? 'abort' : 'error';
      end();
      connection.failed(reason, now() - began);
    });
    const end = undoAll(guarded, [
      replaceValue(window, callbackName, answer),
      scripts.removeAll,
      () => underway.delete(script),
    ]);
    underway.get(script)?.();
    underway.set(script, end);
    scripts.add(script);
  }

  const undo = aroundCalls(
    guarded,
    prototypeIn(window, 'HTMLScriptElement'),
    'src',
    (script) => (ok) => {
      if (ok) follow(script as HTMLScriptElement);
    },
    'set',
  );
  return () => {
    undo();
    for (const end of [...underway.values()]) end();
  };
}
