import { writeFileSync } from 'node:fs';
import type { Run } from '../../../domain/records.ts';
import { judgePrompt } from '../../../text/runs/judge-prompt.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import type { Context } from '../../../work/workspace/context.ts';
import { diffText, type RunsPlace } from '../../git/index.ts';

/** A result for a judge: its run, and the two commits that show what it changes. */
export interface JudgedResult {
  run: Run;
  from: string;
  to: string;
}

/** The question for a judge, and the variable that names its file to checks. */
interface Judging {
  question: string;
  extra: { BACKLOG_JUDGE: string };
}

/**
 * Writes the question for a check that judges results by their goals, as another agent can. The worktree's checks and
 * the merge queue's ask it.
 * @param file absolute path of the file for the question
 * @returns undefined, without a file, if no result has a goal
 */
export async function writeJudging(
  context: Context,
  place: RunsPlace,
  file: string,
  results: readonly JudgedResult[],
): Promise<Judging | undefined> {
  const asked = [];
  for (const { run, from, to } of results) {
    const task = context.store.state.get('task', run.task);
    if (run.goal === undefined || !task) continue;
    // The goal of the last round's start, because the run may have linked its task to another one since.
    const { upkeep: _, ...rest } = task;
    const judged = { ...rest, goal: run.goal };
    const brief = await loadBrief(context, context.facts(), judged, context.caller.holder);
    asked.push({ run, brief, diff: await diffText(place, { from, to, limit: JUDGED_BYTES }) });
  }
  if (asked.length === 0) return undefined;
  const question = judgePrompt(asked);
  writeFileSync(file, question, { mode: 0o600 });
  return { question, extra: { BACKLOG_JUDGE: file } };
}

/** Maximum number of bytes of a diff that are read for a judge, who gets fewer. */
const JUDGED_BYTES = 100_000;
