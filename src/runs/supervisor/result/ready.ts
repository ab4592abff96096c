import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '../../../domain/task/task.ts';
import { RUN_REPOSITORY } from '../../../store/index.ts';
import { type Approved, approved, checkApproved } from '../../../work/config/approval.ts';
import { clearLocks, markReadied, notAgents, prepareWorktree, workPaths } from '../../git/index.ts';
import type { CommandEnd } from '../../process/run-command.ts';
import { runSettings } from '../../run-settings.ts';
import { Halt } from '../halt.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { bringTarget } from './bring-target.ts';
import { provide } from './provide.ts';
import { exceptSetup, providedPlace, recordProvided } from './provided-files.ts';
import { runLine } from './run-checks.ts';
import { checkingIn } from './run-result.ts';

/** Maximum length of a failed setup's output in the run's reason, in characters. */
const TOLD = 300;

/**
 * Prepares the worktree for the agent. Keeps a worktree from an earlier round unchanged, unless the target branch must
 * be merged into it.
 */
export async function ready(supervised: SupervisedRun, task: Task): Promise<void> {
  const { place, paths, events, opened } = supervised;
  const run = supervised.run();
  checkApproved(opened.store);
  if ((run.rounds ?? []).length > 0) {
    if (!existsSync(paths.tree)) throw new Halt('worktree_lost', `${paths.tree} no longer exists`);
    await clearLocks(place);
    if (await bringTarget(supervised, task)) await setUpAgain(supervised);
    return;
  }
  const { name, common } = place.repository;
  mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(paths.folder, RUN_REPOSITORY), JSON.stringify({ name, common }), { mode: 0o600 });
  const { base, branch, target } = run;
  await prepareWorktree(place, { base, branch, target });
  const { setup, copy, link, checkMs } = approved(opened.store, (state) => runSettings(state, name));
  if (setup === '' && copy.length + link.length === 0) return;
  await notAgents(place, async () => {
    const given = await provide(place.repository.folder, paths.tree, { copy, link });
    for (const { text } of given) events.add({ type: 'step', text });
    if (setup !== '') await setUp(supervised, setup, checkMs);
    await recordProvided(providedPlace(supervised), given);
  });
  await markReadied(place, run.base);
}

/**
 * Runs the setup command again after the target branch was merged, because the merged files may need other libraries. A
 * failure, for example because of conflict markers, does not end the run; the checks will detect the problem.
 */
async function setUpAgain(supervised: SupervisedRun): Promise<void> {
  const { base, repository } = supervised.run();
  const { setup, checkMs } = approved(supervised.opened.store, (state) => runSettings(state, repository));
  if (setup === '') return;
  const work = await workPaths(supervised.place, base);
  await notAgents(supervised.place, () =>
    exceptSetup(providedPlace(supervised), () => runSetup(supervised, setup, checkMs)),
  );
  await markReadied(supervised.place, base, work);
}

async function runSetup(supervised: SupervisedRun, setup: Approved<string>, timeoutMs: number): Promise<CommandEnd> {
  const { base: commit } = supervised.run();
  const end = await runLine(setup, { ...checkingIn(supervised), commit, timeoutMs }, 'setup.txt');
  if (supervised.signal.aborted) throw supervised.signal.reason;
  supervised.events.add({ type: 'step', text: `setup: ${end.text}` });
  return end;
}

async function setUp(supervised: SupervisedRun, setup: Approved<string>, timeoutMs: number): Promise<void> {
  const end = await runSetup(supervised, setup, timeoutMs);
  if (end.code !== 0) throw new Halt('setup_failed', [end.text, end.tail.slice(-TOLD)].filter(Boolean).join(': '));
}
