import { named, ownProperty } from '../../base/own-property.ts';
import type { STATUSES } from './words.ts';

/** A status of another program. Each column says where the word counts. */
export interface StatusWord {
  /** The stored status. With it, the word is a value of `status:`. Without it, a filter refuses the word and suggests the term. */
  status?: (typeof STATUSES)[number];
  /** The board column. With it, the word is the target of a move. Without it, a move refuses the word. */
  column?: 'todo' | 'progress' | 'review' | 'done';
  /** The filter term that selects the tasks with this status. Flags such as `--status` become this term. */
  term: string;
}

/** Statuses by their names in other programs. Filters, flags, moves and the page about words share this table. */
export const STATUS_WORDS: Readonly<Record<string, StatusWord>> = {
  ...named<StatusWord>(['open', 'todo', 'to do', 'to-do', 'backlog', 'queued', 'planned', 'pending'], {
    status: 'pending',
    column: 'todo',
    term: 'status:pending',
  }),
  ...named<StatusWord>(
    ['doing', 'in_progress', 'in-progress', 'in progress', 'started', 'active', 'running', 'wip', 'ongoing'],
    {
      column: 'progress',
      term: '+ACTIVE',
    },
  ),
  ...named<StatusWord>(['review', 'in review', 'in_review', 'in-review', 'awaiting_review'], {
    column: 'review',
    term: 'run:review',
  }),
  ...named<StatusWord>(['done', 'closed', 'complete', 'completed', 'finished', 'resolved', 'released'], {
    status: 'completed',
    column: 'done',
    term: '+COMPLETED',
  }),
  ...named<StatusWord>(['deleted', 'canceled', 'cancelled', 'removed'], { status: 'deleted', term: '+DELETED' }),
  ready: { column: 'todo', term: '+READY' },
  blocked: { term: '+BLOCKED' },
  overdue: { term: '+OVERDUE' },
  all: { term: '+ANY' },
};

/** Returns the row of a status of another program, in any case. */
export function statusWord(text: string): StatusWord | undefined {
  return ownProperty(STATUS_WORDS, text.toLowerCase());
}

/**
 * Names of fields in other programs, with the field or filter attribute here. Filters, flags, arguments and suggestions
 * share this table.
 */
export const FIELD_WORDS: Readonly<Record<string, string>> = {
  ...named(['title', 'subject', 'summary', 'name'], 'description'),
  ...named(['state'], 'status'),
  ...named(['assignee', 'assigned_to', 'assigned', 'assign', 'owner', 'preferred_agent'], 'agent'),
  ...named(['author', 'creator', 'created_by', 'actor_kind', 'actor_name'], 'created'),
  ...named(['label', 'labels', 'tag'], 'tags'),
  ...named(['dep', 'deps', 'dependency', 'dependencies', 'depends_on', 'blocked_by'], 'depends'),
  ...named(['deadline', 'due_date', 'duedate', 'due_at'], 'due'),
  ...named(['defer'], 'scheduled'),
  ...named(['repeat', 'repeats', 'every', 'recurrence', 'recurring'], 'recur'),
  ...named(['added', 'created_at', 'opened'], 'entry'),
  ...named(['updated', 'updated_at'], 'modified'),
  ...named(['closed_at', 'finished_at', 'completed_at'], 'end'),
  ...named(['epic', 'parent_id'], 'parent'),
  ...named(['milestone', 'component'], 'project'),
  ...named(['ac', 'dod', 'done_when', 'criteria', 'acceptance_criteria'], 'acceptance'),
  ...named(['glob', 'globs', 'touch_paths'], 'scope'),
  ...named(['validation_profile'], 'checks'),
  ...named(['ordinal'], 'rank'),
};
