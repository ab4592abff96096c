import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { everyNth } from '../support/soak-test.ts';
import { started } from './support/acting.ts';
import { field } from './support/field.ts';

const plugin = builtPlugin();

/** Commits a file, edits another one and leaves a third. The second round adds a file. */
const AGENT =
  '[ $BACKLOG_ROUND = 1 ] || { echo x > src/more.txt; exit; }; echo 1 > src/one.txt; git add -A; git commit -qm one; echo 2 >> src/a.txt; echo 2 > src/two.txt';

test('a setup that runs again before a later round takes no file of the last result from it', async () => {
  const place = await field(plugin);
  await place.run('setting_set', { name: 'runs.setup', value: 'rm -f src/one.txt src/two.txt' });
  const { id } = await place.becomes(await started(place, AGENT), 'review');
  rmSync(join(place.tree(id), 'src/two.txt'));
  await place.run('run_request_changes', { run: id, note: 'More' });
  const { state, result } = await place.until(
    id,
    (run) => run.state === 'failed' || (run.state === 'review' && run.rounds?.length === 2),
  );
  expect(state).toBe('review');
  expect(result?.missing).toBeUndefined();
  expect(result?.paths).toEqual(['src/a.txt', 'src/more.txt', 'src/one.txt', 'src/two.txt']);
});

/** Setup commands that move the agent's HEAD or its branch, or delete what they find. */
const MOVES = [
  'git reset -q --hard HEAD~1',
  'git checkout -q --detach HEAD~1; git clean -fdxq',
  'git branch -f "$(git branch --show-current)" HEAD~1 2>/dev/null || git update-ref HEAD HEAD~1',
  'git checkout -q --orphan empty; git rm -rfq .',
];

test.each(everyNth(4, MOVES))(
  'a setup that moves HEAD takes no commit from the first round, and is no act of the agent: %s',
  async (setup) => {
    const place = await field(plugin);
    writeFileSync(join(place.user, 'src/second.txt'), '2\n');
    git(place.user, 'add', '-A');
    git(place.user, 'commit', '-q', '-m', 'Second');
    await place.run('setting_set', { name: 'runs.setup', value: setup });
    const { result } = await place.becomes(await started(place, 'cp src/second.txt src/copy.txt'), 'review');
    expect(result?.missing).toBeUndefined();
    expect(result?.paths).toEqual(['src/copy.txt']);
  },
);
