import { setTimeout as wait } from 'node:timers/promises';
import { formatActor, isPersons } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import type { Run } from '../../domain/records.ts';
import { hiddenQuestion } from '../../domain/runs/hidden/hidden-tests.ts';
import { isLive, occupies } from '../../domain/runs/run-states.ts';
import type { Tx } from '../../store/index.ts';
import { restoreTaskOf } from '../../work/archive/tasks-of.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import { isRunHere } from '../../work/processes/run-here.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { awaitsRule } from '../autonomy/rules-in.ts';
import { draftsOf } from '../comments/comments.ts';
import { findRun, openQuestions } from '../find-run.ts';
import { checkGround, checkResultKept } from '../ground/check-ground.ts';
import { pushAgain } from '../outgoing/due.ts';
import { checkRepositoryEnabled, repositoryNamed } from '../run-folder.ts';
import { cleanUp } from '../upkeep/clean-up.ts';
import { startQueue } from '../upkeep/queues.ts';
import { adoptWork } from './adopt-work.ts';
import { commandsFor } from './apply-transition.ts';
import { approveRun, mergeNow } from './approve-run.ts';
import { awaitStop } from './await-stop.ts';
import { callTestsWrong } from './call-tests-wrong.ts';
import { SCHEDULER } from './continued-by.ts';
import { messageRun, restoring, resumeRun, stopRun } from './control-run.ts';
import { mergedElsewhere } from './merged-elsewhere.ts';
import { parseLimits } from './parse-limits.ts';
import { retryRun } from './retry-run.ts';
import { askRevert, awaitRevert, checkRevert } from './revert-run.ts';
import { discardForGood, handOffRun, requestChanges, withdrawApproval } from './review-run.ts';
import { ACTS, type ActInput, type ActName, type ActRow } from './run-commands.ts';
import { supervised } from './spawn-supervisor.ts';

/** Time in milliseconds for which a call waits for the push of a run. A slower push continues without the caller. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 50;

/**
 * Waits until the attempt to push or propose a run has an outcome.
 * @returns the run as it is then, also if the attempt takes longer
 * @throws BacklogError `git` with the reason if the attempt failed
 */
async function awaitSent(context: Context, run: Run): Promise<Run> {
  const until = performance.now() + PATIENCE_MS;
  for (let now = run; ; now = findRun(context.store.state, run.id)) {
    if (now.outgoing?.failed !== undefined)
      return refuse('git', `run ${run.id} is not sent: ${now.outgoing.failed}`, {
        hint: `Backlog tries again at ${now.outgoing.next}. To try again now: run_push ${run.id}.`,
        data: { run: run.id, failed: now.outgoing.failed },
      });
    if (!now.outgoing || performance.now() > until) return now;
    await wait(LOOK_MS);
    await context.store.refresh();
  }
}

type Act = (context: Context, write: Write, input: ActInput) => Promise<Run>;

const DOES: Readonly<Record<ActName, Act>> = {
  async approve(context, write, { run, ...approval }) {
    await checkResultKept(context, run);
    const approved = await write((tx) => approveRun(tx, context, run, approval));
    await startQueue(context, 'merge', approved.repository);
    return findRun(context.store.state, run);
  },
  async merge_now(context, write, { run, ...approval }) {
    await checkResultKept(context, run);
    const first = await write((tx) => mergeNow(tx, context, run, approval));
    await startQueue(context, 'merge', first.repository);
    return findRun(context.store.state, run);
  },
  withdraw: (context, write, { run }) => write((tx) => withdrawApproval(tx, context, run)),
  async revert(context, write, { run }) {
    const merged = findRun(context.store.state, run);
    await checkRevert(context, merged);
    await restoreTaskOf(context, write, merged);
    const asked = await write((tx) => askRevert(tx, context, run));
    const started = await startQueue(context, 'merge', asked.repository);
    return started === undefined ? asked : awaitRevert(context, asked);
  },
  async request_changes(context, write, { run, note, restore }) {
    refuseDrafts(context, run);
    const text = needed(note);
    if (!restore) await checkGround(context, run, `run_request_changes ${run} --note "…" --restore`);
    return supervised(
      context,
      write((tx) => restoring(tx, requestChanges(tx, context, run, text), restore)),
    );
  },
  adopt: (context, write, { run }) => supervised(context, adoptWork(context, write, run)),
  async answer(context, write, { run, note, question, restore }) {
    const text = needed(note);
    const aboutTests = hiddenQuestion(findRun(context.store.state, run));
    if (aboutTests !== undefined && (question === undefined || question === aboutTests)) {
      const answered = await write((tx) => callTestsWrong(tx, context, run, text));
      // No rule decides while the question is open.
      if (awaitsRule(context.store, answered)) await startQueue(context, 'merge', answered.repository);
      return answered;
    }
    if (!restore) await checkGround(context, run, `run_answer ${run} --note "…" --restore`);
    const answered = await write((tx) => restoring(tx, answerRun(tx, context, run, { text, question }), restore));
    return answered.state === 'queued' ? supervised(context, answered) : answered;
  },
  message: (context, write, { run, note }) => write((tx) => messageRun(tx, context, run, needed(note))),
  stop: async (context, write, { run }) => awaitStop(context, await write((tx) => stopRun(tx, context, run))),
  async resume(context, write, { run, minutes, cost, force, restore }) {
    const limits = parseLimits({ minutes, cost });
    if (!restore) await checkGround(context, run, `run_resume ${run} --restore`);
    return supervised(
      context,
      write((tx) => {
        checkGoesOn(context, 'resume', findRun(tx, run));
        return restoring(tx, resumeRun(tx, context, run, { limits, force }), restore);
      }),
    );
  },
  async retry(context, write, input) {
    checkGoesOn(context, 'retry', findRun(context.store.state, input.run));
    return supervised(context, retryRun(context, write, input));
  },
  discard: (context, write, { run, note }) => write((tx) => discardForGood(tx, context, run, note)),
  handoff: (context, write, { run, note }) => write((tx) => handOffRun(tx, context, run, needed(note))),
  merged: (context, write, { run, commit, note }) => mergedElsewhere(context, write, run, { commit, note }),
  async push(context, write, { run }) {
    const pushed = await write((tx) => pushAgain(tx, context, run));
    const started = await startQueue(context, 'send', pushed.repository);
    return started === undefined || !isRunHere(pushed, context.store) ? pushed : awaitSent(context, pushed);
  },
  async clean(context, write, { run, force = false }) {
    if (force) checkDecides(context, 'clean', run);
    return cleanUp(context, write, run, force);
  },
};

/**
 * Applies a command to a run, if the caller has permission.
 * @throws BacklogError `forbidden`, and errors of the command
 */
export async function actOn(context: Context, write: Write, name: ActName, input: ActInput): Promise<Run> {
  const row: ActRow = ACTS[name];
  const { run } = context.caller.actor;
  if (run !== undefined) {
    refuse('forbidden', `run ${run} can't decide about runs: only people and other agents can`, {
      hint: 'Ask a person with run_ask. When you are done, end your turn with a summary.',
    });
  }
  // The orchestrator's own code decides what it continues.
  if (row.people && formatActor(context.caller.actor) !== SCHEDULER) checkDecides(context, name, input.run);
  const { id, repository } = findRun(context.store.state, input.run);
  if (row.works) {
    const place = repositoryNamed(context.repositories, repository);
    if (row.starts) checkRepositoryEnabled(place, `run ${id} isn't ${row.starts}`);
  }
  return DOES[name](context, write, { ...input, run: id });
}

/**
 * Checks that a person calls the command if it discards a run that needs a person, or continues a run that a person,
 * the budget or the end of a night stopped. The orchestrator continues the latter itself.
 * @throws BacklogError `forbidden`
 */
function checkGoesOn(context: Context, name: 'resume' | 'retry', { id, state, stop, reason }: Run): void {
  if (formatActor(context.caller.actor) === SCHEDULER) return;
  // The field `stop` decides, because the supervisor may have died or failed before it stopped the run. A supervisor
  // that reads the end of the budget itself stops its run without this field.
  const isOfLimit = [stop?.reason, reason].some((one) => one?.code === 'budget' || one?.code === 'night');
  const isStopped = isOfLimit || (stop !== undefined && isPersons(stop.by));
  if (isStopped || (name === 'retry' && occupies(state))) checkDecides(context, name, id);
}

/**
 * Refuses if the caller has unsent drafts: the agent would start with the note, but without these comments.
 * @throws BacklogError `conflict`
 */
function refuseDrafts({ store, caller }: Context, run: string): void {
  const drafts = draftsOf(store.state, { id: run }, formatActor(caller.actor)).length;
  if (drafts === 0) return;
  refuse(
    'conflict',
    drafts === 1 ? `1 draft comment on run ${run} is not sent` : `${drafts} draft comments on run ${run} are not sent`,
    {
      hint: `Send them with the note: review_send ${run}. Delete a draft with review_drop.`,
      data: { run, drafts },
    },
  );
}

/**
 * Checks that the caller may decide about a result.
 * @throws BacklogError `forbidden` unless the caller is a person or the setting `review.agents` allows agents to decide
 */
export function checkDecides(context: Context, name: ActName, run: string): void {
  checkPerson(context, 'runs.decide', `run ${name.replaceAll('_', '-')} ${run}`);
}

function needed(note: string | undefined): string {
  return (
    note?.trim() ||
    refuse('usage', 'note is required', {
      hint: 'Write the requested changes, the answer, the message or the reason in it.',
    })
  );
}

/**
 * Answers an open question of a run's agent, by default the oldest. A run that waits for the answer continues. In an
 * active run, the agent gets the answer at once or in the next round.
 */
function answerRun(
  tx: Tx,
  context: Context,
  id: string,
  { text, question }: { text: string } & Pick<ActInput, 'question'>,
): Run {
  const run = findRun(tx, id);
  const open = openQuestions(tx, run);
  const asked = open.find((one) => question === undefined || one.text === question);
  if (!asked && question !== undefined)
    return refuse('conflict', `run ${id} no longer asks that question`, {
      hint: `To read its open questions: run_show ${id}.`,
      data: { run: id, received: question },
    });
  if (!asked)
    return refuse('conflict', `run ${id} has no open question`, {
      hint: isLive(run.state)
        ? `To send a note to its agent: run_message ${id} --note "…".`
        : commandsFor(run, tx.get('task', run.task)),
    });
  tx.put('question', asked.id, { ...asked, answer: { text, at: tx.at, actor: formatActor(context.caller.actor) } });
  return run.state === 'asking' && open.length === 1 ? resumeRun(tx, context, id, { verb: 'answer' }) : run;
}
