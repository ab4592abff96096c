import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { GREETINGS, greeter } from '../../test/board/story/greeter.ts';
import { handsOn } from '../../test/board/story/hands.ts';
import { secondTab } from '../../test/board/story/second-tab.ts';
import { type Step, story } from '../../test/board/story/story.ts';
import { terminalOf } from '../../test/board/story/terminal.ts';
import { killCarrying } from '../../test/support/carrying.ts';
import { writeFiles } from '../../test/support/files.ts';
import { git } from '../../test/support/git.ts';
import type { Bench } from '../bench.ts';
import { type Figure, figure } from '../figure.ts';
import { quantile } from '../stats.ts';
import type { Part, Stage } from './part.ts';
import { startServer } from './process.ts';

export const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada', door: 'cli' };
/** Maximum time from a key press until other clients show the change, in milliseconds, for 95 % of the steps. */
const SOON = 300;

/**
 * Plays a whole story with the keyboard and real runs. Measures the time until another tab and a terminal show each
 * step.
 */
export function storyPart(bench: Bench): Part[] {
  return [{ name: 'a story by keys', seconds: 120, measure: (stage) => storyFigures(bench, stage) }];
}

async function storyFigures(bench: Bench, stage: Stage): Promise<Figure[]> {
  const steps: Step[] = [];
  for (let n = 0; n < bench.rounds(3) && (n === 0 || stage.hasTime()); n++)
    steps.push(...(await told(bench, stage, join(bench.folder, `story-${n}`))));
  const late = (name: string, samples: number[]) =>
    figure({
      name: `board: a story by keys until ${name} knows, 95th percentile of its steps`,
      at: `${samples.length} steps`,
      unit: 'ms',
      samples: [quantile(samples, 0.95)!],
      target: { of: 'median', most: SOON },
    });
  return [
    late(
      'another tab',
      steps.map(({ tab }) => tab),
    ),
    late(
      'a terminal',
      steps.map(({ terminal }) => terminal),
    ),
  ];
}

async function told(bench: Bench, { context, step }: Stage, folder: string): Promise<Step[]> {
  const [project, home, gate] = [join(folder, 'project'), join(folder, 'home'), join(folder, 'go')];
  writeFiles(project, GREETINGS);
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '-A');
  git(project, 'commit', '-q', '-m', 'First');
  const env = { HOME: folder, BACKLOG_HOME: home, TZ: 'UTC' };
  const opened = await openWorkspace({ cwd: project, env, store: { validate: validateRecord } });
  await opened.make();
  const agent = join(folder, 'greeter.mjs');
  writeFileSync(agent, greeter(gate));
  const argv = [process.execPath, agent];
  await execute(opened, ADA, commandNamed('agent_add'), { name: 'greeter', provider: 'command', argv });
  const board = await startServer(bench, { project, env });
  const terminal = terminalOf(opened.store);
  const end = async () => {
    await terminal.stop();
    await board.stop();
    await killCarrying(`BACKLOG_DIR=${opened.where.dir}`);
    await opened.close();
  };
  try {
    const [page, other] = [await context.newPage(), await context.newPage()];
    await page.goto(board.address);
    await page.getByText('No open tasks').waitFor();
    const second = secondTab(other, page.url().replace(/\/[^/]*$/, ''));
    const cast = { hands: await handsOn(page), second, terminal, release: () => writeFileSync(gate, '') };
    const steps: Step[] = [];
    step('the first step');
    for await (const each of story(cast)) {
      steps.push(each);
      step(`the step after: ${each.name}`);
    }
    await page.close();
    await other.close();
    return steps;
  } finally {
    await end();
  }
}
