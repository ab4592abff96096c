// npm run why-trial: what the why in the brief, the question in the last message, the judge and the check of the scope
// each catch. 40 tasks with traps in a scratch repository; scripted agents, or a real one.
import { optionsOf } from '../../scripts/options.ts';
import { commandJudge, scriptedJudge } from './judge.ts';
import { readOptions, USAGE } from './options.ts';
import { trialTable } from './table.ts';
import { type Played, playArm } from './trial.ts';

const { agents, judge, tasks, slots } = optionsOf(process.argv.slice(2), USAGE, readOptions);
const played: Played[] = [];
const tell = ({ failed }: Played) => process.stderr.write(failed === undefined ? '.' : `\n${failed}\n`);
for (const agent of agents)
  for (const goals of [false, true]) {
    process.stderr.write(`\n${agent}, ${goals ? 'with' : 'without'} goals `);
    const by = judge === 'scripted' ? scriptedJudge : commandJudge(judge);
    played.push(...(await playArm({ agent, goals }, { tasks, slots, judge: by, tell })));
  }
process.stdout.write(`\n${trialTable(played)}\n`);
