// npm run demo: first plays `backlog demo`, in which agents do tasks in worktrees, then several agents in one checkout.
// `npm run demo -- --agent claude` (or codex) only plays the first part, with your own agent.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { plugin } from './client.ts';
import { sessionDemo } from './session.ts';

const agent = process.argv.find((_, i, words) => words[i - 1] === '--agent');
const words = ['demo', ...(agent === undefined ? [] : ['--agent', agent])];
const { status } = spawnSync(process.execPath, [join(plugin, 'bin/backlog'), ...words], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
if (agent === undefined) {
  console.log('\n\nThe same queue inside one session of Claude Code, several agents in one checkout:');
  await sessionDemo();
}
