import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { personAt } from './person.ts';
import { say, show } from './say.ts';
import { makeStage } from './stage.ts';

const TASKS = [
  {
    ref: 'cart',
    description: 'Add up the cart',
    priority: 'H',
    scope: ['src/cart.js', 'test/cart.test.js'],
    acceptance: ['three of a thing cost three times as much'],
    checks: ['unit'],
  },
  { ref: 'login', description: 'Check the password', scope: ['src/login.js', 'test/login.test.js'], checks: ['unit'] },
  { ref: 'cents', description: 'Round prices to cents', scope: ['src/**'], checks: ['unit'] },
  { ref: 'notes', description: 'Write the release notes', scope: ['CHANGELOG.md'], depends: ['cart', 'login'] },
];

/**
 * Shows the main use: four tasks, two agents in their own worktrees, a failed check and its fix, reviews, merges, and
 * the history of commits.
 */
export async function runsDemo(agent = 'worker'): Promise<void> {
  const stage = makeStage({
    'package.json': '{ "type": "module" }\n',
    'src/login.js': 'export const login = () => false;\n',
    'src/cart.js': 'export const total = () => 0;\n',
    'test/start.test.js': "import test from 'node:test';\n\ntest('starts', () => {});\n",
  });
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: stage.project, env: stage.env, encoding: 'utf8' });
  const ada = await personAt(stage);
  try {
    say(
      '1. Ada plans four tasks. Two of them have overlapping scopes, and one is blocked by two others. She sets a check.',
    );
    await ada.types('setting_set', { name: 'checks.unit', value: 'node --test' });
    if (agent === 'worker') {
      const argv = [process.execPath, join(process.env.BACKLOG_REPOSITORY ?? process.cwd(), 'demo/worker.mjs')];
      await ada.types('agent_add', { name: agent, provider: 'command', argv });
    }
    show(await ada.types('task_import', { tasks: TASKS }));

    say(
      '2. Two agents start, each in its own git worktree. Task 3 overlaps the files of task 1, and task 4 is blocked.',
    );
    show(await ada.types('run_start', { filter: '1,2', agent }));
    show(await ada.isRefused('run_start', { filter: '3', agent }), 2);
    show(await ada.isRefused('run_start', { filter: '4', agent }), 2);

    say(
      '3. The first result fails its check. Backlog returns it to its agent, which fixes it. The history of the run:',
    );
    await Promise.all(['r1', 'r2'].map((run) => ada.sees(run, 'review')));
    show(await ada.types('run_events', { run: 'r1' }), 16);
    show(git('status', '--short', '--branch'));

    say(
      "4. Ada reviews the task, the agent's summary, the checks and the diff. Backlog merges only what she approves.",
    );
    show(await ada.types('run_show', { run: 'r1' }), 16);
    show(await ada.types('run_diff', { run: 'r1' }), 24);

    say(
      '5. She approves. Backlog runs the checks on each merged tree, then updates her branch and her checkout in one step.',
    );
    for (const run of ['r1', 'r2']) await ada.types('run_approve', { run });
    await Promise.all(['r1', 'r2'].map((run) => ada.sees(run, 'merged')));
    show(await ada.types('run_list', { all: true }));

    say('6. Now the other two tasks can start, from the merged commit.');
    show(await ada.types('run_start', { filter: '3,4', agent }));
    await Promise.all(['r3', 'r4'].map((run) => ada.sees(run, 'review')));
    for (const run of ['r3', 'r4']) await ada.types('run_approve', { run });
    await Promise.all(['r3', 'r4'].map((run) => ada.sees(run, 'merged')));

    say('7. The git history has a commit for each task, each with passed checks. No other file changed.');
    show(git('log', '--format=%h %s', '--stat'), 24);
    show(git('status', '--short', '--branch'));
    show(await ada.types('backlog_status'), 4);
    show(await ada.types('doctor'), 3);
  } finally {
    await ada.leaves();
    stage.clear();
  }
}
