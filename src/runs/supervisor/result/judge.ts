import type { Run } from '../../../domain/records.ts';
import type { AskedCriterion } from '../../../domain/runs/answers/verdicts.ts';
import { type JudgedText, judgeQuestions } from '../../../text/runs/judge-prompt.ts';
import { writePlain } from '../../../work/paths/plain-file.ts';
import { loadBrief } from '../../../work/task/brief.ts';
import type { Context } from '../../../work/workspace/context.ts';
import type { WantedCheck } from '../../checks.ts';
import { diffText, type RunsPlace } from '../../git/index.ts';

/** A result for a judge: its run, and the two commits that show what it changes. */
export interface JudgedResult {
  run: Run;
  from: string;
  to: string;
}

/** The questions for the judges of a commit. */
export interface JudgeCall {
  /** The questions as one text, to recognise equal ones. */
  question: string;
  /** The files with the questions, at least one. Checks that aren't judges of criteria get the first. */
  files: readonly string[];
  /** The criteria in the order of their numbers in the questions; empty if no check asks about criteria. */
  criteria: readonly AskedCriterion[];
}

/**
 * Writes the questions for checks that judge results, as another agent can: by their goals, and by their criteria if one
 * of the checks is set as a judge. The worktree's checks and the merge queue's ask the same.
 * @param file absolute path of the file for the first question; the others get a number before its ending
 * @returns undefined, without a file, if there is nothing to ask
 */
export async function writeJudging(
  context: Context,
  place: RunsPlace,
  { file, wanted }: { file: string; wanted: readonly WantedCheck[] },
  results: readonly JudgedResult[],
): Promise<JudgeCall | undefined> {
  const criteria = wanted.some(({ judges }) => judges);
  const asked: JudgedText[] = [];
  for (const { run, from, to } of results) {
    const task = context.store.state.get('task', run.task);
    if ((run.goal === undefined && !criteria) || !task) continue;
    // The goal of the last round's start, because the run may have linked its task to another one since.
    const { upkeep: _, goal: __, ...rest } = task;
    const judged = run.goal === undefined ? rest : { ...rest, goal: run.goal };
    const brief = await loadBrief(context, context.facts(), judged, context.caller.holder);
    asked.push({ run, brief, diff: await diffText(place, { from, to, limit: JUDGED_BYTES }) });
  }
  if (asked.length === 0) return undefined;
  const questions = judgeQuestions(asked, { criteria });
  const files = questions.texts.map((text, n) => {
    const path = n === 0 ? file : file.replace(/(?=\.[^./]*$)/, `-${n + 1}`);
    writePlain(path, text);
    return path;
  });
  return { question: questions.texts.join('\n'), files, criteria: questions.criteria };
}

/** Maximum number of bytes of a diff that are read for a judge, who gets fewer. */
const JUDGED_BYTES = 100_000;
