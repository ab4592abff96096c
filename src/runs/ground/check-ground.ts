import { existsSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { shellWord } from '../../base/shell-word.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { adoptingHint, isLive, isOver } from '../../domain/runs/run-states.ts';
import { listed } from '../../domain/task/objections.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context } from '../../work/workspace/context.ts';
import { findRun } from '../find-run.ts';
import { pathText, type RunPlace, readGround, runRef, storeRef } from '../git/index.ts';
import { locateKeptRun, runFiles } from '../run-folder.ts';
import { decideGround, roundStart } from './decide-ground.ts';
import { mendRun } from './mend-run.ts';

/**
 * Refuses to continue a run whose worktree has changes that its result doesn't contain. They would count as the agent's.
 * @param again the caller's command with `--restore`, if it has this flag
 * @throws BacklogError `conflict`
 */
export async function checkGround(context: Context, id: string, again?: string): Promise<void> {
  const run = findRun(context.store.state, id);
  if (isLive(run.state) || isOver(run.state) || run.cleaned) return;
  await checkFolder(context, run, again);
  const { commit, holds } = roundStart(run);
  if (holds !== 'result') return;
  const place = locateKeptRun(context, run);
  if (existsSync(runFiles(place).folder)) await mendRun(place, run);
  // Without a folder there is nothing to compare, and the supervisor makes it again.
  else await checkKept(place, run);
  const ground = await readGround(place, { base: run.base, start: commit });
  if (decideGround(ground, holds, false).files !== 'ask') return;
  const changed = ground.changed.map(pathText);
  refuse('conflict', `can't continue run ${id}: ${newChangesText(changed)}`, {
    hint: [
      `Add them to the result: ${adoptingHint(run)}.`,
      ...(again ? [`Or keep them under a rescue ref and continue from the result: ${again}.`] : []),
    ].join(' '),
    data: { run: id, changed },
  });
}

/**
 * Refuses to decide about a result whose commit is lost. The merge queue would return it seconds later.
 * @throws BacklogError `git`, with ways to a decision
 */
export async function checkResultKept(context: Context, id: string): Promise<void> {
  const run = findRun(context.store.state, id);
  if (isLive(run.state) || isOver(run.state) || !isRunHere(run, context.store)) return;
  await checkKept(locateKeptRun(context, run), run);
}

/** Reads only a file of git, unless the private copy lacks the result. The run's git folder may still have it. */
async function checkKept(place: RunPlace, run: Run): Promise<void> {
  if (run.result && (await storeRef(place, runRef(run.id, 'result'))) !== run.result.commit) await mendRun(place, run);
}

/** Words for files that changed after the last result. */
export function newChangesText(paths: readonly string[]): string {
  return `its worktree has changes that its result lacks: ${listed(paths).join(', ')}`;
}

/**
 * Refuses to continue a run whose folder is a link. With it, another folder or disk could get what Backlog writes.
 * @param again as in {@link checkGround}
 * @throws BacklogError `conflict`
 */
export async function checkFolder(context: Context, run: Run, again?: string): Promise<void> {
  const { folder } = runFiles(locateKeptRun(context, run));
  const target = await linkTarget(folder);
  if (target === undefined) return;
  const back = `rm ${shellWord(folder)} && mv ${shellWord(target)} ${shellWord(folder)}`;
  refuse('conflict', `can't continue run ${run.id}: ${linkedText(folder, target)}`, {
    hint: [
      `Move the folder back: \`${back}\`.`,
      ...(again
        ? [`Or leave it there, and continue from the ${run.result ? 'result' : 'start commit'}: ${again}.`]
        : []),
    ].join(' '),
    data: { run: run.id, folder, target },
  });
}

/** Words for a run's folder that is a link. */
export function linkedText(folder: string, target: string): string {
  return `its folder ${folder} is a link to ${target}, and Backlog doesn't follow links`;
}

/** Returns the target of a link; undefined for anything else. */
export async function linkTarget(path: string): Promise<string | undefined> {
  return readlink(path).catch(() => undefined);
}
