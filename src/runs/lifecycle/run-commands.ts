import type { RunVerb } from '../../domain/calls/door.ts';

/** The input of a command about a run. */
export interface ActInput {
  run: string;
  /** Text of the caller: a review, an answer, a handoff note or a reason, depending on the command. */
  note?: string | undefined;
  /** The commit that the reviewer saw. */
  commit?: string | undefined;
  outside?: boolean | undefined;
  raw?: boolean | undefined;
  unmet?: boolean | undefined;
  override?: string | undefined;
  agent?: string | undefined;
  force?: boolean | undefined;
  /** New limits of the run: minutes and, in `cost`, US dollars. */
  minutes?: number | null | undefined;
  cost?: number | null | undefined;
}

export interface ActRow {
  title: string;
  /** One line for a reader who chooses a command. */
  summary: string;
  /** Whether only a person may use the command. The setting `review.agents` can allow agents to use it, too. */
  people?: true;
  /** The command needs the repository, which must be in the workspace. */
  works?: true;
  /** Inputs besides the run; `!` marks a required one. */
  takes: readonly (keyof ActInput | 'note!')[];
  effect: 'write' | 'destructive';
}

/**
 * The commands about an existing run. CLI, MCP tools and help are derived from this table; `act-on-run.ts` implements
 * it.
 */
export const ACTS = {
  approve: {
    title: 'Approve a run',
    summary:
      'Approves the result: it is merged when its checks pass on the merged tree. outside allows files outside of its scope, raw files that git-lfs should keep, unmet criteria without evidence, override (a reason) red checks.',
    people: true,
    works: true,
    takes: ['commit', 'outside', 'raw', 'unmet', 'override'],
    effect: 'write',
  },
  merge_now: {
    title: 'Merge a run now',
    summary:
      'Merges the result before all others, tested alone: approves it as approve does where it waits for a review, and puts it first in the merge queue.',
    people: true,
    works: true,
    takes: ['commit', 'outside', 'raw', 'unmet', 'override'],
    effect: 'write',
  },
  request_changes: {
    title: 'Request changes to a run',
    summary: 'Sends the result back to its agent with note: the same conversation, the same branch.',
    people: true,
    works: true,
    takes: ['note!'],
    effect: 'write',
  },
  adopt: {
    title: 'Adopt your changes',
    summary:
      'Takes what you changed in the worktree of a run into its result: a round of its own, signed by you, without its agent. The checks run again.',
    people: true,
    works: true,
    takes: [],
    effect: 'write',
  },
  answer: {
    title: 'Answer a run',
    summary: 'Answers the question that the agent of a run asked; it goes on.',
    people: true,
    works: true,
    takes: ['note!'],
    effect: 'write',
  },
  stop: {
    title: 'Stop a run',
    summary: 'Ends the agent and everything it started; its work stays in its worktree.',
    takes: [],
    effect: 'write',
  },
  resume: {
    title: 'Resume a run',
    summary: 'Goes on with a run that failed, was stopped or interrupted, in the same worktree and conversation.',
    works: true,
    takes: ['minutes', 'cost', 'force'],
    effect: 'write',
  },
  retry: {
    title: 'Retry a run',
    summary: 'Gives the run up and begins the task afresh in another one, which is told what reviews and checks said.',
    works: true,
    takes: ['agent', 'force'],
    effect: 'write',
  },
  discard: {
    title: 'Discard a run',
    summary: 'Gives the run up; its task waits for somebody again, its work stays under rescue refs.',
    people: true,
    takes: [],
    effect: 'write',
  },
  handoff: {
    title: 'Hand off a run',
    summary: 'Leaves the task to a person, with note; the worktree stays.',
    people: true,
    takes: ['note!'],
    effect: 'write',
  },
  merged: {
    title: 'Say that a run is merged',
    summary:
      'Says that the target has the work of the run, however it came there: its task is done. commit names where; else it is looked for.',
    people: true,
    takes: ['commit'],
    effect: 'write',
  },
  push: {
    title: 'Push a run again',
    summary:
      'Tries at once to push what the run landed, or to propose its result, where a try failed or none was made.',
    people: true,
    takes: [],
    effect: 'write',
  },
  clean: {
    title: 'Clean up a run',
    summary:
      'Takes the worktree of a finished run away, after keeping what is in it under rescue refs; force for one with work that is not merged.',
    takes: ['force'],
    effect: 'destructive',
  },
} as const satisfies Readonly<Record<RunVerb, ActRow>>;

export type ActName = keyof typeof ACTS;
