import { expect, it } from 'vitest';
import { ALIVE } from '../../extension/channel/internal-protocol.ts';
import { lastingPort } from '../../extension/channel/lasting-port.ts';
import { fakePort } from './fake-port.ts';

it('a port that is renewed ends when the fresh one was answered: there is never none', () => {
  const ports: ReturnType<typeof fakePort>[] = [];
  const lasting = lastingPort(
    () => {
      const port = fakePort();
      ports.push(port);
      return port;
    },
    { tabId: 7 },
  );
  lasting.renew();
  const [former, fresh] = ports;
  expect(fresh?.posted).toEqual([{ tabId: 7 }]);
  expect(former?.disconnected).toBe(false);
  fresh?.hear(ALIVE);
  expect(former?.disconnected).toBe(true);
  expect(fresh?.disconnected).toBe(false);
  lasting.close();
});
