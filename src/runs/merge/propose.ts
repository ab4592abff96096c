import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { branchName } from '../../domain/branch-name.ts';
import type { Run } from '../../domain/records.ts';
import type { Context } from '../../work/workspace/context.ts';
import { moveRun, putRun } from '../change.ts';
import { findRun, runsIn } from '../find.ts';
import { commitsSaying, pushResult, type RunsPlace } from '../git/index.ts';
import { repositoryNamed } from '../place.ts';
import { runCommand } from '../process/run-command.ts';
import { completeOf } from '../task-side.ts';
import { defer, stands } from './back.ts';
import type { Entry } from './entry.ts';
import { landedNote, marksOf, messageOf } from './message.ts';

/** How long the command may take that makes a pull request, in milliseconds. */
const COMMAND_MS = 120_000;
/** Characters of what it says that a run keeps: its end, where the address of the request is. */
const KEPT = 500;

/** How results are proposed: a person's settings. */
export interface Proposing {
  remote: string;
  command: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Pushes a tested result to a branch of its own and has the person's command make a pull request of it. The run stays approved until the
 * target has it. Did it go well? Otherwise the entry says why not.
 */
export async function proposeEntry(
  context: Context,
  place: RunsPlace,
  entry: Entry,
  commit: string,
  { remote, command, env }: Proposing,
): Promise<boolean> {
  const { id, branch } = entry;
  const failed = await pushResult(place, { id, commit, branch, remote });
  if (failed) return defer(context, [entry], { why: 'refused', text: `not proposed: ${failed}` });
  const [title = '', ...body] = messageOf(context, entry).split('\n');
  const file = join(place.runs, id, 'proposal.md');
  writeFileSync(file, body.join('\n').trimStart(), { mode: 0o600 });
  const words = {
    BACKLOG_BRANCH: branch,
    BACKLOG_TARGET: branchName(entry.target),
    BACKLOG_TITLE: title,
    BACKLOG_BODY: file,
    BACKLOG_REMOTE: remote,
  };
  const known = Object.entries({ ...env, ...words }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const end = await runCommand({
    command,
    cwd: place.repository.folder,
    env: Object.fromEntries(known),
    timeoutMs: COMMAND_MS,
  });
  const said = end.tail.trim().slice(-KEPT);
  if (end.code !== 0)
    return defer(context, [entry], { why: 'refused', text: `runs.propose: ${end.text}${said ? `: ${said}` : ''}` });
  await context.write('run_propose', (tx) => {
    if (!stands(tx, entry)) return;
    const text = said || `${remote}/${branch}`;
    putRun(tx, {
      ...findRun(tx, id),
      proposed: { commit, branch, at: tx.at, text },
      waits: { why: 'proposed', text: `proposed, until your branch has it: ${text}` },
    });
  });
  return true;
}

/** Finds proposed results that their targets have by now, under whatever commit: those runs are merged. How many there were. */
export async function noticeProposals(context: Context): Promise<number> {
  let noticed = 0;
  for (const run of runsIn(context.store.state).filter(isProposed)) {
    if (!context.repositories.all.some(({ name }) => name === run.repository)) continue;
    const [commit] = await commitsSaying(repositoryNamed(context.repositories, run.repository), run.target, [
      marksOf(run),
    ]).catch(() => []);
    if (commit === undefined) continue;
    noticed += await context.write('run_land', (tx) => {
      const now = findRun(tx, run.id);
      if (!isProposed(now)) return 0;
      moveRun(tx, now.id, 'merge', { merge: { old: now.base, new: commit, commit, at: tx.at } });
      const merged = moveRun(tx, now.id, 'land', { merged: { commit, at: tx.at } });
      completeOf(tx, context, merged, landedNote(merged));
      return 1;
    });
  }
  return noticed;
}

/** Is it out of our hands, until its target has it? */
export function isProposed({ state, proposed }: Pick<Run, 'state' | 'proposed'>): boolean {
  return state === 'approved' && proposed !== undefined;
}
