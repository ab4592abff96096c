import { clip } from '../base/clip.ts';
import { nearest } from '../base/nearest.ts';
import { present } from '../base/present.ts';
import { refuse } from '../domain/errors.ts';
import type { Question, Run } from '../domain/records.ts';
import { leadingRun } from '../domain/runs/attempts/attempts.ts';
import { hiddenQuestion } from '../domain/runs/hidden/hidden-tests.ts';
import type { Store, Tx } from '../store/index.ts';
import { holderOfRun } from '../work/claim/run-of.ts';

/** A source of records: the store's state or a transaction. */
export type RunRecords = Pick<Store['state'], 'get' | 'all'> | Pick<Tx, 'get' | 'all'>;

/** The id of a run, `r7`. A number without the letter is the id of a task. */
const RUN_ID = /^r(\d{1,15})$/i;

/**
 * Finds a run by its id, `r7`.
 * @throws BacklogError `not-found`, or `usage` if the text is no run id
 */
export function findRun(records: RunRecords, text: string): Run {
  return (
    seekRun(records, text) ??
    refuse('usage', `"${clip(text, 40)}" is not a run id`, {
      hint: 'A run id is r and a number, such as r7. run_list lists the runs.',
      data: { expected: 'r and a number', received: clip(text, 40) },
    })
  );
}

/**
 * Finds a run like {@link findRun}, but returns undefined for a text that is no run id.
 * @throws BacklogError `not-found`
 */
export function seekRun(records: RunRecords, text: string): Run | undefined {
  const [, digits] = RUN_ID.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const id = `r${Number(digits)}`;
  return records.get('run', id) ?? missing(records, id);
}

function missing(records: RunRecords, id: string): never {
  // Of equally similar ids, the newest is meant.
  const close = nearest(id, Array.from(runsIn(records), (run) => run.id).reverse());
  return refuse('not-found', `there is no run ${id}${close === undefined ? '' : ` (did you mean ${close}?)`}`, {
    hint: 'run_list lists the runs.',
    data: { received: id, ...present({ nearest: close }) },
  });
}

/** Lists all runs, the oldest first. */
export function runsIn(records: RunRecords): Run[] {
  return Array.from(records.all('run'), ([, run]) => run).sort((a, b) => numberOfRun(a) - numberOfRun(b));
}

export function runsOf(records: RunRecords, task: string): Run[] {
  return runsIn(records).filter((run) => run.task === task);
}

/** Returns the run that stands for a task in all views. */
export function leadingRunOf(records: RunRecords, task: string): Run | undefined {
  return leadingRun(runsOf(records, task));
}

export function numberOfRun({ id }: Pick<Run, 'id'>): number {
  return Number(id.slice(1));
}

/** Lists the questions of a run's agent, the oldest first. */
export function questionsOf(records: RunRecords, { id }: Pick<Run, 'id'>): Question[] {
  const asked = Array.from(records.all('question'), ([, question]) => question).filter(({ run }) => run === id);
  return asked.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Lists the unanswered questions of a run's agent. */
export function openQuestions(records: RunRecords, run: Pick<Run, 'id'>): Question[] {
  return questionsOf(records, run).filter(({ answer }) => answer === undefined);
}

/**
 * Lists what a run asks now, in the order in which an answer without a question counts: about its hidden tests, then the
 * questions of its agent.
 */
export function questionTexts(records: RunRecords, run: Run): string[] {
  const aboutTests = hiddenQuestion(run);
  return [...(aboutTests === undefined ? [] : [aboutTests]), ...openQuestions(records, run).map(({ text }) => text)];
}

/** Finds the claim that was granted to the run. The fence distinguishes it from a later claim by the same holder. */
export function claimOf(records: RunRecords, run: Pick<Run, 'id' | 'group' | 'fence'>) {
  const holder = holderOfRun(run);
  for (const [, claim] of records.all('claim')) if (claim.holder === holder && claim.fence === run.fence) return claim;
  return undefined;
}
