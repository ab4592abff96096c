import { expect, test } from 'vitest';
import { inDoorWords } from '../../../src/domain/calls/door.ts';
import { toInstant } from '../../../src/domain/instant.ts';
import type { Run } from '../../../src/domain/records.ts';
import type { Morning } from '../../../src/report/night/morning.ts';
import { docScreen } from '../../../src/text/doc/screen.ts';
import { morningDoc } from '../../../src/text/runs/morning.ts';
import { resultOf, runIn } from '../../support/runs.ts';
import { ADA, NOON, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { MINUTE } from '../support/scene.ts';

const HASH = 'a'.repeat(40);
const RISKS = ['low', 'unknown', 'medium', 'high'] as const;
const LANDINGS = 43;

const usage = (costUsd: number) => ({ input: 0, output: 0, cached: 0, turns: 1, costUsd });

/** A night in which a rule landed many results, a person one, and others wait, failed, or were stopped. */
async function longNight(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  for (let n = 1; n <= LANDINGS + 12; n++) await work.run('task_add', { description: `Task ${n}`, scope: `d${n}/**` });
  await work.run('night_start', { until: '8h' });
  work.pass(MINUTE);
  const by = { by: 'system:scheduler' };
  const commit = HASH;
  for (let n = 1; n <= LANDINGS; n++) {
    const risk = RISKS[n % 7 === 0 ? (n % 3) + 1 : 0]!;
    const facts = { files: 1, lines: n, risk, ...(risk === 'low' ? {} : { findings: ['settings'] }) };
    const rule = { name: 'all', digest: 'd', says: 'all', facts };
    const verdict: Run['verdict'] = { commit, actor: 'system:rule/all', at: toInstant(NOON), rule };
    await runIn(work, 'merged', {
      ...{ number: n, ...by, verdict, usage: usage(n / 100), merged: { commit, at: toInstant(NOON + 2 * MINUTE) } },
      result: { ...resultOf(), files: 5, added: n, deleted: 1, paths: [`d${n}/a.ts`, `d${n}/b.ts`, `d${n}/c.ts`] },
    });
  }
  const verdict = { commit, actor: 'human:ada', at: toInstant(NOON) };
  await runIn(work, 'merged', { number: 44, verdict, result: resultOf(), merged: { commit, at: toInstant(NOON) } });
  for (let n = 45; n <= 49; n++) await runIn(work, 'review', { number: n, ...by, result: resultOf() });
  for (let n = 50; n <= 52; n++)
    await runIn(work, 'failed', { number: n, ...by, reason: { code: 'setup_failed', text: 'exit 1' } });
  await runIn(work, 'stopped', { number: 53, ...by, reason: { code: 'night', text: 'its time is over' } });
  return work;
}

/** A call as these pages write it. */
const call = (name: string, run: string) => inDoorWords(ADA, `${name} ${run}`);

const page = (work: TestWorkspace, input = {}) => work.run<Morning>('night_report', input);
const runsIn = (text: string) => [...new Set([...text.matchAll(/\br(\d+)\b/g)].map(([run]) => run))];

test('a page has every landing, the riskiest unread one first, each with size, effect, cost, risk, rule and undo', async () => {
  const work = await longNight();
  const { landed, totals } = await page(work);
  expect([landed.length, totals.landed]).toEqual([LANDINGS + 1, LANDINGS + 1]);
  const ranks = landed.slice(0, LANDINGS).map(({ risk }) => RISKS.indexOf(risk!));
  expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
  expect(ranks[0]).toBeGreaterThan(0);
  expect(landed.at(-1)).toMatchObject({ by: 'human:ada', unread: false });
  for (const row of landed.slice(0, LANDINGS)) {
    const n = Number(row.run.slice(1));
    expect(row).toMatchObject({
      ...{ unread: true, rule: 'all', undo: call('run_revert', row.run), costUsd: n / 100 },
      ...{ size: { files: 5, added: n, deleted: 1 }, paths: [`d${n}/a.ts`, `d${n}/b.ts`, `d${n}/c.ts`] },
    });
  }
});

test('the first fold fits on one screen and names the line that shows the rest, which shows every run', async () => {
  const work = await longNight();
  const told = await page(work);
  const { clock, caller } = work.opened.context(ADA);
  const screen = { columns: 100, rows: 40, colour: false } as never;
  const drawn = docScreen(morningDoc(told, { clock, reader: { ...caller, door: 'cli' } as never }), { screen, clock });
  const lines = drawn.split('\n');
  if (process.env.SHOW) process.stdout.write(`${drawn}\n`);
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(drawn).toMatch(/and 40 more: .*night report --all/);
  for (const line of lines.filter((one) => /and \d+ more/.test(one))) expect(line).toMatch(/--all|c\.ts|b\.ts|a\.ts/);
  const all = await work.text('night_report', { all: true });
  expect(runsIn(all)).toHaveLength(LANDINGS + 1 + 5 + 3 + 1);
  expect(all).not.toMatch(/… and \d+ more/);
  expect(runsIn(await work.text('night_report', { markdown: true })).length).toBe(runsIn(all).length);
});

test('three unread landings are drawn to be read, the same ones each time, and the riskier ones more often', async () => {
  const work = await longNight();
  const first = await page(work);
  expect(first.drawn).toHaveLength(3);
  expect(new Set(first.drawn.map(({ run }) => run)).size).toBe(3);
  expect((await page(work)).drawn).toEqual(first.drawn);
  for (const { run, next } of first.drawn) expect(next).toBe(call('run_show', run));
  const { drawnOf } = await import('../../../src/report/night/landings.ts');
  const share = (of: typeof first.landed) => {
    const unread = of.filter(({ unread: one }) => one);
    return unread.filter(({ risk }) => risk !== 'low').length / of.length;
  };
  const nights = Array.from({ length: 200 }, (_, n) => ({ id: `n${n}`, at: first.night.at }));
  const drawn = nights.flatMap((night) => drawnOf(first.landed, night));
  expect(new Set(drawn.map(({ run }) => run)).size).toBeGreaterThan(LANDINGS / 2);
  expect(share(drawn)).toBeGreaterThan(1.5 * share(first.landed));
  // What somebody took back is not read any more.
  const { run } = first.drawn[0]!;
  const context = work.opened.context(ADA);
  await context.write('given', (tx) =>
    tx.put('run', run, { ...tx.get('run', run)!, reverted: { at: toInstant(NOON + 3 * MINUTE) } }),
  );
  expect((await page(work)).drawn.map((one) => one.run)).not.toContain(run);
});

test('during and after a night, its page has the results before the terms', async () => {
  const work = await longNight();
  const order = (text: string) =>
    ['Landed', 'Needs your attention', 'Failed', 'Money'].map((word) => text.indexOf(word));
  for (const end of [() => undefined, () => work.run('night_stop')]) {
    await end();
    const text = await work.text('night_show');
    const at = order(text);
    expect(
      at.every((one) => one >= 0),
      text,
    ).toBe(true);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(await work.run('night_show')).toMatchObject({ results: { totals: { landed: LANDINGS + 1, waiting: 5 } } });
  }
});
