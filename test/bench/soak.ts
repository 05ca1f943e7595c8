import { soak } from '../support/soak.ts';
import { atLeast, atMost, type Section } from './figure.ts';

const SECONDS = 60;

/** A minute of kills, of sockets, sessions and the server process: nothing acknowledged may be lost, and all must agree. */
export const soaking: Section = async function* () {
  const { acknowledged, lost, different, kills } = await soak(SECONDS * 1_000);
  yield atMost(0, '', 'acknowledged writes lost', lost.length);
  yield atMost(0, '', 'clients whose collection is not the database', different.length);
  yield atLeast(100, '', 'writes acknowledged', acknowledged);
  yield atLeast(1, '', 'times the server process was killed', kills.server);
  yield atLeast(1, '', 'sockets and sessions killed', kills.socket + kills.session);
};
