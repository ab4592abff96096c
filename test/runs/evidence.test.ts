import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Grading } from '../../src/domain/task/grade.ts';
import { cli } from '../interfaces/cli/line.ts';
import { connectInside } from '../interfaces/mcp/connect.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { inRun } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { exists, gatedRun, reviewed, shellAgent, started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

const TASK = { description: 'Work', acceptance: ['it works', 'it is documented'] };

function criteriaOf({ opened }: Field, id: string) {
  const { task } = opened.store.state.get('run', id)!;
  return opened.store.state.get('task', task)!.acceptance!;
}

test('evidence names the run and its result; a later result leaves it behind, which review and brief say, and it blocks the approval', async () => {
  const place = await field(plugin);
  const { run, text, becomes, until } = place;
  const { id, open } = await gatedRun(place, 'echo $BACKLOG_ROUND >> src/a.txt', TASK);
  const note = (criterion: string, words: string, caller?: ReturnType<typeof inRun>) =>
    run('task_annotate', { id: 1, criterion, text: words }, caller);
  await note('1', 'npm test: 3 passed', inRun(id));
  expect(criteriaOf(place, id)[0]!.met).toMatchObject({ run: id });
  open();
  const first = await becomes(id, 'review');
  expect(criteriaOf(place, id)[0]!.met).toMatchObject({ run: id, commit: first.result!.commit });
  await note('2', 'seen in the browser');
  expect(criteriaOf(place, id)[1]!.met).toMatchObject({ actor: 'human:ada', run: id, commit: first.result!.commit });

  await run('run_request_changes', { run: id, note: 'Again' });
  const again = await until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  const outdated = `run ${id} has a newer result (${again.result!.commit.slice(0, 7)})`;
  expect(criteriaOf(place, id).map(({ met }) => met?.outdated)).toEqual([outdated, outdated]);
  expect(await text('run_show', { run: id })).toContain(`outdated evidence (${outdated}), "npm test: 3 passed"`);
  expect(await text('task_info', { id: 1 })).toContain(
    `(outdated evidence (${outdated}), "npm test: 3 passed" (ai:claude-code#${id}): doesn't count)`,
  );
  expect(await place.refused('run_approve', { run: id })).toMatchObject({ data: { unmet: [{}, {}] } });
  await note('1', 'npm test: 4 passed');
  expect(await place.refused('run_approve', { run: id })).toMatchObject({ data: { unmet: [{}] } });
});

soak(
  'evidence of a run that was discarded, or that another one followed, proves nothing for the next result',
  async () => {
    const place = await field(plugin);
    const { run } = place;
    const { id } = await reviewed(place, 'echo work > src/a.txt', TASK);
    await run('task_annotate', { id: 1, criterion: '1', text: 'npm test: 3 passed' });
    await run('run_discard', { run: id });
    expect(criteriaOf(place, id)[0]!.met?.outdated).toBe(`run ${id} was discarded`);
    expect(await place.refused('task_done', { id: [1] })).toMatchObject({ data: { unmet: [{}, {}] } });

    await shellAgent(place, 'waiting', 'sleep 600');
    const second = await place.start(1, 'waiting');
    await place.until(second, ({ state }) => state === 'running');
    await run('task_annotate', { id: 1, criterion: '2', text: 'read it' }, inRun(second));
    await run('run_stop', { run: second });
    const third = await place.start(1, 'waiting');
    expect(criteriaOf(place, third)[1]!.met?.outdated).toBe(`of run ${second}, before run ${third}`);
  },
);

/** Records evidence at a door of a run's agent. */
const DOORS: Readonly<
  Record<
    string,
    (place: Field, env: Record<string, string>, said: [criterion: string, text: string]) => Promise<unknown>
  >
> = {
  'over MCP': async ({ user, root }, env, [criterion, text]) => {
    const { call } = await connectInside({ project: user, home: root, env: { ...env, BACKLOG_TOOLS: 'all' } });
    expect(await call('task_annotate', { id: 1, criterion, text })).toMatchObject({ isError: false });
  },
  'in its shell': async ({ user }, env, [criterion, text]) => {
    const { code, err } = await cli(env, false, user).say(['annotate', '1', text, '--criterion', criterion]);
    expect(code, err).toBe(0);
  },
};

soak.each(Object.keys(DOORS))(
  'what an agent quotes %s of a check of its earlier result, of Backlog and of a person is a claim, and no word against a failed check',
  async (door) => {
    const place = await field(plugin);
    const { run, becomes, until } = place;
    await run('setting_set', { name: 'checks.unit', value: 'grep -q good src/a.txt' });
    await run('setting_set', { name: 'runs.checkRounds', value: '0' });
    const [at, go] = [join(place.root, 'at'), join(place.root, 'go')];
    const id = await started(
      place,
      `[ $BACKLOG_ROUND != 1 ] || { echo good > src/a.txt; exit 0; }; echo bad > src/a.txt; touch ${at}; while [ ! -e ${go} ]; do sleep 0.02; done`,
      { acceptance: ['it works --by unit', 'it is fast', 'it is safe'] },
    );
    const { base, result } = await becomes(id, 'review');
    await run('run_request_changes', { run: id, note: 'More' });
    await exists(at);
    const env = { BACKLOG_DIR: place.store, BACKLOG_RUN: id, CLAUDECODE: '1' };
    const [old, first] = [result!.commit.slice(0, 7), base.slice(0, 7)];
    const quotes = [
      `failed before, passes now (run by Backlog on ${first} and ${old})`,
      `run by Backlog on ${old}: passed`,
      'accepted by a person: "seen" (human:ada)',
    ] as const;
    for (const [n, quote] of quotes.entries()) await DOORS[door]!(place, env, [String(n + 1), quote]);
    writeFileSync(go, '');
    const again = await until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
    const { grades } = await run<{ grades: Grading[] }>('run_show', { run: id });
    expect(grades.map(({ grade, failed }) => [grade, failed])).toEqual([
      [undefined, true],
      ['claimed', undefined],
      ['claimed', undefined],
    ]);
    expect(grades[0]!.says[0]).toBe(`run by Backlog on ${again.result!.commit.slice(0, 7)}: failed, it exited with 1`);
    for (const { says } of grades.slice(1)) expect(says).toEqual([expect.stringMatching(/^claimed: /)]);
    expect(await place.text('run_show', { run: id })).toContain('2 of 3 criteria met, 2 only claimed');
    expect(await place.refused('run_approve', { run: id })).toMatchObject({ data: { unmet: [{}] } });
  },
);

test("evidence that is no run's counts until it is replaced", async () => {
  const place = await field(plugin);
  const id = await place.task(TASK);
  for (const criterion of ['1', '2']) await place.run('task_annotate', { id, criterion, text: 'seen' });
  await place.run('task_done', { id: [id] });
});
