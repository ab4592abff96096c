/** The two forms of a verb: `doing` names the act, `did` is the predicate of its author. */
interface Forms {
  doing: string;
  did: string;
}

/** The verbs of statements. Every output takes their forms from this table. */
export const VERBS = {
  add: { doing: 'adding', did: 'added' },
  remove: { doing: 'removing', did: 'removed' },
  change: { doing: 'changing', did: 'changed' },
  complete: { doing: 'completing', did: 'completed' },
  delete: { doing: 'deleting', did: 'deleted' },
  reopen: { doing: 'reopening', did: 'reopened' },
  start: { doing: 'starting', did: 'started' },
  stop: { doing: 'stopping', did: 'stopped' },
  pause: { doing: 'pausing', did: 'paused' },
  move: { doing: 'moving', did: 'moved' },
  import: { doing: 'the import of', did: 'imported' },
  archive: { doing: 'archiving', did: 'archived' },
  restore: { doing: 'restoring', did: 'restored' },
  claim: { doing: 'claiming', did: 'claimed' },
  release: { doing: 'releasing', did: 'released' },
  /** Several changes of different records. */
  make: { doing: 'making', did: 'made' },
  /** A command whose commit changes nothing that the history shows. */
  run: { doing: 'running', did: 'ran' },
  ask: { doing: 'asking', did: 'asked' },
  answer: { doing: 'answering', did: 'answered' },
  comment: { doing: 'commenting on', did: 'commented on' },
  resolve: { doing: 'resolving', did: 'resolved' },
  apply: { doing: 'applying', did: 'applied' },
  // What people do to runs.
  approve: { doing: 'approving', did: 'approved' },
  merge: { doing: 'merging', did: 'merged' },
  withdraw: { doing: 'withdrawing the approval of', did: 'withdrew the approval of' },
  revert: { doing: 'reverting', did: 'reverted' },
  discard: { doing: 'discarding', did: 'discarded' },
  resume: { doing: 'resuming', did: 'resumed' },
  request_changes: { doing: 'requesting changes to', did: 'requested changes to' },
  take_over: { doing: 'taking over', did: 'took over' },
  write: { doing: 'writing to', did: 'wrote to' },
  clean: { doing: 'deleting the worktree of', did: 'deleted the worktree of' },
  apply_to: { doing: 'applying a suggestion to', did: 'applied a suggestion to' },
  /** A run reached a state, or changed, by its supervisor or its agent. */
  reach: { doing: 'changing', did: 'changed' },
} as const satisfies Readonly<Record<string, Forms>>;

export type StatementVerb = keyof typeof VERBS;
export const VERB_NAMES = Object.keys(VERBS) as [StatementVerb, ...StatementVerb[]];
