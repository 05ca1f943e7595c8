import { BadRule, FAULTS, type FaultPoint, fits, LONGEST_HOLD, type Match, type Rule } from './rule.ts';

/** A rule in force. */
export interface ArmedRule extends Rule {
  readonly id: string;
  /** How often it may still strike. */
  readonly left: number;
  /** How many requests or messages it holds now. */
  readonly holding: number;
  /** Resolves after `ms`, or when the rule is deleted, whichever is first. */
  hold(): Promise<void>;
}

/** The rules in force, at most `MOST_RULES`; one that is spent and holds nothing goes by itself. */
export interface ArmedRules {
  /** @throws BadRule when there are too many */
  arm(rule: Rule): ArmedRule;
  list(): ArmedRule[];
  readonly isEmpty: boolean;
  /** Lets go of what a rule holds, and forgets it; all rules without an id. Returns how many there were. */
  disarm(id?: string): number;
  /** The first rule for this point that fits. */
  inForce(point: FaultPoint, facts: () => Match): ArmedRule | undefined;
  /** The same, and it counts as one strike. */
  strike(point: FaultPoint, facts: () => Match): ArmedRule | undefined;
}

const MOST_RULES = 100;

interface Stored extends ArmedRule {
  strike(): void;
  release(): void;
}

export function createArmedRules(): ArmedRules {
  const rules = new Map<string, Stored>();
  let count = 0;

  function create(rule: Rule): Stored {
    const id = String(++count);
    let left = rule.times;
    const releases = new Set<() => void>();
    const forgetIfSpent = () => {
      if (left === 0 && releases.size === 0) rules.delete(id);
    };
    return {
      ...rule,
      id,
      get left() {
        return left;
      },
      get holding() {
        return releases.size;
      },
      strike() {
        left -= 1;
        // After the clients that were struck have had the chance to hold.
        queueMicrotask(forgetIfSpent);
      },
      hold: () =>
        new Promise<void>((resolve) => {
          const release = () => {
            clearTimeout(timer);
            releases.delete(release);
            resolve();
            forgetIfSpent();
          };
          const timer = setTimeout(release, rule.ms ?? LONGEST_HOLD);
          timer.unref();
          releases.add(release);
        }),
      release() {
        left = 0;
        for (const release of releases) release();
      },
    };
  }

  function inForce(point: FaultPoint, facts: () => Match): Stored | undefined {
    if (rules.size === 0) return undefined;
    const here: readonly string[] = FAULTS[point];
    for (const rule of rules.values()) {
      if (rule.left > 0 && here.includes(rule.fault) && fits(rule.match, facts())) return rule;
    }
    return undefined;
  }

  function disarm(id?: string): number {
    const found = [...rules.values()].filter((rule) => id === undefined || rule.id === id);
    for (const rule of found) {
      rules.delete(rule.id);
      rule.release();
    }
    return found.length;
  }

  return {
    arm(rule) {
      if (rules.size >= MOST_RULES) throw new BadRule(`There are ${MOST_RULES} rules already; delete some.`);
      const armed = create(rule);
      rules.set(armed.id, armed);
      // A pause is one stretch of time, not a number of strikes.
      if (rule.fault === 'pause-transport') setTimeout(disarm, rule.ms ?? LONGEST_HOLD, armed.id).unref();
      return armed;
    },
    list: () => [...rules.values()],
    get isEmpty() {
      return rules.size === 0;
    },
    disarm,
    inForce,
    strike(point, facts) {
      const rule = inForce(point, facts);
      rule?.strike();
      return rule;
    },
  };
}
