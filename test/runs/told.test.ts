import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { inRun } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { shellAgent } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** What a program without a conversation is told in each round: everything that was said, since it remembers nothing. */
const prompt = (place: Field, id: string) => readFileSync(join(place.tree(id), '../prompt.md'), 'utf8');

/** Changes a file in each round, ends the second one badly, and in the first says that it began and waits. */
const agentOf = (root: string, badly: number) => `
echo "round $BACKLOG_ROUND" >> src/a.txt
if [ "$BACKLOG_ROUND" = 1 ]; then
  touch '${join(root, 'began')}'
  while [ ! -e '${join(root, 'go')}' ]; do sleep 0.02; done
fi
echo "round $BACKLOG_ROUND"
[ "$BACKLOG_ROUND" != ${badly} ]
`;

async function begun(place: Field): Promise<() => void> {
  while (!existsSync(join(place.root, 'began'))) await wait(10);
  return () => writeFileSync(join(place.root, 'go'), '');
}

soak(
  'an answer that came while its agent could not be reached is told in a round of its own, before anything is reviewed',
  async () => {
    const place = await field(plugin);
    await shellAgent(place, 'worker', agentOf(place.root, 0));
    const id = await place.start(await place.task({ description: 'Change a' }), 'worker');
    const go = await begun(place);
    await place.run('run_ask', { text: 'Which colour?' }, inRun(id));
    await place.run('run_answer', { run: id, note: 'Blue' });
    go();
    const { rounds } = await place.becomes(id, 'review');
    expect(rounds?.map(({ why }) => why)).toEqual(['start', 'answer']);
    expect(prompt(place, id)).toContain('You asked: "Which colour?"\nThe answer: "Blue"');
  },
);

soak('an answer to a run that waits for it is told once, and stays with a program that remembers nothing', async () => {
  const place = await field(plugin);
  await shellAgent(place, 'worker', agentOf(place.root, 0));
  await place.run('setting_set', {
    name: 'checks.lines',
    value: 'test $(grep -c round src/a.txt) -ne 2 && echo 1 passed',
  });
  const id = await place.start(await place.task({ description: 'Change a', checks: 'lines' }), 'worker');
  const go = await begun(place);
  await place.run('run_ask', { text: 'Which colour?' }, inRun(id));
  go();
  await place.becomes(id, 'asking');
  await place.run('run_answer', { run: id, note: 'Blue' });
  const { rounds } = await place.becomes(id, 'review');
  expect(rounds?.map(({ why }) => why)).toEqual(['start', 'answer', 'checks']);
  expect(prompt(place, id).match(/The answer: "Blue"/g)).toHaveLength(1);
});

soak(
  'the notes of its reviews stay with a program that remembers nothing: after a crash, and after failed checks',
  async () => {
    const place = await field(plugin);
    await shellAgent(place, 'worker', agentOf(place.root, 2));
    await place.run('setting_set', {
      name: 'checks.lines',
      value: 'test $(grep -c round src/a.txt) -ne 3 && echo 1 passed',
    });
    writeFileSync(join(place.root, 'go'), '');
    const id = await place.start(await place.task({ description: 'Change a', checks: 'lines' }), 'worker');
    await place.becomes(id, 'review');
    await place.run('run_request_changes', { run: id, note: 'Name the constant' });
    await place.until(id, ({ state }) => state === 'failed');
    await place.run('run_resume', { run: id });
    const { rounds } = await place.becomes(id, 'review');
    expect(rounds?.map(({ why, outcome }) => `${why} ${outcome}`)).toEqual([
      'start done',
      'changes failed',
      'resume done',
      'checks done',
    ]);
    expect(prompt(place, id)).toContain('Your result failed these checks');
    expect(prompt(place, id).match(/"Name the constant"/g)).toHaveLength(1);
  },
);

test('a message to an agent that cannot be reached is told in a round of its own, with what failed; one in review is refused', async () => {
  const place = await field(plugin);
  await shellAgent(place, 'worker', agentOf(place.root, 0));
  await place.run('setting_set', {
    name: 'checks.lines',
    value: 'test $(grep -c round src/a.txt) -ne 1 && echo 1 passed',
  });
  const id = await place.start(await place.task({ description: 'Change a', checks: 'lines' }), 'worker');
  const go = await begun(place);
  await place.run('run_message', { run: id, note: 'Not the red one' });
  go();
  const { rounds, notes } = await place.becomes(id, 'review');
  expect(rounds?.map(({ why, notes: told }) => [why, told ?? 0])).toEqual([
    ['start', 0],
    ['changes', 1],
  ]);
  expect(notes).toMatchObject([{ text: 'Not the red one', message: true }]);
  expect(prompt(place, id).match(/A message to you about the task.*\n- human:ada: "Not the red one"/g)).toHaveLength(1);
  expect(await place.refused('run_message', { run: id, note: 'Too late' })).toMatchObject({
    code: 'conflict',
    hint: expect.stringContaining('run_request_changes'),
  });
});
