import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Night } from '../../../src/domain/records.ts';
import type { ForeseenNight } from '../../../src/scheduler/answers.ts';
import { until } from '../../scheduler/support/until.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();
const PAGE = readFileSync(new URL('../../../docs/reference/command-agents.md', import.meta.url), 'utf8');

/** The example lines of the page, by the kind of report. */
const LINES = new Map(
  /```json\n([\s\S]*?)```/
    .exec(PAGE)![1]!
    .trim()
    .split('\n')
    .map((line) => [(JSON.parse(line) as { backlog: string }).backlog, line]),
);

/** A program that prints lines as the page has them, and ends with a code. It writes what it gets beside the worktree. */
const program = (lines: readonly string[], code: number) => `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('BACKLOG_')));
writeFileSync(process.argv[1] + '.got', JSON.stringify({ env, prompt: readFileSync(0, 'utf8'), file: readFileSync(env.BACKLOG_PROMPT_FILE, 'utf8') }));
appendFileSync('work.txt', 'work\\n');
for (const line of ${JSON.stringify(lines)}) console.log(line);
process.exitCode = ${code};
`;

async function runOf(kinds: readonly string[], code = 0) {
  const place = await field(plugin);
  await place.agent(
    'fixer',
    program(
      kinds.map((kind) => LINES.get(kind)!),
      code,
    ),
  );
  const id = await place.start(await place.task({ description: 'Work', scope: 'work.txt' }), 'fixer');
  return { place, run: await place.settled(id) };
}

test('the table of the page has each report of its example, and no other', () => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)` \|/gm)]
    .map(([, kind]) => kind!)
    .filter((kind) => !kind.startsWith('BACKLOG'));
  expect(rows).toEqual([...LINES.keys()]);
});

describe('a real program that prints the lines of the page', () => {
  test('is counted with its cost, tokens and turns, gives its summary, and gets the variables', async () => {
    const { place, run } = await runOf(['usage', 'summary', 'quota']);
    expect(run).toMatchObject({
      state: 'review',
      usage: { input: 1200, output: 300, cached: 1000, costUsd: 0.02, turns: 4 },
    });
    expect(run.rounds?.[0]?.summary).toBe('Renamed the field in both readers');
    const { env, prompt, file } = JSON.parse(readFileSync(join(place.root, 'fixer.mjs.got'), 'utf8'));
    for (const name of [...PAGE.matchAll(/`(BACKLOG_\w+)`/g)].map(([, one]) => one!))
      expect(env, name).toHaveProperty(name);
    expect(prompt).toBe(file);
    // A night counts it, and a quota that is used up ends one that reserves more.
    const { facts } = await place.run<ForeseenNight>('night_simulate', { until: '8h', budget: 5 });
    expect(facts.unpriced).toEqual([]);
    expect(facts.roundUsd).toBe(0.02);
  });

  test('ends a night at its reserve by the quota that it prints', async () => {
    const place = await field(plugin);
    await place.agent('fixer', program([LINES.get('quota')!], 0));
    await place.run('setting_set', { name: 'runs.agent', value: 'fixer' });
    await place.task({ description: 'Work', scope: 'work.txt' });
    await place.run('night_start', { until: '8h', reserve: 40 });
    const { night } = await until(
      () => place.run<{ night: Night }>('night_show'),
      (told) => told.night.ended !== undefined,
    );
    expect(night.ended).toMatchObject({
      why: 'quota',
      text: expect.stringContaining('30 % of its quota left (five hour)'),
    });
  });

  test('fails for the reason that it prints, with the time after which it is tried again', async () => {
    const { run } = await runOf(['rate_limited'], 1);
    expect(run.reason).toMatchObject({ code: 'rate_limited', until: '2027-01-20T17:00:00Z' });
    expect((await runOf(['unauthenticated'])).run.reason).toMatchObject({ code: 'unauthenticated' });
  });

  test('succeeds with exit code 0, whatever limit it printed', async () => {
    expect((await runOf(['rate_limited'])).run.state).toBe('review');
  });
});

test('without a line about costs, the contract names the agent', async () => {
  const { place } = await runOf(['summary']);
  const { facts } = await place.run<ForeseenNight>('night_simulate', { until: '8h', budget: 5 });
  expect(facts.unpriced).toEqual(['fixer']);
});
