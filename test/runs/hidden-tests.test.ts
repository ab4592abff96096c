import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queueLease } from '../../src/runs/upkeep/queues.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { agent } from '../support/workspace.ts';
import { started } from './support/acting.ts';
import { field } from './support/field.ts';
import { asked, DECISIVE, hidden, judge, TASK } from './support/hidden.ts';

const plugin = builtPlugin();

test('a hidden test that fails on the result only asks a person; agents get neither its text nor its output', async () => {
  const place = await field(plugin);
  await judge(place, `${DECISIVE}${hidden('passes.mjs', 'process.exit(0)')}${hidden('src/a.txt', 'x')}`);
  const prompts = join(place.root, 'prompts');
  const line = `cat "$BACKLOG_PROMPT_FILE" >> ${prompts}; env >> ${prompts}; echo $BACKLOG_ROUND >> src/a.txt`;
  const id = await started(place, line, TASK);
  const run = await place.becomes(id, 'review');
  expect(run.rounds?.map(({ why }) => why)).toEqual(['start']);
  expect(run.checks).toMatchObject([{ name: 'judge', ok: true }]);
  expect(run.hiddenTests).toMatchObject({
    commit: run.result!.commit,
    by: 'judge',
    tests: [
      { outcome: 'failed', base: 'failed' },
      { outcome: 'passed', base: 'passed' },
      { outcome: 'unclear', base: 'unclear' },
    ],
  });
  const question = `1 hidden test of judge failed on result ${run.result!.commit.slice(0, 7)}: is the result wrong, or the test?`;
  const shown = await place.text('run_show', { run: id });
  expect(shown).toContain(`question: "${question}"`);
  expect(shown).toContain('hidden tests by judge: 1 failed, 1 passed, 1 without a result');
  expect(shown).toContain('hidden test test/hidden.mjs: failed, it exited with 1; on the start commit: failed');
  expect(shown).toContain('about the criterion "empty files give 0"');
  expect(shown).toContain('> SECRET output');
  expect(await place.text('report_now')).toContain(question);
  // No objection: a person approves without a word about it. Agents don't decide about it, whatever the settings say.
  expect(await place.text('run_show', { run: id })).not.toContain('blocks approval: hidden');
  await place.run('setting_set', { name: 'review.agents', value: 'true' });
  const other = agent('session-2');
  for (const name of ['run_show', 'run_list', 'run_events'])
    expect(await place.text(name, name === 'run_list' ? {} : { run: id }, other)).not.toMatch(/SECRET|hidden\.mjs/);
  expect(JSON.stringify(await place.run('run_show', { run: id }, other))).not.toMatch(/SECRET|hidden\.mjs/);
  expect((await place.refused('run_answer', { run: id, note: 'wrong' }, other)).code).toBe('forbidden');

  // Sent back, the agent gets the person's words only. The same tests run on the next result, and the judge is not asked.
  await place.run('run_request_changes', { run: id, note: 'Empty files' });
  const again = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(again.hiddenTests).toMatchObject({
    commit: again.result!.commit,
    tests: [{ outcome: 'passed' }, { outcome: 'passed' }, {}],
  });
  expect((await place.run<{ questions: string[] }>('run_show', { run: id })).questions).toEqual([]);
  expect(asked(place)).toBe(1);
  const told = readFileSync(prompts, 'utf8');
  expect(told).toContain('Empty files');
  expect(told).not.toMatch(/SECRET|hidden\.mjs|Hidden test/);
  await place.run('run_approve', { run: id, unmet: true });
  await place.becomes(id, 'merged');
  expect(readFileSync(join(place.user, 'src/a.txt'), 'utf8')).toBe('a\n1\n2\n');
});

soak(
  'a person calls the test wrong: the question is gone, the agent does not continue, and rules may decide again',
  async () => {
    const place = await field(plugin);
    await judge(place, DECISIVE);
    await place.run('setting_set', { name: 'autonomy.all.then', value: 'land' });
    const id = await started(place, 'echo $BACKLOG_ROUND >> src/a.txt', TASK);
    const why = 'a hidden test failed, and no person answered';
    const asks = await place.until(id, (run) => run.asks !== undefined);
    expect(asks.asks?.reasons).toContain(why);
    // Nobody leads the queue any more, so the answer itself has to start it.
    await place.until(
      id,
      () => place.opened.store.state.get('lease', queueLease('merge', asks.repository)) === undefined,
    );
    await place.run('run_answer', { run: id, note: 'Nobody asked for that' });
    const { state, rounds, hiddenTests } = await place.now(id);
    expect([state, rounds?.length]).toEqual(['review', 1]);
    expect(hiddenTests?.tests).toMatchObject([
      { outcome: 'failed', wrong: { actor: 'human:ada', text: 'Nobody asked for that' } },
    ]);
    expect(await place.text('run_show', { run: id })).toContain('hidden tests by judge: 1 called wrong');
    await place.until(id, (run) => !run.asks?.reasons.includes(why));
    expect((await place.refused('run_answer', { run: id, note: 'wrong' })).message).toContain('no open question');
  },
);

soak.each([
  ['a test that can not be loaded', hidden('a.mjs', "import './nothing.mjs'"), 'unclear'],
  ['a test that takes too long', hidden('a.mjs', 'setTimeout(() => {}, 60_000)'), 'unclear'],
  ['no test', 'I see no reason.', 'judge wrote none'],
])('%s asks nobody anything', async (_, text, outcome) => {
  const place = await field(plugin);
  await place.run('setting_set', { name: 'runs.checkMinutes', value: '0.05' });
  await judge(place, text);
  const id = await started(place, 'echo work >> src/a.txt', TASK);
  const { hiddenTests } = await place.becomes(id, 'review');
  expect(JSON.stringify(hiddenTests)).toContain(outcome);
  expect((await place.run<{ questions: string[] }>('run_show', { run: id })).questions).toEqual([]);
});

soak('without the setting, or for a small task, the judge writes no test', async () => {
  const place = await field(plugin);
  await judge(place, DECISIVE);
  await place.run('setting_set', { name: 'runs.hiddenCriteria', value: '3' });
  const small = await place.becomes(await started(place, 'echo work >> src/a.txt', TASK), 'review');
  await place.run('setting_set', { name: 'runs.hiddenCriteria', value: '2' });
  await place.run('setting_set', { name: 'runs.hiddenTests', value: '' });
  const off = await place.becomes(await started(place, 'echo work >> docs/b.txt', TASK), 'review');
  expect([small.hiddenTests, off.hiddenTests]).toEqual([undefined, undefined]);
});

soak('a test that the checkout would lead out of it is not written', async () => {
  const place = await field(plugin);
  await judge(place, hidden('out/a.mjs', 'process.exit(1)'));
  const id = await started(place, `ln -s ${place.root} out; echo work >> src/a.txt`, TASK);
  const { hiddenTests } = await place.becomes(id, 'review');
  expect(hiddenTests?.tests).toMatchObject([{ outcome: 'unclear' }]);
  expect(() => readFileSync(join(place.root, 'a.mjs'))).toThrow();
});
