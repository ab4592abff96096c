import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { startJob } from '../../src/runs/supervisor/start-supervisor.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { started } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/** How a run comes to a stop, and how it continues after its worktree was deleted. */
const WAYS: readonly (readonly [verb: string, line: string, act: (place: Field, id: string) => Promise<unknown>])[] = [
  ['request_changes', '', (place, run) => place.run('run_request_changes', { run, note: 'Once more' })],
  ['request_changes with setup', '', (place, run) => place.run('run_request_changes', { run, note: 'Once more' })],
  ['resume', '[ $BACKLOG_ROUND != 1 ]', (place, run) => place.run('run_resume', { run })],
];

soak.each(WAYS)(
  'a run whose worktree was deleted continues from its result in a new one: %s',
  async (name, line, act) => {
    const place = await field(plugin);
    if (name.includes('setup')) await place.run('setting_set', { name: 'runs.setup', value: 'touch made.log' });
    const id = await started(
      place,
      `echo $BACKLOG_ROUND >> src/rounds.txt; git rm -q -f docs/b.txt || true; ${line || ':'}`,
    );
    await place.settled(id);
    const { result } = await place.now(id);
    await place.run('run_clean', { run: id, force: true });
    expect(existsSync(place.tree(id))).toBe(false);
    await act(place, id);
    const again = await place.becomes(id, 'review');
    expect(again).not.toHaveProperty('cleaned');
    expect(again.result!.commit).not.toBe(result!.commit);
    expect(readFileSync(join(place.tree(id), 'src/rounds.txt'), 'utf8')).toBe('1\n2\n');
    expect(existsSync(join(place.tree(id), 'docs/b.txt'))).toBe(false);
    if (name.includes('setup')) expect(existsSync(join(place.tree(id), 'made.log'))).toBe(true);
    await place.run('run_approve', { run: id });
    await place.becomes(id, 'merged');
    expect(readFileSync(join(place.user, 'src/rounds.txt'), 'utf8')).toBe('1\n2\n');
    expect(git(place.user, 'status', '--porcelain')).toBe('');
  },
);

soak('a run that ends because its worktree changed returns to review with its checked result', async () => {
  const place = await field(plugin);
  await place.run('setting_set', { name: 'checks.unit', value: 'true' });
  const id = await started(place, 'echo $BACKLOG_ROUND >> src/rounds.txt', { checks: 'unit' });
  const before = await place.becomes(id, 'review');
  // Somebody edits the worktree after the command has looked at it, and before the supervisor does.
  const opened = await openWorkspace({
    cwd: place.user,
    env: { BACKLOG_DIR: place.store },
    store: { validate: validateRecord },
    start: (job, where) => {
      writeFileSync(join(place.tree(id), 'src/mine.txt'), 'mine\n');
      return startJob(plugin.supervisor, job, where);
    },
  });
  onTestFinished(() => opened.close());
  await execute(opened, ADA, commandNamed('run_request_changes'), { run: id, note: 'Once more' });
  const back = await place.until(id, ({ state }) => state === 'review' || state === 'failed');
  expect(back).toMatchObject({
    state: 'review',
    result: before.result,
    waits: { why: 'worktree_changed', text: expect.stringContaining('src/mine.txt') },
  });
  expect(back).not.toHaveProperty('reason');
  const shown = await place.text('run_show', { run: id });
  expect(shown).toContain(`${id} returned`);
  expect(shown).toContain('adopt adds the changes to the result');
  expect(readFileSync(join(place.tree(id), 'src/mine.txt'), 'utf8')).toBe('mine\n');
  await place.run('run_approve', { run: id });
  await place.becomes(id, 'merged');
  expect(readFileSync(join(place.user, 'src/rounds.txt'), 'utf8')).toBe('1\n');
  expect(existsSync(join(place.user, 'src/mine.txt'))).toBe(false);
});
