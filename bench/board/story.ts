import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
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
import { startServer } from './board-process.ts';

export const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada', door: 'cli' };
/** Maximum time from a key press until other clients show the change, in milliseconds, for 95 % of the steps. */
const SOON = 300;

/**
 * Plays a whole story with the keyboard and real runs. Measures the time until another tab and a terminal show each
 * step.
 */
export async function storyFigures(bench: Bench, browser: Browser): Promise<Figure[]> {
  const steps: Step[] = [];
  for (let n = 0; n < bench.rounds(3); n++)
    steps.push(...(await told(bench, browser, join(bench.folder, `story-${n}`))));
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

async function told(bench: Bench, browser: Browser, folder: string): Promise<Step[]> {
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
  const context = await browser.newContext({ viewport: { width: 1360, height: 860 } });
  const terminal = terminalOf(opened.store);
  try {
    const [page, other] = [await context.newPage(), await context.newPage()];
    await page.goto(board.link);
    await page.getByText('No open tasks').waitFor();
    const second = secondTab(other, page.url().replace(/\/[^/]*$/, ''));
    const cast = { hands: await handsOn(page), second, terminal, release: () => writeFileSync(gate, '') };
    const steps: Step[] = [];
    for await (const step of story(cast)) steps.push(step);
    return steps;
  } finally {
    await terminal.stop();
    await context.close();
    board.stop();
    await board.ended;
    await killCarrying(`BACKLOG_DIR=${opened.where.dir}`);
    await opened.close();
  }
}
