import { expect, onTestFinished, test, vi } from 'vitest';
import { openGithub } from '../../src/services/github/api.ts';
import { openJira } from '../../src/services/jira/api.ts';
import { searchIssues } from '../../src/services/jira/search.ts';
import { MustWait } from '../../src/services/service.ts';
import { fakeGitHub } from '../support/github/fake.ts';
import { authorizationOf, fakeJira } from '../support/jira/fake.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { everyNth } from '../support/soak-test.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** How long nothing should wait that has no reason to, in ms. It is less than the shortest leap. */
const SOON = 20 * SECOND;

const LEAPS = [-3 * DAY, -2 * HOUR, -50 * SECOND, 50 * SECOND, 2 * HOUR, 3 * DAY];

/** A clock of this machine that somebody can set. */
function settableClock(): { leap: number } {
  const real = Date.now.bind(Date);
  const clock = { leap: 0 };
  vi.spyOn(Date, 'now').mockImplementation(() => real() + clock.leap);
  onTestFinished(() => void vi.restoreAllMocks());
  return clock;
}

/** The interface of a service with a quota, in the same words. */
const SERVICES = {
  async github() {
    const fake = await fakeGitHub();
    fake.quota = { limit: 100, used: 10, reset: fake.repository.now + 600 * SECOND };
    fake.repository.open('One');
    const api = openGithub({ api: fake.api, token: fake.token });
    const path = '/repos/acme/app/issues/1';
    return {
      ...{ api, fake },
      now: () => fake.repository.now,
      read: () => api.get(path),
      change: () => api.send('POST', `${path}/comments`, { body: 'Text' }),
      pause: { kind: 'secondary', after: 2 } as const,
      spend: () => Object.assign(fake.quota!, { used: 95 }),
    };
  },
  async jira() {
    const fake = await fakeJira();
    fake.site.open('One');
    const api = openJira({ api: fake.api, token: authorizationOf(fake) });
    const path = '/rest/api/3/issue/APP-1';
    return {
      ...{ api, fake },
      now: () => fake.site.now,
      read: () => api.read(path),
      change: () => api.send('POST', `${path}/comment`, { body: { type: 'doc', version: 1, content: [] } }),
      pause: { kind: '429', after: 2 } as const,
      spend: () =>
        Object.assign(fake.headers, {
          'x-ratelimit-limit': '100',
          'x-ratelimit-remaining': '5',
          'x-ratelimit-reset': new Date(fake.site.now + 600 * SECOND).toISOString(),
        }),
    };
  },
};

const ROWS = (['github', 'jira'] as const).flatMap((service) => LEAPS.map((leap) => ({ service, leap })));

async function lasting(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

test.each(everyNth(5, ROWS))(
  '$service: a clock that leaps by $leap ms makes no request wait',
  async ({ service, leap }) => {
    const clock = settableClock();
    const { api, read, change, now } = await SERVICES[service]();
    await read();
    const gap = await lasting(async () => {
      await change();
      clock.leap = leap;
      expect(Math.abs(api.serverNow() - now())).toBeLessThan(SOON);
      await change();
    });
    expect(gap).toBeLessThan(SOON);
    // GitHub wants a second between changes, whatever a clock says.
    if (service === 'github') expect(gap).toBeGreaterThan(SECOND / 2);
    expect(await lasting(read)).toBeLessThan(SOON);
  },
);

test.each(everyNth(5, ROWS))(
  '$service: a clock that leaps by $leap ms neither shortens nor lengthens a pause',
  async (row) => {
    const clock = settableClock();
    const { fake, read, pause } = await SERVICES[row.service]();
    await read();
    fake.faults.push({ ...pause, headers: {} });
    const paused = lasting(read);
    await vi.waitFor(() => expect(fake.requests).toHaveLength(2), DEADLINE_MS);
    clock.leap = row.leap;
    const ms = await paused;
    expect([ms > 1_500, ms < SOON, fake.tooMany]).toEqual([true, true, 0]);
  },
);

test.each(ROWS)('$service: a clock that leaps by $leap ms leaves the reserve to people', async ({ service, leap }) => {
  const clock = settableClock();
  const { read, spend } = await SERVICES[service]();
  spend();
  await read();
  clock.leap = leap;
  const refused = await read().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(MustWait);
  const ms = (refused as MustWait).until - Date.now();
  expect([ms > 570 * SECOND, ms < 610 * SECOND]).toEqual([true, true]);
});

test.each(['github', 'jira'] as const)(
  '%s: after a sleep of the machine, in which the steady clock stops, the latest time of the service includes it',
  async (service) => {
    const clock = settableClock();
    const { api, read, now } = await SERVICES[service]();
    await read();
    const before = now();
    clock.leap = 2 * HOUR;
    expect(Math.abs(api.serverLatest() - before - 2 * HOUR)).toBeLessThan(SOON);
    // Somebody who sets the clock back makes nothing earlier.
    clock.leap = -2 * HOUR;
    expect(Math.abs(api.serverLatest() - before)).toBeLessThan(SOON);
  },
);

test('a search at Jira after a sleep of the machine includes what changed before', async () => {
  const clock = settableClock();
  const { api, fake, read, now } = await SERVICES.jira();
  await read();
  const from = now() - 60 * SECOND;
  clock.leap = 2 * HOUR;
  fake.site.pass(clock.leap);
  const found: unknown[] = [];
  const asked = { api, key: 'APP', fields: ['updated'] } as never;
  for await (const page of searchIssues(asked, { from, field: 'updated' })) found.push(...page);
  expect(found).toMatchObject([{ key: 'APP-1' }]);
});
