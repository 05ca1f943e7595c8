/**
 * What the dev server costs beside Faye alone: the same clients, in a second process, against a server with nothing but
 * Faye in it and against ours with everything `serve` turns on.
 */
import { median } from '../compare.ts';
import { atLeast, atMost, type Section, seen } from '../figure.ts';
import { type Child, startChild } from './child.ts';

const FAN_OUT_CLIENTS = 100;
const MESSAGES = 2_000;
const CREATE_CLIENTS = 50;
const CREATES = 300;
const AT_ONCE = 5;
const IDLE = 1_000;
/** Clients before the idle ones are counted, for what is made once. */
const WARM_UP = 100;
const TURNS = 5;

export const server: Section = async function* () {
  const clients = await startChild('./clients-process.ts');
  const bare = await startChild('./server-process.ts', 'bare');
  const ours = await startChild('./server-process.ts', 'ours');
  try {
    const ports = { bare: await bare.ask<number>('port'), ours: await ours.ask<number>('port') };

    const rates = await inTurns(async (which) => {
      return deliveriesASecond(which === 'bare' ? bare : ours, clients, ports[which]);
    });
    yield atLeast(0.9, '×', `deliveries a second, ${FAN_OUT_CLIENTS} websockets × ${MESSAGES} messages`, rates.ratio);
    yield seen('/s', 'the same, ours', rates.ours);
    yield seen('/s', 'the same, bare Faye', rates.bare);

    const latencies = await inTurns(async (which) => p99(await creates(clients, ports[which])));
    const what = `REST create → push received by all of ${CREATE_CLIENTS} clients, p99`;
    yield atMost(8, '×', `${what}, to a publish without a database`, latencies.ratio);
    yield atMost(250, 'ms', what, latencies.ours);

    const idle = { bare: await bytesAClient('bare', clients), ours: await bytesAClient('ours', clients) };
    yield atMost(1.25, '×', `memory a client, ${IDLE} idle subscribers`, idle.ours / idle.bare);
    yield atMost(100, 'KB', 'the same, ours', idle.ours / 1024);
  } finally {
    for (const child of [clients, bare, ours]) child.end();
  }
};

/** Measures both in turns, bare first and ours first alternately; the median of each, and of their ratios. */
async function inTurns(measure: (which: 'bare' | 'ours') => Promise<number>) {
  const bare: number[] = [];
  const ours: number[] = [];
  for (let turn = -1; turn < TURNS; turn++) {
    const order = turn % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
    for (const which of order) {
      const value = await measure(which);
      if (turn >= 0) (which === 'bare' ? bare : ours).push(value); // the first turn warms up
    }
  }
  const ratio = median(ours.map((value, turn) => value / (bare[turn] ?? Number.NaN)));
  return { bare: median(bare), ours: median(ours), ratio };
}

async function deliveriesASecond(server: Child, clients: Child, port: number): Promise<number> {
  await clients.ask('subscribe', port, FAN_OUT_CLIENTS);
  const all = clients.ask<number>('receive', FAN_OUT_CLIENTS * MESSAGES);
  const start = Date.now();
  await server.ask('publish', MESSAGES);
  const end = await all;
  await clients.ask('hangUp');
  return (FAN_OUT_CLIENTS * MESSAGES) / ((end - start) / 1_000);
}

async function creates(clients: Child, port: number): Promise<number[]> {
  await clients.ask('subscribe', port, CREATE_CLIENTS);
  const times = await clients.ask<number[]>('create', port, CREATES, AT_ONCE);
  await clients.ask('hangUp');
  return times;
}

function p99(times: number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
}

/** On a server of its own: one that had clients keeps their sessions for a while, and frees them at any time. */
async function bytesAClient(which: 'bare' | 'ours', clients: Child): Promise<number> {
  const server = await startChild('./server-process.ts', which);
  try {
    const port = await server.ask<number>('port');
    await clients.ask('subscribe', port, WARM_UP);
    const before = await server.ask<number>('memory');
    await clients.ask('subscribe', port, IDLE);
    const after = await server.ask<number>('memory');
    await clients.ask('hangUp');
    return (after - before) / IDLE;
  } finally {
    server.end();
  }
}
