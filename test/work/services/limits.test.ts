import { expect, onTestFinished, test, vi } from 'vitest';
import type { Steps } from '../../../src/commands/source/outputs.ts';
import { reserveOf, waitForQuota, waitForWrite } from '../../../src/services/quota.ts';
import { fakeGitHub } from '../../support/github/fake.ts';
import { gitHubGround } from '../../support/github/ground.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA, NOON } from '../../support/workspace.ts';

/** A soak reads 10,000 issues. */
const ISSUES = IS_SOAK ? 10_000 : 2_000;

soak('thousands of issues come within the quota, with progress; a stop goes on where it was', async () => {
  const { work, fake, add } = await gitHubGround();
  const { repository } = fake;
  const read: number[] = [];
  const progress = (done: number, _: number, what?: string) => {
    if (what === 'reading acme/app') read.push(done);
  };
  const pull = () => work.run<Steps>('source_pull', { name: 'app' }, { ...ADA, progress });
  for (let i = 1; i <= ISSUES; i++) {
    repository.open(`Issue ${i}`, { body: `Text ${i}` });
    // Some hundreds of them have the same second, as after an import there.
    if (i > 400 && i % 7 === 0) repository.pass(1_000);
  }
  fake.quota = { limit: 5_000, used: 4_000 - ISSUES / 200, reset: Date.now() + 3_600_000 };
  repository.now = Date.now();
  work.pass(repository.now - NOON);
  vi.spyOn(Date, 'now').mockImplementation(() => work.opened.context(ADA).clock.now);
  onTestFinished(() => void vi.restoreAllMocks());
  await add();
  const first = await pull();
  expect(first.waits).toMatchObject({ why: 'the rest of the quota is for people' });
  expect(first.added.length).toBeGreaterThan(ISSUES / 5);
  expect(first.added.length).toBeLessThan(ISSUES);
  expect(fake.quota.limit - fake.quota.used).toBe(reserveOf(fake.quota));
  const { sources } = await work.run<{ sources: object[] }>('source_list');
  expect(sources).toMatchObject([
    { linked: first.added.length, waits: { why: 'the rest of the quota is for people' } },
  ]);
  expect(read.at(-1)).toBeGreaterThanOrEqual(first.added.length);
  expect(read).toEqual(read.toSorted((a, b) => a - b));
  // Until the quota is full again, nothing is asked.
  expect(await pull()).toMatchObject({ requests: 0, waits: { why: 'the rest of the quota is for people' } });
  work.pass(3_600_000);
  repository.pass(3_600_000);
  const rest = await pull();
  expect(rest.waits).toBeUndefined();
  expect(first.added.length + rest.added.length).toBe(ISSUES);
  expect(rest.requests).toBeLessThan(ISSUES / 70);
  expect(fake.tooMany).toBe(0);
});

test('a pause that GitHub asks for is kept, and the request comes again; nothing is sent meanwhile', async () => {
  const { fake, add, pull } = await gitHubGround();
  fake.repository.open('One');
  await add();
  fake.faults.push({ kind: 'secondary', after: 1 });
  expect((await pull()).added).toHaveLength(1);
  expect(fake.tooMany).toBe(0);
  fake.faults.push({ kind: 'secondary', after: 3_600 });
  expect((await pull()).waits).toMatchObject({ why: 'GitHub asks for a pause' });
});

test("the quota counts by the service's clock, however wrong ours is", async () => {
  const { fake, add, pull } = await gitHubGround();
  fake.skew = 86_400_000;
  fake.quota = { limit: 100, used: 90, reset: fake.repository.now + 600_000 };
  await add();
  const { waits } = await pull();
  expect(Date.parse(waits!.until) - Date.now()).toBeGreaterThan(500_000);
  expect(Date.parse(waits!.until) - Date.now()).toBeLessThan(700_000);
});

test('changes have a second between them, and a minute and an hour have at most 80 and 500', () => {
  const now = 10_000_000;
  expect(waitForWrite([], now)).toBe(now);
  expect(waitForWrite([now - 300], now)).toBe(now + 700);
  expect(
    waitForWrite(
      Array.from({ length: 80 }, (_, i) => now - 50_000 + i),
      now,
    ),
  ).toBe(now + 10_000);
  expect(
    waitForWrite(
      Array.from({ length: 500 }, (_, i) => now - 3_000_000 + i * 5_000),
      now,
    ),
  ).toBe(now + 600_000);
  expect(waitForQuota({ limit: 5_000, left: 1_001, renews: now + 1 }, now)).toBeUndefined();
  expect(waitForQuota({ limit: 5_000, left: 1_000, renews: now + 1 }, now)).toBe(now + 1);
  expect(waitForQuota({ limit: 5_000, left: 0, renews: now }, now)).toBeUndefined();
});

test('without a token, or with a wrong one, the answer says how to sign in, and no text contains the token', async () => {
  const { work, fake, add } = await gitHubGround();
  await add();
  vi.stubEnv('GITHUB_TOKEN', 'secret-of-somebody');
  const wrong = await work.refused('source_pull', { name: 'app' });
  expect([wrong.code, wrong.hint]).toEqual(['service', expect.stringContaining('gh auth login')]);
  vi.stubEnv('GITHUB_TOKEN', '');
  vi.stubEnv('PATH', '/nowhere');
  const none = await work.refused('source_pull', { name: 'app' });
  expect([none.code, none.message]).toEqual(['service', expect.stringContaining('there is no token for 127.0.0.1')]);
  const { log } = { log: JSON.stringify([wrong, none, fake.requests]) };
  expect(log).not.toContain('secret-of-somebody');
});

test('a token is sent to nobody without encryption, except on this machine', async () => {
  const { work } = await gitHubGround();
  await fakeGitHub();
  vi.stubEnv('GITHUB_API_URL', 'http://github.example.com/api/v3');
  const refused = await work.refused('source_add', { service: 'github', list: 'acme/app' });
  expect(refused.message).toContain('must be https');
});
