import { clip } from '../../base/clip.ts';
import { present } from '../../base/present.ts';
import { callOf, type Door } from '../calls/door.ts';
import type { Run } from '../records.ts';
import type { Task } from './task.ts';

type Criterion = NonNullable<Task['acceptance']>[number];
export type CriterionEvidence = NonNullable<Criterion['met']>;

/** Checks whether a criterion has evidence that is not outdated. */
export function isProven({ met }: Pick<Criterion, 'met'>): boolean {
  return met !== undefined && met.outdated === undefined;
}

/** Checks whether evidence is of a run's present result: it names this commit, or the run is still at work on it. */
export function isBoundTo(met: CriterionEvidence, { id, result }: Pick<Run, 'id' | 'result'>): boolean {
  return met.outdated === undefined && met.run === id && (met.commit === undefined || met.commit === result?.commit);
}

export function unmetOf({ acceptance = [] }: Pick<Task, 'acceptance'>): Criterion[] {
  return acceptance.filter((criterion) => !isProven(criterion));
}

/** Counts the criteria with evidence that is not outdated. @returns `[met, all]`; undefined without criteria */
export function metOf({ acceptance = [] }: Pick<Task, 'acceptance'>): [met: number, all: number] | undefined {
  return acceptance.length > 0 ? [acceptance.filter(isProven).length, acceptance.length] : undefined;
}

/**
 * Returns a task with the evidence that counts for a run's result. Until one attempt of a group is kept, each has evidence
 * of its own, and what people recorded without a run counts for all of them.
 */
export function seenBy<Of extends Pick<Task, 'acceptance'>>(task: Of, run: Seeing): Of {
  const { id, evidence, state } = run;
  if (!evidence || !task.acceptance) return task;
  const acceptance = task.acceptance.map(({ met: common, ...criterion }) => {
    const own = evidence.find((one) => one.criterion === criterion.id)?.met;
    const isOver = state === 'discarded' && own?.outdated === undefined;
    const met = own && isOver ? { ...own, outdated: `run ${id} was discarded` } : own;
    const shared = common?.run === undefined || common.run === id ? common : undefined;
    return { ...criterion, ...present({ met: met ?? shared }) };
  });
  return { ...task, acceptance };
}

/** The fields of a run that decide which evidence counts for it. */
export type Seeing = Pick<Run, 'id'> & Partial<Pick<Run, 'evidence' | 'state'>>;

/** Replaces the evidence of a task's criteria by the results of `judge`. @returns the same task if nothing changes */
export function withEvidence(task: Task, judge: (met: CriterionEvidence) => CriterionEvidence): Task {
  const { acceptance = [] } = task;
  const judged = acceptance.map((criterion) => {
    const met = criterion.met && judge(criterion.met);
    return met === criterion.met ? criterion : { ...criterion, met };
  });
  return judged.some((criterion, i) => criterion !== acceptance[i]) ? { ...task, acceptance: judged } : task;
}

/** Returns the beginning of a line that lists unmet criteria. */
export const unmetText = ({ id }: Pick<Task, 'id'>): string => `task ${id} has unmet acceptance criteria`;

/** Maximum number of characters of a criterion in a line that lists several. */
const LISTED = 120;

/** Returns a criterion's words for a line that lists several: on one line, shortened. Its id is for calls. */
export const criterionText = ({ text }: Pick<Criterion, 'text'>): string =>
  clip(text.replaceAll(/\s+/g, ' ').trim(), LISTED);

/** Returns the call that adds evidence to a criterion, in the spelling of the reader's interface. It states no result. */
export function evidenceCall({ id }: Pick<Task, 'id'>, criterion: string, door: Door | undefined): string {
  return door === 'cli'
    ? callOf(door, 'task_annotate', `${id} --criterion ${criterion} "EVIDENCE"`)
    : `task_annotate {"id": ${id}, "criterion": "${criterion}", "text": "EVIDENCE"}`;
}
