import { patternCovers } from '../core/unrecorded.ts';
import { addressOf } from './address.ts';
import { parse, stringify } from './json/native-json.ts';
import type { TapReport } from './taps/tap.ts';
import { at, isObject, textOf } from './values.ts';

/** What is not to be recorded, taken out of what the taps tell. */
export interface LeftOut {
  /** As it is shown; '' when all is recorded. */
  readonly said: string;
  /** @param entries layers and channels; see `core/unrecorded.ts` */
  set(entries: readonly string[]): void;
  /** The report, or what of it may be told; nothing where none of it may. */
  rest(report: TapReport): TapReport | undefined;
  /** The same of a line that is kept already; '' where nothing is left. */
  restOfLine(line: string): string;
}

/** @param base the document's URL, now */
export function createLeftOut(base: () => string): LeftOut {
  const layers = new Set<string>();
  let channels: string[] = [];
  let said = '';
  const sources = new Map<string, string>();
  /** Requests that were not told: their answers are not either. */
  const requests = new Set<string>();

  const isOut = (layer: string, channel = '') =>
    layers.has(layer) || channels.some((pattern) => patternCovers(pattern, channel));

  function isMessageOut(message: unknown, layer: string): boolean {
    const channel = textOf(at(message, 'channel')) ?? '';
    // What a client and its server agree on stays: subscriptions and sessions would else be said to be what they are not.
    return !channel.startsWith('/meta/') && isOut(layer, channel);
  }

  function isRequestOut(url: string): boolean {
    let path = addressOf(url, base())?.pathname ?? '';
    for (; path; path = path.slice(0, path.lastIndexOf('/'))) if (isOut('http', path)) return true;
    return layers.has('http');
  }

  function restOfFrame(report: Extract<TapReport, { text: string }>): TapReport | undefined {
    let messages: unknown;
    try {
      messages = parse(report.text);
    } catch {
      return layers.has('wire') ? undefined : report;
    }
    const all: unknown[] = Array.isArray(messages) ? messages : [messages];
    const rest = all.filter((message) => !isMessageOut(message, 'wire'));
    if (rest.length === all.length) return report;
    // Marks are told by where they stand in the whole.
    return rest.length === 0 || 'marks' in report ? undefined : { ...report, text: stringify(rest) };
  }

  function rest(report: TapReport): TapReport | undefined {
    if (report.layer === 'collection' && report.kind === 'added') sources.set(report.source, report.channel);
    if (report.layer === 'http' && report.kind !== 'request')
      return requests.delete(report.request) ? undefined : report;
    if (said === '') return report;
    switch (report.layer) {
      case 'wire':
        return report.kind === 'sent' || report.kind === 'received' ? restOfFrame(report) : report;
      case 'faye':
        return 'message' in report && isMessageOut(report.message, 'faye') ? undefined : report;
      case 'http':
        if (!('url' in report) || !isRequestOut(report.url)) return report;
        requests.add(report.request);
        return undefined;
      case 'collection':
        if (!isOut('collection', sources.get(report.source))) return report;
        // That it is there, and how large, is told; not what is in it.
        if (report.kind === 'added')
          return { ...report, models: undefined, state: undefined, ...('marks' in report && { marks: undefined }) };
        return report.kind === 'removed' ? report : undefined;
      default:
        return report;
    }
  }

  return {
    get said() {
      return said;
    },
    set(entries) {
      layers.clear();
      channels = [];
      for (const entry of entries) {
        if (entry.startsWith('/')) channels.push(entry);
        else layers.add(entry);
      }
      said = entries.join(', ');
    },
    rest,
    restOfLine(line) {
      if (line === '') return line;
      const [, head = '', text = ''] = /^(\d+ \S+ \S+ )(.*)$/s.exec(line) ?? [];
      const told: unknown = head ? { layer: 'wire', kind: 'received', text } : parse(line);
      const left = isObject(told) ? rest(told as TapReport) : undefined;
      if (left === told) return line;
      return !left ? '' : 'text' in left && head ? head + left.text : stringify(left);
    },
  };
}
