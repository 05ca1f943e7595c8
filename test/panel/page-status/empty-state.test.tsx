// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PROBE_FAILED } from '../../../extension/channel/internal-protocol.ts';
import { EmptyState, type EmptyStateProps } from '../../../extension/panel/page-status/empty-state.tsx';
import { LateNotice } from '../../../extension/panel/page-status/late-notice.tsx';

afterEach(cleanup);

function shown(props: Partial<EmptyStateProps>) {
  const onAllow = vi.fn<(site: string) => void>();
  const onReload = vi.fn<() => void>();
  const { container } = render(
    <EmptyState
      connection="refused"
      refusal=""
      site=""
      recording={true}
      heard={true}
      rejected={0}
      events={1}
      query=""
      near={() => []}
      onFilter={() => {}}
      late={false}
      onRecord={() => {}}
      onClearFilter={() => {}}
      onChoose={() => {}}
      onAllow={onAllow}
      onPermissions={() => {}}
      onReload={onReload}
      {...props}
    />,
  );
  return { text: container.textContent ?? '', onAllow, onReload };
}
const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

describe('a page that cannot be read', () => {
  it('offers the page’s own site, and says what a frame of it needs that may be read', () => {
    const { text, onAllow, onReload } = shown({ site: 'http://todo.test', openFrames: ['http://127.0.0.1'] });
    expect(text).toContain('http://todo.test is not allowed yet');
    expect(text).toContain('The frame at http://127.0.0.1 may be read');
    click('Allow http://todo.test');
    expect(onAllow).toHaveBeenCalledExactlyOnceWith('http://todo.test');
    click('Reload the page');
    expect(onReload).toHaveBeenCalledOnce();
  });

  it('is a file, whose switch does not help here, without a button', () => {
    expect(shown({ url: 'file:///home/page.html' }).text).toMatch(/^Files are not read.*Allow access to file URLs/);
    expect(screen.queryAllByRole('button')).toEqual([]);
  });

  it('belongs to no site', () => {
    expect(shown({ url: 'data:text/html,x' }).text).toContain('data: address belongs to no site');
  });

  it('has broken what the probe needs', () => {
    expect(shown({ refusal: `${PROBE_FAILED}x is undefined` }).text).toMatch(
      /^The probe cannot run in this page.*“x is undefined”/,
    );
  });
});

describe('a page that says nothing', () => {
  it('has a frame that is not allowed: it is named, with its own button', () => {
    const { text, onAllow } = shown({ connection: 'connected', closedFrames: ['http://todo.test'] });
    expect(text).toContain('A frame at http://todo.test is not allowed yet');
    expect(text).not.toContain('Neither Faye');
    click('Allow http://todo.test');
    expect(onAllow).toHaveBeenCalledExactlyOnceWith('http://todo.test');
  });
});

describe('a page that was met late', () => {
  it('is offered to be reloaded, unless that was done in vain', () => {
    const notice = (lateAgain: boolean) =>
      render(
        <LateNotice
          capture={{ began: 0, late: true, olderSockets: 0, lateAgain }}
          onReload={() => {}}
          onDismiss={() => {}}
        />,
      );
    notice(false);
    expect(screen.queryByText('Reload to see it from the start')).not.toBeNull();
    cleanup();
    const { container } = notice(true);
    expect(screen.queryByText('Reload to see it from the start')).toBeNull();
    expect(container.textContent).toContain('already so before the reload');
  });
});

describe('whether the page records', () => {
  it('is said only of one that says so', () => {
    const here = { connection: 'connected', events: 0, recording: false } as const;
    expect(shown({ ...here, heard: true }).text).toMatch(/^Not recording/);
    cleanup();
    expect(shown({ ...here, heard: false }).text).toMatch(/^Waiting for the page/);
    cleanup();
    expect(shown({ ...here, heard: false, rejected: 19 }).text).toMatch(
      /^The page’s answers cannot be read.*19 of them/,
    );
    expect(screen.queryByRole('button', { name: 'Record' })).toBeNull();
  });
});
