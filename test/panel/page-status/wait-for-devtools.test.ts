import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whenHeard } from '../../../extension/panel/page-status/wait-for-devtools.ts';

/** A storage that outlives the loads of the page, and what each load did. */
function pageIn(answers: boolean) {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const act = vi.fn();
  const reload = vi.fn();
  const load = () =>
    whenHeard(
      {
        inspectedWindow: { tabId: 7, getResources: (callback) => answers && setTimeout(callback, 50) },
        storage,
        reload,
      },
      act,
    );
  return { act, reload, load, kept };
}

describe('a panel’s page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('begins when DevTools answers it', () => {
    const { act, reload, load, kept } = pageIn(true);
    load();
    expect(act).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(act).toHaveBeenCalledOnce();
    expect(reload).not.toHaveBeenCalled();
    expect(kept.size).toBe(0);
  });

  it('is loaded again when DevTools does not, three times at most, and then begins all the same', () => {
    const { act, reload, load } = pageIn(false);
    for (let time = 1; time <= 3; time += 1) {
      load();
      vi.runAllTimers();
      expect(reload).toHaveBeenCalledTimes(time);
    }
    expect(act).not.toHaveBeenCalled();
    load();
    expect(act).toHaveBeenCalledOnce();
  });

  it('begins at once where it has nobody to ask', () => {
    const act = vi.fn();
    whenHeard({ inspectedWindow: { tabId: 7 }, storage: nothingKept, reload: () => {} }, act);
    expect(act).toHaveBeenCalledOnce();
  });
});

const nothingKept = { getItem: () => null, setItem() {}, removeItem() {} };
