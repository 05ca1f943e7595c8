import { describe, expect, it } from 'vitest';
import { afterCommit, type TransactionSession } from '../../devserver/live-resource/writes/after-commit.ts';

/** The driver's session as far as transactions go: what it allows when, and a commit that can fail. */
function fakeSession() {
  let open = false;
  const commits: ('ok' | 'fails')[] = [];
  const session: TransactionSession = {
    inTransaction: () => open,
    startTransaction: () => {
      open = true;
    },
    async commitTransaction() {
      if (commits.shift() === 'fails') throw new Error('UnknownTransactionCommitResult');
      open = false;
    },
    async abortTransaction() {
      open = false;
    },
  };
  return { session, commits };
}

function listen() {
  const told: string[] = [];
  return { told, tell: (name: string) => async () => void told.push(name) };
}

describe('afterCommit', () => {
  it('tells at once without a session, and outside of a transaction', async () => {
    const { told, tell } = listen();
    await afterCommit(undefined, tell('a'));
    await afterCommit(fakeSession().session, tell('b'));
    expect(told).toEqual(['a', 'b']);
  });

  it('tells after the commit, in the order of the writes', async () => {
    const { told, tell } = listen();
    const { session } = fakeSession();
    session.startTransaction();
    await afterCommit(session, tell('a'));
    await afterCommit(session, tell('b'));
    expect(told).toEqual([]);
    await session.commitTransaction();
    expect(told).toEqual(['a', 'b']);
  });

  it('tells nothing of a transaction that is aborted, and all of the next one', async () => {
    const { told, tell } = listen();
    const { session } = fakeSession();
    session.startTransaction();
    await afterCommit(session, tell('a'));
    await session.abortTransaction();
    session.startTransaction();
    await afterCommit(session, tell('b'));
    await session.commitTransaction();
    expect(told).toEqual(['b']);
  });

  it('keeps what waits while a commit whose outcome is unknown is tried again', async () => {
    const { told, tell } = listen();
    const { session, commits } = fakeSession();
    commits.push('fails');
    session.startTransaction();
    await afterCommit(session, tell('a'));
    await expect(session.commitTransaction()).rejects.toThrow('Unknown');
    expect(told).toEqual([]);
    await session.commitTransaction();
    expect(told).toEqual(['a']);
  });

  it('forgets what waits when the transaction starts over', async () => {
    const { told, tell } = listen();
    const { session, commits } = fakeSession();
    commits.push('fails');
    session.startTransaction();
    await afterCommit(session, tell('a'));
    await expect(session.commitTransaction()).rejects.toThrow();
    session.startTransaction();
    await afterCommit(session, tell('a again'));
    await session.commitTransaction();
    expect(told).toEqual(['a again']);
  });
});
