import { expect, it } from 'vitest';
import { soak } from '../support/soak.ts';

it('agrees with the database and loses nothing acknowledged, whatever is killed', async () => {
  const { acknowledged, lost, different, kills } = await soak(7_000, 3);
  expect({ lost, different }).toEqual({ lost: [], different: [] });
  expect(acknowledged).toBeGreaterThan(50);
  for (const [what, count] of Object.entries(kills)) expect(count, `${what}s killed`).toBeGreaterThan(0);
}, 60_000);
