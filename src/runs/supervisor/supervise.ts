import { randomUUID } from 'node:crypto';
import { present } from '../../base/present.ts';
import { formatActor } from '../../domain/actor.ts';
import { ownActor } from '../../domain/own-actors.ts';
import type { Run } from '../../domain/records.ts';
import type { Task } from '../../domain/task/task.ts';
import { groundPrompt } from '../../text/runs/run-prompt.ts';
import { agentNamed } from '../../work/agents/known-agents.ts';
import { claimRefused, grantClaim } from '../../work/claim/claims.ts';
import { approved } from '../../work/config/approval.ts';
import { costEstimator } from '../budget/estimate.ts';
import { type RoundBudget, roundBudget } from '../budget/round-budget.ts';
import { type CheckResult, expectedChecks } from '../checks.ts';
import { findRun, openQuestions, runsIn } from '../find-run.ts';
import { moved, moveRun, putRun } from '../lifecycle/apply-transition.ts';
import { shareClaim } from '../lifecycle/shared-claim.ts';
import { stopTaskOf } from '../lifecycle/task-effects.ts';
import { may } from '../lifecycle/transitions.ts';
import { withPorts } from '../process/ports.ts';
import { PROVIDERS } from '../providers/index.ts';
import { endUnended, leave, parkRunWith } from './end-run.ts';
import { Halt, REASON_OF } from './halt.ts';
import { bringSuggestions } from './result/bring-suggestions.ts';
import { checkedResult } from './result/checked-result.ts';
import { checkoutOf, markCheckout } from './result/checkout.ts';
import { ready, secureWorktree } from './result/ready.ts';
import { checkDefined, recordResult } from './result/run-result.ts';
import { type Begins, begin } from './round/begin.ts';
import { afterResult, changedSince, newsOfRound, nextPrompt, withWhole } from './round/prompts.ts';
import { playRound } from './round/round.ts';
import type { RoundInput, RoundPrompt } from './round/round-types.ts';
import { conversationOf, endOwnRound, endRound, mayRework, withRoundResult } from './round/rounds.ts';
import { openSupervisedRun, type SupervisedRun, type SupervisorInput, supervisorCaller } from './supervised-run.ts';
import { wanted, watchRun } from './watch.ts';

/**
 * Runs the agent of one run and checks its result, until the run needs a person, fails or is stopped. Does nothing if
 * another supervisor has the run or the run needs none.
 */
export async function supervise(post: SupervisorInput): Promise<void> {
  const taken = await take(post);
  if (!taken) return;
  const { opened, id } = post;
  await withPorts([opened.store.dir, id].join(), (ports) => superviseTaken(openSupervisedRun(post, ports), taken));
}

async function superviseTaken(supervised: SupervisedRun, taken: Taken): Promise<void> {
  const { task } = taken;
  const over = new AbortController();
  try {
    await work(supervised, taken, over.signal);
  } catch (error) {
    await parkRunWith(supervised, task, error);
  } finally {
    over.abort();
    supervised.events.close();
  }
}

/** A run of this supervisor: its task, and the reason why it ended before. */
interface Taken {
  task: Task;
  reason: string | undefined;
  /** True if no setting defined a check of the last result. The agent is done then, and only checks have to run. */
  unchecked: boolean;
}

/**
 * Makes this process the run's supervisor, with a claim that it renews. Returns undefined if the run needs no
 * supervisor. If somebody else has claimed the task or its files, the run fails with that reason.
 */
async function take(post: SupervisorInput): Promise<Taken | undefined> {
  const { opened, id, self } = post;
  const context = opened.context(supervisorCaller(post));
  return context.write('run_step', (tx) => {
    const run = findRun(tx, id);
    const task = tx.get('task', run.task);
    if (!may('prepare', run.state) || !task) return undefined;
    const refused = claimRefused(tx, context, { task, scope: run.scope });
    if (refused) {
      stopTaskOf(tx, context, run);
      moveRun(tx, id, 'fail', { reason: { code: 'claimed', text: refused.message } });
      return undefined;
    }
    const claim = grantClaim(tx, context, { task, scope: run.scope });
    shareClaim(tx, claim, run);
    const { fence } = claim;
    const { reason, process: __, waits, verdict: ___, ...rest } = run;
    putRun(tx, {
      // A run that adopts a person's changes keeps the reason why the merge queue returned it.
      ...moved(run.adopt && waits ? { ...rest, waits } : rest, 'prepare', tx.at),
      supervisor: self,
      fence,
      session: conversationOf(run) ?? randomUUID(),
    });
    const unchecked = reason?.code === 'check_undefined' && run.state === 'queued' && (run.rounds ?? []).length > 0;
    return { task, reason: reason?.text, unchecked };
  });
}

async function work(supervised: SupervisedRun, { task, reason, unchecked }: Taken, over: AbortSignal): Promise<void> {
  const halt = wanted(supervised);
  if (halt) throw halt;
  let reach: ((text: string) => boolean) | undefined;
  watchRun(supervised, (text) => reach?.(text) ?? false, over);
  await endUnended(supervised);
  const run = supervised.run();
  supervised.events.add({ type: 'state', state: run.state });
  const playing: RoundInput = {
    task,
    agent: approved(supervised.opened.store, (state) => agentNamed(state, run.agent)),
    began: performance.now(),
    costUsd: run.usage?.costUsd ?? 0,
    turns: 0,
    reachable: (send) => {
      reach = send;
    },
  };
  checkDefined(expectedChecks(supervised.opened.store.state, task, run));
  const secured = await ready(supervised);
  /** Adds what the agent's program can't know. The facts are read before the task's text, which may only be newer. */
  const prompt = async (changed: string | undefined, make: (task: Task) => Promise<RoundPrompt>) => {
    const found = changedSince(supervised);
    const now = supervised.opened.store.state.get('task', task.uuid) ?? task;
    return withGround(withFound(await make(now), await found), changed);
  };
  let next = run.rebase
    ? await rebase(supervised, task)
    : run.adopt
      ? await adopt(supervised, task, run.adopt)
      : unchecked
        ? await judgeAgain(supervised, task)
        : await attempt(
            supervised,
            playing,
            'launch',
            await prompt(secured, (now) => nextPrompt(supervised, now, reason)),
          );
  while (next) {
    const said = next;
    const changed = await secureWorktree(supervised);
    next = await attempt(
      supervised,
      playing,
      'rework',
      await prompt(changed, (now) => withWhole(supervised, now, said)),
    );
  }
}

/** Tells the agent what changed about its task since its last round, and notes for what this one is made. */
function withFound(prompt: RoundPrompt, { basis, text }: Awaited<ReturnType<typeof changedSince>>): RoundPrompt {
  return { ...prompt, basis, text: [prompt.text, ...text].join('\n\n') };
}

/** Tells the agent what changed in its worktree since its last round. */
function withGround(prompt: RoundPrompt, secured: string | undefined): RoundPrompt {
  return secured === undefined ? prompt : { ...prompt, text: `${prompt.text}\n\n${groundPrompt(secured)}` };
}

/** Checks the last round's result again, because a person has defined the missing checks. Starts no agent. */
async function judgeAgain(supervised: SupervisedRun, task: Task): Promise<RoundPrompt | undefined> {
  const { state } = await supervised.change((run, tx) => moved(moved(run, 'launch', tx.at), 'check', tx.at));
  supervised.events.add({ type: 'state', state });
  return judge(supervised, task);
}

/**
 * Completes a round of a person, without the agent: brings the commit of applied suggestions into the worktree, and makes
 * the worktree the result.
 * @returns the prompt about messages that arrived meanwhile; undefined if the run needs a person
 */
async function adopt(
  supervised: SupervisedRun,
  task: Task,
  { by, commit }: NonNullable<Run['adopt']>,
): Promise<RoundPrompt | undefined> {
  if (commit !== undefined) await bringSuggestions(supervised, commit);
  await begin(supervised, 'launch', { why: 'adopt', by });
  const { state } = await supervised.change((run, tx) => moved(endOwnRound(run, tx.at), 'check', tx.at));
  supervised.events.add({ type: 'state', state });
  const isLeft = await leave(supervised, 'submit', { ...(await checkedResult(supervised, task)), adopt: undefined });
  return isLeft ? undefined : nextPrompt(supervised, task, undefined);
}

/**
 * Completes a round that only brought another result into the worktree, without the agent: makes the worktree the
 * result, and checks it.
 * @returns as {@link adopt}
 */
async function rebase(supervised: SupervisedRun, task: Task): Promise<RoundPrompt | undefined> {
  await begin(supervised, 'launch', { why: 'rebase', by: formatActor(ownActor('stacks')) });
  const { state } = await supervised.change((run, tx) => moved(endOwnRound(run, tx.at), 'check', tx.at));
  supervised.events.add({ type: 'state', state });
  const isLeft = await leave(supervised, 'submit', { ...(await checkedResult(supervised, task)), rebase: undefined });
  return isLeft ? undefined : nextPrompt(supervised, task, undefined);
}

/** Returns the most that the next round may cost. @throws Halt if nothing is left */
function mostOfRound(supervised: SupervisedRun): RoundBudget | undefined {
  const most = roundBudget(supervised.context(), supervised.run());
  if (most && most.usd <= 0) throw new Halt(most.reason, most.text);
  return most;
}

/** Runs one round and checks its result. @returns the agent's next prompt; undefined if the run needs a person */
async function attempt(
  supervised: SupervisedRun,
  playing: RoundInput,
  verb: Begins,
  prompt: RoundPrompt,
): Promise<RoundPrompt | undefined> {
  const { task } = playing;
  const most = mostOfRound(supervised);
  await markCheckout(supervised);
  await begin(supervised, verb, prompt);
  const end = await playRound(supervised, prompt, { ...playing, ...present({ mostUsd: most?.usd }) });
  const checkout = await checkoutOf(supervised);
  const { capabilities } = PROVIDERS[supervised.run().provider];
  const isDone = !end.halt && end.outcome.kind === 'done';
  const goesOn = isDone && openQuestions(supervised.opened.store.state, supervised).length === 0;
  const { state, usage, rounds } = await supervised[goesOn ? 'change' : 'note']((run, tx) => {
    const ended = { ...endRound(run, end, tx.at, capabilities, costEstimator(runsIn(tx))), ...checkout };
    return goesOn && openQuestions(tx, supervised).length === 0 ? moved(ended, 'check', tx.at) : ended;
  });
  playing.costUsd = usage?.costUsd ?? 0;
  playing.turns += rounds?.at(-1)?.usage?.turns ?? 0;
  if (end.halt) throw end.halt;
  const { kind, text, resetsAt } = end.outcome;
  if (kind === 'cost_limit' && most?.reason === 'budget')
    throw new Halt('budget', roundBudget(supervised.context(), supervised.run())?.text ?? most.text);
  if (kind !== 'done') throw new Halt(REASON_OF[kind], text, resetsAt);
  if (state !== 'checking') {
    await recordResult(supervised, task);
    await leave(supervised, 'ask');
    return undefined;
  }
  supervised.events.add({ type: 'state', state });
  const news = newsOfRound(supervised);
  if (news) await recordResult(supervised, task);
  return news ?? judge(supervised, task);
}

/** Maximum number of rounds after failed checks if only judges fail: two agents could disagree for ever. */
const JUDGE_ROUNDS = 1;

const isJudge = ({ verdicts }: CheckResult) => verdicts !== undefined;

/** Checks whether the agent can do something about a failed check. Nothing about a judge that gave no answer. */
const isForAgent = ({ verdicts }: CheckResult) =>
  verdicts === undefined || verdicts.some(({ verdict }) => verdict === 'rejected');

/**
 * Checks the result.
 * @returns the prompt about failed checks and about messages that arrived meanwhile; undefined if the run needs a person
 */
async function judge(supervised: SupervisedRun, task: Task): Promise<RoundPrompt | undefined> {
  const { checks, ...rest } = await checkedResult(supervised, task);
  const red = checks.filter(({ ok }) => !ok);
  const work = red.filter(isForAgent);
  const failed = mayRework(supervised.run(), work.every(isJudge) ? JUDGE_ROUNDS : undefined) ? work : [];
  const next = afterResult(supervised, failed);
  if (next) {
    await supervised.note((now) => withRoundResult({ ...now, ...rest, checks }));
    return next;
  }
  return (await leave(supervised, 'submit', { ...rest, checks })) ? undefined : newsOfRound(supervised);
}
