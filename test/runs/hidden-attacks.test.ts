import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { inRun } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { agent } from '../support/workspace.ts';
import { exists, started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { asked, DECISIVE, hidden, judge, TASK } from './support/hidden.ts';

const plugin = builtPlugin();

const outcomes = async (place: Field, id: string) =>
  (await place.now(id)).hiddenTests?.tests.map(({ outcome }) => outcome);

/** The file beside the agent's worktree that has the tests. An agent without a sandbox can write it. */
const FILE = '../hidden-tests.json';

soak('an agent that writes, changes or deletes the tests gets the same tests', async () => {
  const place = await field(plugin);
  await judge(place, DECISIVE);
  await place.run('setting_set', { name: 'review.agents', value: 'true' });
  const passing = JSON.stringify([{ id: '1', path: 'a.mjs', text: 'process.exit(0)' }]);
  const acts = [
    `echo '${passing}' > ${FILE}; `,
    `sed -i 's/process.exit(1)/process.exit(0)/' ${FILE}`,
    `echo '[null]' > ${FILE}`,
    `rm ${FILE}`,
  ];
  const line = `case $BACKLOG_ROUND in ${acts.map((act, i) => `${i + 1}) ${act};;`).join(' ')} esac; echo x >> src/a.txt`;
  const id = await started(place, line, TASK);
  await place.becomes(id, 'review');
  expect(await outcomes(place, id)).toEqual(['failed']);
  for (const round of [2, 3, 4]) {
    await place.run('run_request_changes', { run: id, note: 'Again' });
    await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === round);
    expect(await outcomes(place, id)).toEqual(['failed']);
    expect((await place.now(id)).hiddenTests?.replaced).toBe(true);
    expect(await place.text('run_show', { run: id })).toContain('SECRET output');
  }
  // Between a result and the answer, the file can be lost, too. The question stays, and a person can answer it.
  for (const text of ['[null]', '', '{}', '[{"id":1}]']) {
    writeFileSync(join(place.tree(id), FILE), text);
    expect(await place.text('run_show', { run: id })).toContain('question: "1 hidden test of judge failed');
  }
  // The setting lets agents approve. About a hidden test, people decide.
  const other = agent('session-2');
  expect((await place.refused('run_approve', { run: id, unmet: true }, other)).message).toContain('hidden test');
  await place.run('run_approve', { run: id, unmet: true });
  await place.becomes(id, 'merged');
});

soak(
  'the answer to a question of the agent goes to the agent, although a hidden test of its last result failed',
  async () => {
    const place = await field(plugin);
    await judge(place, DECISIVE);
    const [at, go] = ['at', 'go'].map((name) => join(place.root, name));
    const wait = `touch ${at}; while [ ! -e ${go} ]; do sleep 0.02; done`;
    const id = await started(
      place,
      `case $BACKLOG_ROUND in 1) echo x >> src/a.txt;; 2) ${wait};; *) echo 2 >> src/a.txt;; esac`,
      TASK,
    );
    await place.becomes(id, 'review');
    await place.run('run_request_changes', { run: id, note: 'Again' });
    await exists(at!);
    await place.run('run_ask', { text: 'Which colour?' }, inRun(id));
    writeFileSync(go!, '');
    await place.becomes(id, 'asking');
    await place.run('run_answer', { run: id, note: 'Red' });
    await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 3);
    expect(await outcomes(place, id)).toEqual(['passed']);
    await place.run('run_approve', { run: id, unmet: true });
    await place.becomes(id, 'merged');
    expect((await place.refused('run_answer', { run: id, note: 'wrong' })).message).toContain('no open question');
  },
);

soak(
  'a test below a file, and one that turns its folder into a link, harm neither the others nor foreign files',
  async () => {
    const place = await field(plugin);
    const outside = join(place.root, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'link.mjs'), 'mine');
    const links = `import { rmSync, symlinkSync } from 'node:fs';
rmSync('tests', { recursive: true }); symlinkSync('${outside}', 'tests');`;
    const folds = `import { rmSync, mkdirSync } from 'node:fs';
rmSync('fold.mjs'); mkdirSync('fold.mjs/x', { recursive: true });`;
    await judge(
      place,
      hidden('src/a.txt/SECRET.mjs', 'x') + hidden('tests/link.mjs', links) + hidden('fold.mjs', folds),
    );
    const id = await started(place, 'echo x >> src/a.txt', TASK);
    await place.becomes(id, 'review');
    expect(readFileSync(join(outside, 'link.mjs'), 'utf8')).toBe('mine');
    expect(await outcomes(place, id)).toEqual(['unclear', 'passed', 'passed']);
    expect(JSON.stringify(await place.now(id))).not.toMatch(/SECRET/);
    expect(existsSync(join(place.tree(id), '..', 'hidden-tests.json'))).toBe(true);
  },
);

soak('a judge that wrote no test is not asked again, and the record keeps saying so', async () => {
  const place = await field(plugin);
  await judge(place, 'I see no reason.');
  const id = await started(place, 'echo x >> src/a.txt', TASK);
  await place.becomes(id, 'review');
  await place.run('run_request_changes', { run: id, note: 'Again' });
  const { hiddenTests } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(hiddenTests).toMatchObject({ tests: [], none: 'judge wrote none' });
  expect(asked(place)).toBe(1);
});

soak('once a person called all tests wrong, no checkout is made for them', async () => {
  const place = await field(plugin);
  const setups = join(place.root, 'setups');
  await judge(place, DECISIVE);
  await place.run('setting_set', { name: 'runs.setup', value: `echo x >> ${setups}` });
  const id = await started(place, 'echo x >> src/a.txt', TASK);
  await place.becomes(id, 'review');
  await place.run('run_answer', { run: id, note: 'wrong' });
  const count = () => readFileSync(setups, 'utf8').length / 2;
  const before = count();
  await place.run('run_request_changes', { run: id, note: 'Again' });
  const { hiddenTests } = await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  expect(hiddenTests?.tests).toMatchObject([{ outcome: 'failed', wrong: { text: 'wrong' } }]);
  // The checkout for the checks.
  expect(count() - before).toBe(1);
});
