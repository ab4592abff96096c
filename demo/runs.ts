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
      '1. Ada plans four tasks: two of them want the same files, one waits for two others. She says how results are checked.',
    );
    await ada.types('setting_set', { name: 'checks.unit', value: 'node --test' });
    if (agent === 'worker') {
      const argv = [process.execPath, join(process.env.BACKLOG_REPOSITORY ?? process.cwd(), 'demo/worker.mjs')];
      await ada.types('agent_add', { name: agent, provider: 'command', argv });
    }
    show(await ada.types('task_import', { tasks: TASKS }));

    say(
      '2. Two agents begin, each in a git worktree of its own. A third would meet the first one’s files, the fourth has to wait.',
    );
    show(await ada.types('run_start', { filter: '1,2', agent }));
    show(await ada.isRefused('run_start', { filter: '3', agent }), 2);
    show(await ada.isRefused('run_start', { filter: '4', agent }), 2);

    say(
      '3. The first result fails its check and goes back to its agent, who mends it. What happened, as it was recorded:',
    );
    await Promise.all(['r1', 'r2'].map((run) => ada.sees(run, 'review')));
    show(await ada.types('run_events', { run: 'r1' }), 16);
    show(git('status', '--short', '--branch'));

    say('4. Ada reviews: the task, what the agent says, the checks, and a real diff. Nothing is merged without her.');
    show(await ada.types('run_show', { run: 'r1' }), 16);
    show(await ada.types('run_diff', { run: 'r1' }), 24);

    say(
      '5. She approves. Each result is merged, tested as it will be, and lands on her branch and in her checkout in one step.',
    );
    for (const run of ['r1', 'r2']) await ada.types('run_approve', { run });
    await Promise.all(['r1', 'r2'].map((run) => ada.sees(run, 'merged')));
    show(await ada.types('run_list', { all: true }));

    say('6. Now the other two may begin. They start from what was merged.');
    show(await ada.types('run_start', { filter: '3,4', agent }));
    await Promise.all(['r3', 'r4'].map((run) => ada.sees(run, 'review')));
    for (const run of ['r3', 'r4']) await ada.types('run_approve', { run });
    await Promise.all(['r3', 'r4'].map((run) => ada.sees(run, 'merged')));

    say('7. The history that results: a commit for each task, every one of them tested; nothing else was touched.');
    show(git('log', '--format=%h %s', '--stat'), 24);
    show(git('status', '--short', '--branch'));
    show(await ada.types('backlog_status'), 4);
    show(await ada.types('doctor'), 3);
  } finally {
    await ada.leaves();
    stage.clear();
  }
}
