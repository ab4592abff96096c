import { randomUUID } from 'node:crypto';
import type { Task } from '../../domain/task.ts';
import { agentNamed } from '../../work/agent/known.ts';
import { claimRefused, grantClaim } from '../../work/claim/claims.ts';
import { moveRun, putRun } from '../change.ts';
import { allGreen } from '../checks.ts';
import { findRun, openQuestions } from '../find.ts';
import { moved } from '../machine.ts';
import { PROVIDERS } from '../providers/index.ts';
import { putDown } from '../task-side.ts';
import { may } from '../verbs.ts';
import { callerOf, type Desk, openDesk, type Post } from './desk.ts';
import { giveUp, leave } from './end.ts';
import { Halt } from './halt.ts';
import { checkResult, checksOn, conflictMarks, putResult, recordResult, takeResult } from './judge.ts';
import { REASON_OF } from './outcome.ts';
import { afterChecks, answersFor, nextPrompt, withWhole } from './prompts.ts';
import { ready } from './ready.ts';
import { type Playing, type Prompt, playRound } from './round.ts';
import { beginRound, conversationOf, endRound, mayRework } from './rounds.ts';
import { endUnended } from './unended.ts';
import { wanted, watch } from './watch.ts';

/**
 * Carries one run from its worktree to its review, or to why it went no further. Whoever comes second, and whoever comes to a run that
 * waits for nobody, does nothing.
 */
export async function supervise(post: Post): Promise<void> {
  const taken = await take(post);
  if (!taken) return;
  const { task, reason } = taken;
  const desk = openDesk(post);
  const over = new AbortController();
  try {
    await work(desk, { task, reason }, over.signal);
  } catch (error) {
    await giveUp(desk, task, error);
  } finally {
    over.abort();
    desk.events.close();
  }
}

/** A run that waited for its supervisor: its task, and why it went no further before, if it did not. */
interface Taken {
  task: Task;
  reason: string | undefined;
}

/**
 * Makes the run this supervisor's, with a claim that it renews; undefined when it waits for no supervisor, and when somebody else holds its
 * task or files by now, which the run then says.
 */
async function take(post: Post): Promise<Taken | undefined> {
  const { opened, id, self } = post;
  const context = opened.context(callerOf(post));
  return context.write('run_step', (tx) => {
    const run = findRun(tx, id);
    const task = tx.get('task', run.task);
    if (!may('prepare', run.state) || !task) return undefined;
    const refused = claimRefused(tx, context, { task, scope: run.scope });
    if (refused) {
      putDown(tx, context, run);
      moveRun(tx, id, 'fail', { reason: { code: 'claimed', text: refused.message } });
      return undefined;
    }
    const { fence } = grantClaim(tx, context, { task, scope: run.scope });
    const { reason, process: __, waits: ___, verdict: ____, ...rest } = run;
    putRun(tx, {
      ...moved(rest, 'prepare', tx.at),
      supervisor: self,
      fence,
      session: conversationOf(run) ?? randomUUID(),
    });
    return { task, reason: reason?.text };
  });
}

async function work(desk: Desk, { task, reason }: Taken, over: AbortSignal): Promise<void> {
  const halt = wanted(desk);
  if (halt) throw halt;
  let reach: ((text: string) => boolean) | undefined;
  watch(desk, (text) => reach?.(text) ?? false, over);
  await endUnended(desk);
  const run = desk.run();
  desk.events.add({ type: 'state', state: run.state });
  const playing: Playing = {
    task,
    agent: agentNamed(desk.opened.store.state, run.agent),
    began: performance.now(),
    costUsd: run.usage?.costUsd ?? 0,
    turns: 0,
    reachable: (send) => {
      reach = send;
    },
  };
  await ready(desk, task);
  let prompt = await nextPrompt(desk, task, reason);
  await begin(desk, 'launch', prompt);
  for (;;) {
    const next = await attempt(desk, playing, prompt);
    if (!next) return;
    prompt = await withWhole(desk, task, next);
    await begin(desk, 'rework', prompt);
  }
}

async function begin(desk: Desk, verb: 'launch' | 'rework', prompt: Prompt): Promise<void> {
  const { state, rounds = [] } = await desk.change((run, tx) => beginRound(moved(run, verb, tx.at), prompt, tx.at));
  desk.events.add({ type: 'state', state });
  desk.events.add({ type: 'round', n: rounds.length, why: prompt.why });
}

/** One round and its judgement: what the agent is told next, or undefined when the run waits for a person. */
async function attempt(desk: Desk, playing: Playing, prompt: Prompt): Promise<Prompt | undefined> {
  const { task } = playing;
  const end = await playRound(desk, prompt, playing);
  const { capabilities } = PROVIDERS[desk.run().provider];
  const isDone = !end.halt && end.outcome.kind === 'done';
  const goesOn = isDone && openQuestions(desk.opened.store.state, desk).length === 0;
  const { state, usage, rounds } = await desk[goesOn ? 'change' : 'note']((run, tx) => {
    const ended = endRound(run, end, tx.at, capabilities);
    return goesOn && openQuestions(tx, desk).length === 0 ? moved(ended, 'check', tx.at) : ended;
  });
  playing.costUsd = usage?.costUsd ?? 0;
  playing.turns += rounds?.at(-1)?.usage?.turns ?? 0;
  if (end.halt) throw end.halt;
  const { kind, text, resetsAt } = end.outcome;
  if (kind !== 'done') throw new Halt(REASON_OF[kind], text, resetsAt);
  if (state !== 'checking') {
    await recordResult(desk, task);
    await leave(desk, 'ask');
    return undefined;
  }
  desk.events.add({ type: 'state', state });
  const answers = answersFor(desk);
  if (answers) return answers;
  const result = await takeResult(desk, task);
  const wanted = checksOn(desk, result, task);
  const marks = await conflictMarks(desk, result);
  if (result.snapshot.empty || wanted.length + marks.length > 0) await putResult(desk, result);
  if (result.snapshot.empty) throw new Halt('no_changes', 'its agent ended without changing anything');
  if (wanted.length + marks.length === 0) {
    await leave(desk, 'submit', { ...result.fields, checks: [] });
    return undefined;
  }
  const checks = [...marks, ...(await checkResult(desk, result, wanted))];
  if (allGreen(checks) || !mayRework(desk.run())) {
    await leave(desk, 'submit', { checks });
    return undefined;
  }
  await desk.note((run) => ({ ...run, checks }));
  return afterChecks(checks.filter(({ ok }) => !ok));
}
