import { expect } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { shortCommit } from '../../../src/domain/runs/commit-id.ts';
import type { Attestation } from '../../../src/domain/runs/landed/attestation.ts';
import { openFindings } from '../../../src/domain/runs/objections/finding.ts';
import { isLanded, isOver, type RunState } from '../../../src/domain/runs/run-states.ts';
import { moveRun, putRun } from '../../../src/runs/lifecycle/apply-transition.ts';
import { completeTaskOf, reopenTaskOf, stopTaskOf } from '../../../src/runs/lifecycle/task-effects.ts';
import { recalled } from '../../../src/runs/merge/landing.ts';
import { landedNote } from '../../../src/runs/merge/message.ts';
import type { Tx } from '../../../src/store/index.ts';
import { basisOf, findingsOf } from '../../../src/work/objections/facts.ts';
import type { Context } from '../../../src/work/workspace/context.ts';
import type { WholeTask } from '../../support/github/ground.ts';
import { resultOf, runIn } from '../../support/runs.ts';
import { ADA } from '../../support/workspace.ts';
import { type At, onTask, type Play, type Step } from './plays.ts';

/**
 * Runs of a task, as records: what git would say of a merge is drawn. What the queue says about them at a service must
 * be that.
 */

/** What the target branch really got. The commit is one that the forge has, or one of a repository here. */
const CONTENTS: readonly Omit<Attestation, 'commit'>[] = [
  { is: 'equal', approved: 2 },
  { is: 'changed', approved: 2, changed: { files: 1, lines: 3, paths: ['src/a.txt'] } },
  { is: 'lacks', approved: 2, lacks: { files: 1, paths: ['src/a.txt'] } },
  { is: 'unknown', why: 'the commit is not here until you pull main' },
];

type Act = (act: { tx: Tx; context: Context; run: Run; play: Play; at: At; task: WholeTask }) => void;

/** An act on a run of the item's task in one of these states. */
const onRun = (states: readonly RunState[], act: Act): Step =>
  onTask(async (play, at, task) => {
    const context = at.work.opened.context(ADA);
    const runs = runsOf(at, task.uuid).filter(({ state }) => states.includes(state));
    if (runs.length === 0) return;
    const { id } = play.random.pick(runs);
    await context.write('given', (tx) => {
      const notes = () => (tx.get('task', task.uuid)!.annotations ?? []).map(({ text }) => text);
      const before = notes().length;
      act({ tx, context, run: tx.get('run', id)!, play, at, task });
      at.truth.notes.push(...notes().slice(before));
    });
  });

const runsOf = ({ work }: Pick<At, 'work'>, task: string): Run[] =>
  Array.from(work.opened.store.state.all('run'), ([, run]) => run).filter((run) => run.task === task);

const commitOf = ({ random }: Play): string => Array.from({ length: 40 }, () => random.int(16).toString(16)).join('');

/** What an approver read: the title and the text of the task. */
const readBy = ({ description, docs }: WholeTask): string => JSON.stringify([description, docs?.spec]);
/** What was read of each run, by queue. */
const read = new WeakMap<object, Map<string, string>>();
function readIn({ work: { opened } }: At): Map<string, string> {
  const known = read.get(opened.store) ?? new Map<string, string>();
  read.set(opened.store, known);
  return known;
}

/** Records a merge by the functions of every door, and checks that it completes only what it was made for. */
function landed(act: Parameters<Act>[0], verb: 'land' | 'find', content: Omit<Attestation, 'commit'>, shared: boolean) {
  const { tx, context, run, play, at, task } = act;
  const commit = commitOf(play);
  const attested = { ...content, commit };
  const before = tx.get('task', run.task)!;
  const merged = moveRun(tx, run.id, verb, { merged: { commit, at: tx.at, attested, ...(shared ? { shared } : {}) } });
  completeTaskOf(tx, context, merged, landedNote(merged));
  const isDone = before.status === 'pending' && tx.get('task', run.task)!.status === 'completed';
  if (isDone) {
    at.truth.mayEnd = true;
    expect([content.is, readIn(at).get(run.id)]).toEqual([expect.not.stringMatching('lacks'), readBy(task)]);
  }
}

const STEPS: readonly Step[] = [
  onTask(async (_, at, task) => {
    const { opened } = at.work;
    if (task.status !== 'pending' || runsOf(at, task.uuid).some(({ state }) => !isOver(state))) return;
    const basis = basisOf(opened.store.state, { task: task.uuid });
    const run = await runIn({ opened }, 'running', { number: task.id, basis });
    readIn(at).set(run.id, readBy(task));
  }),
  onRun(['running'], ({ tx, run, play }) => {
    moveRun(tx, run.id, 'check');
    moveRun(tx, run.id, 'submit', { result: resultOf({ commit: commitOf(play) }) });
  }),
  // Its reviewer reads what changed since.
  onRun(['review'], ({ tx, run, at, task }) => {
    const seen = openFindings(findingsOf(tx, run)).map(({ key }) => key);
    const verdict = { actor: 'human:ada', at: tx.at, commit: run.result!.commit, seen };
    moveRun(tx, run.id, 'approve', { verdict: verdict as Run['verdict'] });
    readIn(at).set(run.id, readBy(task));
  }),
  onRun(['approved'], (act) => {
    const { tx, context, run } = act;
    if (recalled(context, tx, [{ id: run.id, verdict: run.verdict } as never])) return;
    moveRun(tx, run.id, 'merge');
    landed({ ...act, run: tx.get('run', run.id)! }, 'land', CONTENTS[0]!, false);
  }),
  // Merged there, as a squash, with changes or without a part, or found in the branch by hand.
  onRun(['approved', 'review'], (act) => landed(act, 'find', act.play.random.pick(CONTENTS), true)),
  onRun(['merged'], ({ tx, context, run }) => {
    if (run.reverted) return;
    putRun(tx, { ...run, reverted: { at: tx.at } });
    reopenTaskOf(tx, context, run, `Run ${run.id} was reverted.`);
  }),
  onRun(['running', 'review', 'approved'], ({ tx, context, run }) => {
    moveRun(tx, run.id, run.state === 'running' ? 'stop' : 'discard');
    stopTaskOf(tx, context, run);
  }),
  ({ random }, { tracker, number }) => {
    if (!tracker.drop || !tracker.at(number).isOpen || random.int(2) > 0) return;
    tracker.drop(number);
  },
];

/** The acts that lead on from a state, by their places in {@link STEPS}. */
const NEXT: Partial<Record<RunState, readonly number[]>> = { running: [1], review: [2, 4], approved: [3, 4, 4] };

/** Takes the run of a task one step further, or starts one. */
const advance: Step = onTask(async (play, at, task) => {
  const now = runsOf(at, task.uuid).find(({ state }) => !isOver(state));
  const next = now ? NEXT[now.state] : [0];
  if (next) await STEPS[play.random.pick(next)]!(play, at);
});

/** Most acts lead on, so that short plays have merges. */
export const RUN_STEPS: readonly Step[] = [...STEPS, ...Array.from({ length: 14 }, () => advance)];

/** Ends all runs, so that changes of the services that waited for them come. */
export async function endRuns({ sources }: Play): Promise<void> {
  for (const { work } of sources) {
    const context = work.opened.context(ADA);
    await context.write('given', (tx) => {
      for (const [, run] of [...tx.all('run')]) {
        if (isOver(run.state) || run.state === 'stopped') continue;
        moveRun(tx, run.id, run.state === 'running' ? 'stop' : 'discard');
        stopTaskOf(tx, context, run);
      }
    });
  }
}

/** Checks that each word about runs in the comments of an item is true of one of the queues. */
export function checkRunWords(at: At, tasks: readonly WholeTask[], sources: readonly At['work'][]): void {
  const said = at.tracker.comments(at.number).filter((body) => body.startsWith('**Backlog**'));
  for (const body of said) {
    const [first = ''] = body.split('\n');
    const fits = sources.some((work, i) => {
      const task = tasks[i]!;
      const runs = runsOf({ work }, task.uuid);
      const inBranch = runs.filter(isLanded);
      const as = /merged(?: as (\w+))?(?:, (equal|with changes|without|not compared)[^.]*)?/.exec(first);
      const isTrue = (run: Run) => {
        const { commit, attested, shared } = run.merged!;
        const words = { equal: 'equal', changed: 'with changes', lacks: 'without', unknown: 'not compared' } as const;
        const isCommit = as![1] === undefined ? !shared : shared && shortCommit(commit) === as![1];
        return isCommit && as![2] === words[attested!.is];
      };
      if (as && !inBranch.some(isTrue)) return false;
      if (!as && inBranch.length > 0 && / is (?:completed|open)/.test(first)) return false;
      if (/ is completed/.test(first)) return task.status === 'completed';
      if (/ is open/.test(first)) return task.status === 'pending';
      if (/ is in review/.test(first))
        return runs.some(({ state }) => ['review', 'approved', 'merging'].includes(state));
      return true;
    });
    expect(`#${at.number} ${first} ${fits}`).toBe(`#${at.number} ${first} true`);
  }
}
