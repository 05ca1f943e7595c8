import type { Undo } from '../../channel/channel.ts';
import { disguised, type Method, replaceValue } from '../disguise.ts';
import { afterSets } from '../patch.ts';
import { bayeuxIn } from './bayeux-text.ts';
import { now } from './exchange.ts';
import type { Wire } from './wire.ts';

const { apply } = Reflect;
const transport = 'callback-polling';
const events = ['load', 'error'];

/**
 * Sees polls that are script elements, `…?message=[…]&jsonp=callback`, where their address is set: Faye and CometD make
 * the callback just before, and put the element into the document just after. To watch the insertion of every element of
 * the page would cost it far more. The callback is replaced for the one call that it is made for.
 */
export function tapJsonp(wire: Wire, window: Window): Undo {
  const { guarded, report } = wire.tap;
  const prototype: unknown = Reflect.get(window, 'HTMLScriptElement')?.prototype;
  if (typeof prototype !== 'object' || prototype === null) return () => {};
  /** How to let go of each script on its way. */
  const underway = new Map<HTMLScriptElement, Undo>();

  function follow(script: HTMLScriptElement): void {
    const { src } = script;
    const frame = src.includes('message=') ? bayeuxIn(undefined, src) : undefined;
    const query = new URLSearchParams(src.slice(src.indexOf('?')));
    const callbackName = query.get('jsonp') ?? query.get('callback');
    if (frame === undefined || !callbackName) return;
    const callback: unknown = Reflect.get(window, callbackName);
    if (typeof callback !== 'function') return;

    const connection = wire.name(transport);
    const began = now();
    wire.addEndpoint(src);
    wire.sent(connection, transport, frame, src.slice(0, src.indexOf('?')));

    const answer = disguised(callback as Method, {
      apply(original, self, args) {
        guarded('jsonp', () => {
          end();
          const [replies] = args;
          const text = typeof replies === 'string' ? replies : (JSON.stringify(replies) ?? '');
          wire.received(connection, transport, text, { ms: now() - began });
        });
        return wire.during(() => apply(original, self, args));
      },
    });
    const putBack = replaceValue(window, callbackName, answer);
    const onEnd = ({ type }: Event) =>
      guarded('jsonp', () => {
        // It was loaded and did not call: an aborted poll is one whose callback the page took away.
        const reason = type === 'load' && Reflect.get(window, callbackName) !== answer ? 'abort' : 'error';
        end();
        report({ layer: 'wire', kind: 'failed', connection, transport, reason, ms: now() - began });
      });
    function end(): void {
      putBack();
      for (const type of events) script.removeEventListener(type, onEnd, true);
      underway.delete(script);
    }
    underway.get(script)?.();
    underway.set(script, end);
    for (const type of events) script.addEventListener(type, onEnd, true);
  }

  const undo = afterSets(prototype, 'src', (script) => guarded('jsonp', () => follow(script as HTMLScriptElement)));
  return () => {
    undo();
    for (const end of [...underway.values()]) end();
  };
}
