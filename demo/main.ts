// npm run demo: first shows a queue whose tasks agents do in worktrees, then several agents in one checkout. `npm run
// demo -- --agent claude` (or codex) uses your own agent in the first part. The default is a program that plays the
// agent and needs no account.
import { runsDemo } from './runs.ts';
import { sessionDemo } from './session.ts';

const started = performance.now();
const agent = process.argv.find((_, i, words) => words[i - 1] === '--agent');
await runsDemo(agent);
if (agent === undefined) {
  console.log('\n\nThe same queue inside one session of Claude Code, several agents in one checkout:');
  await sessionDemo();
}
console.log(`\nThat took ${((performance.now() - started) / 1000).toFixed(1)} s. Next: README.md, "Install".`);
