import { createRecent } from '../../bounded-map.ts';
import { counted, cutWord } from '../../explanation/format.ts';
import { type Diagnosis, type DiagnosisContext, findingId } from '../diagnosis.ts';
import { evidenceOf } from '../evidence.ts';

const KIND = 'chatty-channel';
const CHANNELS = 1_000;

interface Rate {
  second: number;
  count: number;
  /** Seconds in a row with too many. */
  busy: number;
  /** The first event of them. */
  since: number;
  isStated: boolean;
}

/** A channel brings many messages a second for seconds on end. */
export function createChattyChannel(context: DiagnosisContext): Diagnosis {
  const { trace, report, thresholds } = context;
  let loads = createRecent<string, Map<string, Rate>>(64);

  function rateOf(load: string, channel: string): Rate | undefined {
    let channels = loads.get(load);
    if (!channels) {
      channels = new Map();
      loads.set(load, channels);
    }
    const known = channels.get(channel);
    if (known || channels.size >= CHANNELS) return known;
    const made = { second: 0, count: 0, busy: 0, since: -1, isStated: false };
    channels.set(channel, made);
    return made;
  }

  function turn(rate: Rate, second: number, i: number, object: { load: string; channel: string }): void {
    const isBusy = rate.count > thresholds.chattyPerSecond && second === rate.second + 1;
    const { count } = rate;
    rate.busy = isBusy ? rate.busy + 1 : 0;
    rate.second = second;
    rate.count = 0;
    const id = findingId(KIND, object);
    if (rate.busy === 0) {
      if (rate.isStated) report.settle(id, i);
      rate.isStated = false;
      rate.since = i;
      return;
    }
    if (rate.busy < thresholds.chattySeconds || rate.isStated) return;
    rate.isStated = true;
    report.raise({
      id,
      kind: KIND,
      severity: 'info',
      state: 'present',
      object,
      title: `${cutWord(object.channel)} brings many messages`,
      since: trace.has(rate.since) ? trace.at(rate.since) : trace.at(i),
      observed: [`${count} messages in the last second, and too many for ${counted(rate.busy, 'second')} in a row`],
      why: [`More than ${thresholds.chattyPerSecond} a second leave the page little time to draw`],
      advice: ['Let the server put several changes into one message, or send the last of each.'],
      evidence: [...evidenceOf(trace, rate.since), ...evidenceOf(trace, i, true)],
    });
  }

  return {
    layers: ['wire', 'faye'],
    take({ i, event, message }) {
      if (event.kind !== 'received' || !message || message.isMeta || message.successful !== undefined) return;
      const rate = rateOf(event.load, message.channel);
      if (!rate) return;
      const second = Math.floor(event.at / 1_000);
      if (second !== rate.second) turn(rate, second, i, { load: event.load, channel: message.channel });
      rate.count += 1;
    },
    clear() {
      loads = createRecent(64);
    },
  };
}
