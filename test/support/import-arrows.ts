import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import swc, { type ParserConfig } from '@swc/core';
import { cruise, type IConfiguration, type IForbiddenRuleType } from 'dependency-cruiser';

/** An import that a rule of `.dependency-cruiser.cjs` forbids. */
export interface WrongArrow {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

const config: IConfiguration = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

/** The project's root, the usual tree to check. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Every rule's name. */
export const ruleNames: readonly string[] = rules().map(({ name }) => name ?? 'unnamed');

/** The rules, which the configuration keeps in one list. */
function rules(): readonly IForbiddenRuleType[] {
  return config.forbidden ?? [];
}

/**
 * Finds the forbidden imports under `root`, a folder with an `extension/` and a `devserver/`.
 *
 * Dependency-cruiser reads TypeScript by the compiler's JavaScript API, which TypeScript 7 no longer has, or by swc,
 * of which it neither asks for JSX nor keeps which imports are of types only
 * (https://github.com/sverweij/dependency-cruiser/blob/main/src/extract/swc/parse.mjs). So the sources are cruised
 * twice: with all imports, and without those that vanish at run time.
 */
export async function findWrongArrows(root: string): Promise<WrongArrow[]> {
  const isAboutRunTime = (rule: IForbiddenRuleType) => /"type-only"|"reachable"/.test(JSON.stringify(rule));
  return [
    ...(await judge(
      root,
      rules().filter((rule) => !isAboutRunTime(rule)),
      'all imports',
    )),
    ...(await judge(root, rules().filter(isAboutRunTime), 'run time')),
  ];
}

async function judge(root: string, forbidden: readonly IForbiddenRuleType[], which: 'all imports' | 'run time') {
  const restore = adaptParser(which === 'run time');
  try {
    const options = { ...config.options, baseDir: root, validate: true, ruleSet: { forbidden: [...forbidden] } };
    const { output } = await cruise(['extension', 'devserver'], options);
    if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
    return output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  } finally {
    restore();
  }
}

/** Makes swc read JSX where a file's name says so, and forget type-only imports if asked to. Returns the undo. */
function adaptParser(dropTypes: boolean): () => void {
  const original = swc.parseFileSync;
  const adapted = (path: string, options?: ParserConfig) => {
    const module = original(path, { ...options, syntax: 'typescript', tsx: path.endsWith('.tsx') });
    if (dropTypes) module.body = module.body.filter((item) => !('typeOnly' in item && item.typeOnly));
    return module;
  };
  Object.assign(swc, { parseFileSync: adapted });
  return () => Object.assign(swc, { parseFileSync: original });
}
