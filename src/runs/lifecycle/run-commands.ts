import type { RunVerb } from '../../domain/calls/door.ts';
import type { Grants } from '../../domain/task/objections.ts';

/** The input of a command on a run. */
export interface ActInput extends Grants {
  run: string;
  /** The caller's text. Depending on the command, it is a review, an answer, a handoff note or a reason. */
  note?: string | undefined;
  /** The question that the person read. Without it, the first open one is answered. */
  question?: string | undefined;
  /** The commit that the reviewer saw. */
  commit?: string | undefined;
  /** Lets the merge queue take the result at once, also if a person could still withdraw the approval. */
  now?: boolean | undefined;
  /** The message of the merged commit. Default: the task's name and the agent's summary. */
  message?: string | undefined;
  agent?: string | undefined;
  force?: boolean | undefined;
  /** Keeps changes of the worktree that are not in the result under a rescue ref, and continues from the result. */
  restore?: boolean | undefined;
  /** New limits of the run: `minutes`, and `cost` in US dollars. */
  minutes?: number | null | undefined;
  cost?: number | null | undefined;
}

export interface ActRow {
  title: string;
  /** Summary of the command, in one line. */
  summary: string;
  /** True if only a person may use the command. The setting `review.agents` can allow agents to use it, too. */
  people?: true;
  /** True if the command needs the repository, which must be in the workspace. */
  works?: true;
  /** How a disabled repository's refusal names the effect that doesn't happen. Without it, the command works there, too. */
  starts?: string;
  /** Inputs besides the run. `!` marks a required one. */
  takes: readonly (keyof ActInput | 'note!')[];
  effect: 'write' | 'destructive';
}

/** The fields of an approval. */
const APPROVAL = [
  'commit',
  'outside',
  'raw',
  'provided',
  'unmet',
  'breaks',
  'missing',
  'risk',
  'seen',
  'override',
  'message',
] as const;

/**
 * The commands on an existing run. CLI, MCP tools and help are derived from this table. `act-on-run.ts` implements the
 * commands.
 */
export const ACTS = {
  approve: {
    title: 'Approve a run',
    summary:
      'Approve the result. Backlog merges it if its checks pass on the merged tree. Refused for failed checks, unmet criteria, a broken refusal of its goal, later changes, files out of scope, missing entries, provided files, high risk. A flag accepts each.',
    people: true,
    works: true,
    takes: [...APPROVAL, 'now'],
    effect: 'write',
  },
  merge_now: {
    title: 'Merge a run now',
    summary: 'Put the result first in the merge queue, tested on its own. If it is in review, this also approves it.',
    people: true,
    works: true,
    takes: APPROVAL,
    effect: 'write',
  },
  withdraw: {
    title: 'Withdraw an approval',
    summary: 'Return an approved result to review, before it is merged. No rule lands it afterwards.',
    people: true,
    takes: [],
    effect: 'write',
  },
  revert: {
    title: 'Revert a merged run',
    summary:
      'Take a merged result back: add a commit to its target branch that reverts exactly its changes, and open its task again. Refused if later changes conflict.',
    people: true,
    works: true,
    takes: [],
    effect: 'write',
  },
  request_changes: {
    title: 'Request changes to a run',
    summary:
      'Return the result to its agent with a note. The run continues in the same conversation, on the same branch.',
    people: true,
    works: true,
    takes: ['note!', 'restore'],
    effect: 'write',
  },
  adopt: {
    title: 'Adopt your changes',
    summary:
      "Add the changes that you made in a run's worktree to its result, as a round with you as its author. The checks run again.",
    people: true,
    works: true,
    takes: [],
    effect: 'write',
  },
  answer: {
    title: 'Answer a run',
    summary: "Answer the question of a run's agent. The run continues.",
    people: true,
    works: true,
    takes: ['note!', 'question', 'restore'],
    effect: 'write',
  },
  message: {
    title: 'Send a message to a run',
    summary:
      'Send a message to the agent of an active run. Claude Code reads it during its turn; other agents get it in another round.',
    people: true,
    takes: ['note!'],
    effect: 'write',
  },
  stop: {
    title: 'Stop a run',
    summary: 'Stop the agent and the processes that it started. Its work stays in the worktree.',
    takes: [],
    effect: 'write',
  },
  resume: {
    title: 'Resume a run',
    summary: 'Resume a failed, stopped or interrupted run in the same worktree and conversation.',
    works: true,
    starts: 'resumed',
    takes: ['minutes', 'cost', 'force', 'restore'],
    effect: 'write',
  },
  retry: {
    title: 'Retry a run',
    summary: 'Discard the run and start the task again in a new run, which gets the earlier reviews and check results.',
    works: true,
    starts: 'retried',
    takes: ['agent', 'force'],
    effect: 'write',
  },
  discard: {
    title: 'Discard a run',
    summary:
      'Discard the run. Its task can be started again; its work is kept under rescue refs. A note becomes a note of the task.',
    people: true,
    takes: ['note'],
    effect: 'write',
  },
  handoff: {
    title: 'Give a run to a person',
    summary: 'Give the task of a run to a person, with a note. The worktree stays.',
    people: true,
    takes: ['note!'],
    effect: 'write',
  },
  merged: {
    title: 'Mark a run as merged',
    summary:
      'Mark a run as merged and complete its task, if the target branch contains its work. If Backlog does not find the work there, name the commit that has it and the reason in `note`. A part that the branch lacks needs a reason, too.',
    people: true,
    takes: ['commit', 'note'],
    effect: 'write',
  },
  push: {
    title: 'Push a run',
    summary: 'Push the merge of a run, or propose its result, now: if an attempt failed or none was made.',
    people: true,
    takes: [],
    effect: 'write',
  },
  clean: {
    title: 'Clean up a run',
    summary:
      "Remove the worktree of a finished run, after saving its content under rescue refs. Refused if the work isn't merged, unless forced.",
    takes: ['force'],
    effect: 'destructive',
  },
} as const satisfies Readonly<Record<RunVerb, ActRow>>;

export type ActName = keyof typeof ACTS;
