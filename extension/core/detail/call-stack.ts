/** One call of a stack. */
export interface Frame {
  /** '' for the top of a script, or a function without a name. */
  call: string;
  url: string;
  /** From 1. */
  line: number;
  column: number;
}

/** `url:12:5`, as every browser ends a frame. */
const PLACE = /^(.*?):(\d+):(\d+)$/;
/** More frames than this tell nothing more. */
const MAX_FRAMES = 200;

/**
 * Reads `Error.prototype.stack`, which no standard describes:
 *
 *   V8            `    at Todo.save (https://site/app.js:12:5)`, `    at async https://site/app.js:12:5`
 *   SpiderMonkey  `save@https://site/app.js:12:5`, `async*save@https://site/app.js line 3 > eval:1:2`
 *
 * The first frame is where the probe took the stack: what is of the same script is the probe's, and left out.
 */
export function readStack(stack: string): Frame[] {
  const frames = stack.split('\n', MAX_FRAMES).flatMap((line) => readV8(line) ?? readSpiderMonkey(line) ?? []);
  const own = frames[0]?.url;
  return frames.filter(({ url }) => url !== own);
}

function readV8(line: string): Frame | undefined {
  const told = /^ +at (.*)$/.exec(line)?.[1];
  if (told === undefined) return undefined;
  const inBrackets = /^(.*?) ?\((.*)\)$/.exec(told);
  return frame(inBrackets?.[1] ?? '', inBrackets?.[2] ?? told.replace(/^async /, ''));
}

function readSpiderMonkey(line: string): Frame | undefined {
  const at = line.indexOf('@');
  // `outer/inner.name` says where the function was made; `outer/<` that it has no name of its own.
  const call = line.slice(0, at).replace(/^.*\/(?=[^/<]+$)/, '');
  return at < 0 ? undefined : frame(call, line.slice(at + 1));
}

/** An evaluated script's place is where `eval` was called: `app.js line 3 > eval:1:2`, `eval at f (app.js:3:1), <anonymous>:1:2`. */
function frame(call: string, told: string): Frame | undefined {
  const evaluated = /\(([^()]+:\d+:\d+)\)(?:, .*)?$/.exec(told)?.[1];
  const inEval = /^(.*?) line (\d+) > /.exec(told);
  const place = inEval ? `${inEval[1]}:${inEval[2]}:1` : (evaluated ?? told);
  const found = PLACE.exec(place);
  if (!found) return undefined;
  const [, url = '', line, column] = found;
  return { call, url, line: Number(line), column: Number(column) };
}
