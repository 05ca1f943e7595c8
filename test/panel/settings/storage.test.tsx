// @vitest-environment jsdom
import '../layout.ts';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { findStorage } from '../../../extension/panel/settings/storage.ts';
import { open } from '../open-panel.tsx';

afterEach(cleanup);

const refused = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

describe('without storage', () => {
  it.each<[string, () => Storage]>([
    ['the property throws', refused],
    ['every use of it throws', () => ({ getItem: refused, setItem: refused }) as unknown as Storage],
    ['there is none', () => null as unknown as Storage],
  ])('settings hold for this session only, and it is said once: %s', async (_, find) => {
    const { settings } = open(undefined, undefined, findStorage(find));
    expect(screen.getByText(/settings hold until DevTools closes/)).toBeTruthy();
    settings.change({ preserveLog: true });
    expect(settings.current.value.preserveLog).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByText(/settings hold until/)).toBeNull());
  });

  it('is not said where there is one', () => {
    expect(findStorage(() => localStorage)).toEqual({ storage: localStorage, blocked: false });
    open();
    expect(screen.queryByText(/settings hold until/)).toBeNull();
  });
});
