import { refuse } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { occupies } from '../domain/run-states.ts';
import type { Context, Write } from '../work/workspace/context.ts';
import { checkPerson } from '../work/workspace/people.ts';
import { answerRun } from './answer.ts';
import { cleanUp } from './clean.ts';
import { findRun } from './find.ts';
import { limitsSaid } from './limits-said.ts';
import { startMerger } from './merge/start.ts';
import { retryRun } from './retry.ts';
import { approveRun, discardRun, handOffRun, requestChanges, resumeRun, stopRun } from './review.ts';
import { stopped } from './stopped.ts';
import { supervised } from './supervised.ts';

/** What may be said with an act. */
export interface ActInput {
  run: string;
  /** Notes of a review, an answer, why it is handed off, why red checks do not count. */
  note?: string | undefined;
  /** The commit that was looked at. */
  commit?: string | undefined;
  outside?: boolean | undefined;
  unmet?: boolean | undefined;
  override?: string | undefined;
  agent?: string | undefined;
  force?: boolean | undefined;
  /** Fresh limits. */
  minutes?: number | null | undefined;
  cost?: number | null | undefined;
}

interface Act {
  title: string;
  /** For whoever chooses among them. */
  summary: string;
  /** Only people, and whomever `review.agents` lets. */
  people?: true;
  /** Which of the inputs it takes, beside the run; those with `!` it needs. */
  takes: readonly (keyof ActInput | 'note!')[];
  effect: 'write' | 'destructive';
  act(context: Context, write: Write, input: ActInput): Promise<Run>;
}

/** What can be done to a run that there is: one row for the commands, the tool for models, and what their help says. */
export const ACTS = {
  approve: {
    title: 'Approve a run',
    summary:
      'Approves the result: it is merged when its checks pass on the merged tree. outside allows files outside of its scope, unmet criteria without evidence, override (a reason) red checks.',
    people: true,
    takes: ['commit', 'outside', 'unmet', 'override'],
    effect: 'write',
    async act(context, write, { run, ...approval }) {
      const approved = await write((tx) => approveRun(tx, context, run, approval));
      startMerger(context, approved.repository);
      return approved;
    },
  },
  request_changes: {
    title: 'Request changes to a run',
    summary: 'Sends the result back to its agent with note: the same conversation, the same branch.',
    people: true,
    takes: ['note!'],
    effect: 'write',
    act: (context, write, { run, note }) =>
      supervised(
        context,
        write((tx) => requestChanges(tx, context, run, needed(note))),
      ),
  },
  answer: {
    title: 'Answer a run',
    summary: 'Answers the question that the agent of a run asked; it goes on.',
    people: true,
    takes: ['note!'],
    effect: 'write',
    async act(context, write, { run, note }) {
      const answered = await write((tx) => answerRun(tx, context, run, needed(note)));
      return answered.state === 'queued' ? supervised(context, answered) : answered;
    },
  },
  stop: {
    title: 'Stop a run',
    summary: 'Ends the agent and everything it started; its work stays in its worktree.',
    takes: [],
    effect: 'write',
    act: async (context, write, { run }) => stopped(context, await write((tx) => stopRun(tx, context, run))),
  },
  resume: {
    title: 'Resume a run',
    summary: 'Goes on with a run that failed, was stopped or interrupted, in the same worktree and conversation.',
    takes: ['minutes', 'cost'],
    effect: 'write',
    act: (context, write, { run, minutes, cost }) => {
      const limits = limitsSaid({ minutes, cost });
      return supervised(
        context,
        write((tx) => resumeRun(tx, context, run, { limits })),
      );
    },
  },
  retry: {
    title: 'Retry a run',
    summary: 'Gives the run up and begins the task afresh in another one, which is told what reviews and checks said.',
    takes: ['agent'],
    effect: 'write',
    async act(context, write, input) {
      // What waits for a person is given up by one.
      if (occupies(findRun(context.store.state, input.run).state)) checkDecides(context, 'retry', input.run);
      return supervised(context, retryRun(context, write, input));
    },
  },
  discard: {
    title: 'Discard a run',
    summary: 'Gives the run up; its task waits for somebody again, its work stays under rescue refs.',
    people: true,
    takes: [],
    effect: 'write',
    act: (context, write, { run }) => write((tx) => discardRun(tx, context, run)),
  },
  handoff: {
    title: 'Hand off a run',
    summary: 'Leaves the task to a person, with note; the worktree stays.',
    people: true,
    takes: ['note!'],
    effect: 'write',
    act: (context, write, { run, note }) => write((tx) => handOffRun(tx, context, run, needed(note))),
  },
  clean: {
    title: 'Clean up a run',
    summary:
      'Takes the worktree of a finished run away, after keeping what is in it under rescue refs; force for one with work that is not merged.',
    takes: ['force'],
    effect: 'destructive',
    async act(context, write, { run, force = false }) {
      if (force) checkDecides(context, 'clean', run);
      return cleanUp(context, write, run, force);
    },
  },
} as const satisfies Readonly<Record<string, Act>>;

export type ActName = keyof typeof ACTS;

/** Does it, if the caller may. @throws BacklogError `forbidden`, and what the act itself refuses */
export async function actOn(context: Context, write: Write, name: ActName, input: ActInput): Promise<Run> {
  const row: Act = ACTS[name];
  const { run } = context.caller.actor;
  if (run !== undefined) {
    refuse('forbidden', `run ${run} cannot decide about runs`, {
      hint: 'run_ask asks a person; end your turn with a summary when you are done.',
    });
  }
  if (row.people) checkDecides(context, name, input.run);
  const id = findRun(context.store.state, input.run).id;
  return row.act(context, write, { ...input, run: id });
}

function checkDecides(context: Context, name: ActName, run: string): void {
  checkPerson(context, {
    does: `deciding about runs (${name.replaceAll('_', ' ')})`,
    command: `run ${name.replaceAll('_', '-')} ${run}`,
    setting: 'review.agents',
  });
}

function needed(note: string | undefined): string {
  return (
    note?.trim() || refuse('usage', 'a note is needed', { hint: 'Say what is to be changed, the answer, or why.' })
  );
}
