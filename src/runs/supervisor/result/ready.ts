import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../../../base/amounts.ts';
import { sentence } from '../../../base/output/sentence.ts';
import { present } from '../../../base/present.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { KEPT_PATHS } from '../../../domain/kinds/run/run-parts.ts';
import { shortCommit } from '../../../domain/runs/commit-id.ts';
import { type StackedOn, startName } from '../../../domain/runs/stack.ts';
import { RUN_REPOSITORY } from '../../../store/index.ts';
import { approved, checkApproved } from '../../../work/config/approval.ts';
import { writePlain } from '../../../work/paths/plain-file.ts';
import {
  applyUpdate,
  clearLocks,
  emptyText,
  makeUpdate,
  markReadied,
  notAgents,
  prepareWorktree,
  runPaths,
  tipOfTarget,
  type Update,
  workPaths,
} from '../../git/index.ts';
import { mendRun } from '../../ground/mend-run.ts';
import type { CommandEnd } from '../../process/run-command.ts';
import { runSettings } from '../../run-settings.ts';
import { startInStack } from '../../stack/next-start.ts';
import { Halt } from '../halt.ts';
import { keepBeside, restoreAfterSetup, secureGround } from '../secure-ground.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import { type Provided, provide } from './provide.ts';
import { exceptSetup, providedPlace, recordProvided } from './provided-files.ts';
import { runSetupLine, type Setup } from './run-checks.ts';
import { checkingIn } from './run-result.ts';

/** Maximum length of a failed setup's output in the run's reason, in characters. */
const TOLD = 300;

/**
 * Prepares the worktree for the agent. Makes sure that a worktree from an earlier round still has that round's files,
 * and merges the target branch into it if the merge queue returned the result.
 * @returns what the agent must know about changes to its worktree
 */
export async function ready(supervised: SupervisedRun): Promise<string | undefined> {
  const { place, paths, opened } = supervised;
  const run = supervised.run();
  checkApproved(opened.store);
  if ((run.rounds ?? []).length > 0) {
    await mendRun(place, run).catch(haltIfLost);
    const isDeleted = !existsSync(paths.tree) && !existsSync(runPaths(place).repo);
    if (isDeleted) {
      await makeWorktree(supervised);
      await keepBeside(supervised);
    }
    const secured = await secureWorktree(supervised);
    if (isDeleted && secured === undefined) await setUpAgain(supervised);
    if (await bringTarget(supervised)) await setUpAgain(supervised);
    return isDeleted ? [DELETED, ...(secured === undefined ? [] : [secured])].join('; ') : secured;
  }
  const { name } = place.repository;
  const isNew = !existsSync(paths.prepared);
  await clearLocks(place);
  await makeWorktree(supervised);
  // A supervisor that died before the first round may have left a worktree that lost files since.
  if (!isNew) await secureGround(supervised);
  const { setup, repair, copy, link, checkMs } = approved(opened.store, (state) => runSettings(state, name));
  if (setup === '' && copy.length + link.length === 0) return undefined;
  await notAgents(place, async () => {
    const given = await provideAll(supervised, { copy, link });
    if (setup !== '') await setUp(supervised, { setup, repair }, checkMs);
    await recordProvided(providedPlace(supervised), given);
  });
  await markReadied(place, run.base);
  if (setup !== '') await restoreAfterSetup(supervised);
  return undefined;
}

/** A lost commit is no failure of git: another attempt can't bring it back, so a person decides. */
function haltIfLost(error: unknown): never {
  if (error instanceof BacklogError && error.data?.lost !== undefined)
    throw new Halt('commit_lost', [sentence(error.message), error.hint].join(' '));
  throw error;
}

/** What the agent must know after a person or an upkeep deleted its worktree. */
const DELETED = 'its worktree was deleted and made again; work that was in no result is kept under rescue refs only';

/** Makes the worktree with the files of the start commit, unless it exists. */
async function makeWorktree({ place, paths, run, events }: SupervisedRun): Promise<void> {
  const { name, common } = place.repository;
  mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  writePlain(join(paths.folder, RUN_REPOSITORY), JSON.stringify({ name, common }));
  const { base, branch, target } = run();
  for (const submodule of await prepareWorktree(place, { base, branch, target })) {
    const text = emptyText(submodule);
    if (text !== undefined) events.add({ type: 'step', text });
  }
}

/**
 * Secures the ground of a later round, and provides files and runs the setup again if the worktree was changed.
 * @returns a sentence for the agent about the change
 */
export async function secureWorktree(supervised: SupervisedRun): Promise<string | undefined> {
  await clearLocks(supervised.place);
  const secured = await secureGround(supervised);
  if (secured !== undefined) await setUpAgain(supervised);
  return secured;
}

async function provideAll(
  { place, paths, events }: SupervisedRun,
  which: { copy: readonly string[]; link: readonly string[] },
): Promise<Provided[]> {
  const given = await provide(place.repository.folder, paths.tree, which);
  for (const { text } of given) events.add({ type: 'step', text });
  return given;
}

/**
 * Provides files and runs the setup command again after the target branch was merged or files were restored, because the
 * present files may need other libraries. A failure, for example because of conflict markers, does not end the run; the
 * checks will detect the problem.
 */
async function setUpAgain(supervised: SupervisedRun): Promise<void> {
  const { base, repository } = supervised.run();
  const { setup, repair, copy, link, checkMs } = approved(supervised.opened.store, (state) =>
    runSettings(state, repository),
  );
  if (setup === '' && copy.length + link.length === 0) return;
  const work = await workPaths(supervised.place, base);
  await notAgents(supervised.place, async () => {
    await exceptSetup(providedPlace(supervised), async () => {
      const given = await provideAll(supervised, { copy, link });
      if (setup !== '') await runSetup(supervised, { setup, repair }, checkMs);
      return given;
    });
  });
  await markReadied(supervised.place, base, work);
  await restoreAfterSetup(supervised);
}

async function runSetup(supervised: SupervisedRun, setup: Setup, timeoutMs: number): Promise<CommandEnd> {
  const { base: commit } = supervised.run();
  const end = await runSetupLine(setup, { ...checkingIn(supervised), commit, timeoutMs });
  if (supervised.signal.aborted) throw supervised.signal.reason;
  supervised.events.add({ type: 'step', text: `setup: ${end.text}` });
  return end;
}

async function setUp(supervised: SupervisedRun, setup: Setup, timeoutMs: number): Promise<void> {
  const end = await runSetup(supervised, setup, timeoutMs);
  if (end.code !== 0) throw new Halt('setup_failed', [end.text, end.tail.slice(-TOLD)].filter(Boolean).join(': '));
}

/**
 * Merges the target branch into the worktree of a run that the merge queue returned, and makes its tip the start
 * commit. The agent can then resolve conflicts, and the checks run on the merged files. Does nothing for other runs or
 * if a person adopts changes. After a kill, the next supervisor finds the update in the record and completes it.
 * @returns true if the worktree changed
 */
async function bringTarget(supervised: SupervisedRun): Promise<boolean> {
  const { update, branch, adopt, rebase } = supervised.run();
  if (!update || update.round !== undefined || adopt) return false;
  const made = update.made ?? (await madeFrom(supervised));
  if (rebase && made.conflicts.length > 0) throw new Halt('stack', `${update.text}, which conflicts with its changes`);
  await applyUpdate(supervised.place, branch, made);
  const { target, base } = await supervised.note((run) => ({
    ...run,
    base: made.base,
    stackedOn: made.stackedOn,
    update: { ...run.update!, round: (run.rounds ?? []).length + 1 },
  }));
  const { length } = made.conflicts;
  const conflicts = length === 0 ? 'without conflicts' : `with conflicts in ${counted(length, 'file')}`;
  supervised.events.add({
    type: 'step',
    text: `${startName(target, made.stackedOn)} (${shortCommit(base)}) was merged into the worktree ${conflicts}`,
  });
  return true;
}

/** Returns the result on which the next round starts; undefined for the tip of the target branch. */
function stackBelow({ opened, context, run }: SupervisedRun): StackedOn | undefined {
  const next = startInStack(context(), opened.store.state, run());
  if (typeof next === 'object') return next.stackedOn;
  return next === 'target' ? undefined : run().stackedOn;
}

/** Merges the next start commit and the last result, which are the worktree's files. */
async function madeFrom(supervised: SupervisedRun): Promise<Update & { stackedOn?: StackedOn }> {
  const { base, target, result } = supervised.run();
  const stackedOn = stackBelow(supervised);
  const commit = stackedOn?.commit ?? (await tipOfTarget(supervised.place.repository, target));
  const made = await makeUpdate(supervised.place, {
    base,
    result: result!.commit,
    target: { name: startName(target, stackedOn), commit },
  });
  const kept = { ...made, conflicts: made.conflicts.slice(0, KEPT_PATHS), ...present({ stackedOn }) };
  await supervised.note((run) => ({ ...run, ...(run.update ? { update: { ...run.update, made: kept } } : {}) }));
  return kept;
}
