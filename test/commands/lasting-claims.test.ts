import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/day.ts';
import type { ProcessId } from '../../src/base/process-id.ts';
import type { Claim } from '../../src/domain/records.ts';
import { processId } from '../../src/work/processes/processes.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const HOUR = 3_600_000;
const BEN: Caller = { actor: { kind: 'human', name: 'ben' }, holder: 'human:ben' };

const acquire = async (work: TestWorkspace, input: object, caller: Caller = ADA) =>
  (await work.run<{ claim: Claim }>('claim_acquire', input, caller)).claim;

test('a claim with a duration holds exactly so long, and nobody renews it', async () => {
  const work = await testWorkspace();
  const claim = await acquire(work, { scope: 'docs/**', for: '2h' });
  expect(claim).toMatchObject({ lasts: 'term', expires: '2026-07-30T16:30:00Z' });
  expect(await work.text('claim_list')).toContain('until 2026-07-30 16:30 UTC');
  work.pass(2 * HOUR - 60_000);
  const refused = await work.refused('claim_acquire', { scope: 'docs/a.md' }, BEN);
  expect(refused).toMatchObject({ code: 'claimed', message: expect.stringContaining('the claim expires in 1 min') });
  expect(refused.message).not.toContain('unless renewed');
  work.pass(60_000);
  expect(await work.text('claim_list')).toContain('expired');
  expect((await acquire(work, { scope: 'docs/a.md' }, BEN)).holder).toBe('human:ben');
});

test('a claim until it is released outlives years, and list, info, refusal and start have one word for its end', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Write the page', scope: 'docs/**' });
  await work.run('task_start', { id: 1 });
  await acquire(work, { task: 1, until_released: true });
  work.pass(400 * DAY_MS);
  expect(await work.text('claim_list')).toContain('until released');
  expect(await work.text('task_info', { id: 1 })).toContain('claimed by: you; the claim lasts until released');
  expect(await work.text('task_start', { id: 1 })).toContain('The claim lasts until released.');
  expect((await work.refused('task_start', { id: 1 }, BEN)).message).toContain('the claim lasts until it is released');
  await work.run('claim_release', { task: 1 });
  expect(await work.text('claim_list')).toBe('No claims.');
});

test('a repeated claim and a new scope keep the end that was chosen; a new duration replaces it', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Write the page', scope: 'docs/**' });
  await work.run('task_start', { id: 1 });
  await acquire(work, { task: 1, until_released: true });
  await work.run('task_start', { id: 1 });
  await work.run('task_modify', { filter: '1', scope: 'docs/**,README.md' });
  const kept = [...work.opened.store.state.all('claim')].map(([, claim]) => claim);
  expect(kept).toMatchObject([{ lasts: 'released', scope: [{ glob: 'docs/**' }, { glob: 'README.md' }] }]);
  expect(await acquire(work, { task: 1, for: '30min' })).toMatchObject({
    lasts: 'term',
    expires: '2026-07-30T15:00:00Z',
  });
});

test('only a person chooses the end, and only a sensible one', async () => {
  const work = await testWorkspace();
  const script: Caller = { actor: { kind: 'system', name: 'nightly' }, holder: 'nightly@1-2' };
  for (const caller of [agent('s1'), script])
    for (const input of [{ for: '2h' }, { until_released: true }])
      expect((await work.refused('claim_acquire', { scope: 'a/**', ...input }, caller)).code).toBe('forbidden');
  for (const [length, code] of [
    ['soon', 'date'],
    ['-2h', 'date'],
    ['0h', 'date'],
    ['10s', 'date'],
    ['3y', 'date'],
  ] as const)
    expect((await work.refused('claim_acquire', { scope: 'a/**', for: length })).code, length).toBe(code);
  const both = { scope: 'a/**', for: '2h', until_released: true };
  expect((await work.refused('claim_acquire', both)).code).toBe('usage');
  expect(await work.text('claim_list')).toBe('No claims.');
});

test("the claim of a person's or script's living process says so from the start, and not a time at which it does not end", async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Write the page' });
  const living: Caller = { ...ADA, renewer: processId() };
  await work.run('task_start', { id: 1 }, living);
  const texts = async () => [
    await work.text('claim_list', {}, BEN),
    await work.text('task_info', { id: 1 }, BEN),
    (await work.refused('task_start', { id: 1 }, BEN)).message,
  ];
  for (const text of await texts()) expect(text).toContain('until its terminal or server ends');
  work.pass(HOUR);
  for (const text of await texts()) expect(text).toContain('until its terminal or server ends');
});

test('a chosen end does not depend on a process', async () => {
  const work = await testWorkspace();
  const dead: ProcessId = { ...processId()!, pid: 2 ** 22 - 1, start: '1' };
  const claim = await acquire(work, { scope: 'docs/**', until_released: true }, { ...ADA, renewer: dead });
  expect(claim).not.toHaveProperty('renewer');
  expect((await work.refused('claim_acquire', { scope: 'docs/a.md' }, BEN)).code).toBe('claimed');
});

test("a setting is the usual length of a person's claim, of files and of a started task; agents and scripts keep theirs", async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Write the page' });
  await work.run('setting_set', { name: 'claims.length', value: '3h' });
  expect(await work.text('setting_list')).toContain('claims.length = 3h');
  expect(await acquire(work, { scope: 'docs/**' })).toMatchObject({ lasts: 'term', expires: '2026-07-30T17:30:00Z' });
  await work.run('task_start', { id: 1 });
  const ofTask = [...work.opened.store.state.all('claim')].map(([, claim]) => claim).find(({ task }) => task);
  expect(ofTask).toMatchObject({ lasts: 'term', expires: '2026-07-30T17:30:00Z' });
  expect(await acquire(work, { scope: 'a/**', for: '1h' })).toMatchObject({ expires: '2026-07-30T15:30:00Z' });
  expect(await acquire(work, { scope: 'b/**' }, agent('s1'))).not.toHaveProperty('lasts');
  expect(
    await acquire(work, { scope: 'd/**' }, { actor: { kind: 'system', name: 'ci' }, holder: 'system:ci' }),
  ).not.toHaveProperty('lasts');
  await work.run('setting_set', { name: 'claims.length', value: 'released' });
  expect(await acquire(work, { scope: 'c/**' })).toMatchObject({ lasts: 'released' });
  await work.run('setting_unset', { name: 'claims.length' });
  expect(await acquire(work, { scope: 'e/**' })).not.toHaveProperty('lasts');
});

test.each(['0h', '-2h', '2', '1000d', '366d', 'forever', '2h --force', '1.5h'])(
  'claims.length refuses %s',
  async (value) => {
    const work = await testWorkspace();
    const refused = await work.refused('setting_set', { name: 'claims.length', value });
    expect(refused).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('90min, 2h or 3d, or released'),
    });
  },
);
