import type { CommandName } from '../../sdk/calls.ts';
import type { Depends } from './depends.ts';

/** What an answer depends on: every commit, what the answer itself says in `follows`, or these. `time`: it changes by time alone, too. */
export type AnswerFollows = 'commits' | 'commits and time' | 'as answered' | readonly Depends[];

const RUNS = ['run', 'question', 'comment', 'task', 'doc', 'setting', 'agent'];

/** What the pages ask, and what each answer follows. A view may follow less where it shows less of an answer. */
export const FOLLOWS = {
  agent_list: ['agent', 'setting', 'run'],
  filter_explain: ['task', 'claim', 'run', 'doc', 'attachment', 'setting', 'view', 'time'],
  orchestrator_status: ['orchestrator', 'run', 'lease', 'task', 'claim', 'agent', 'setting', 'time'],
  repo_list: ['repository'],
  repo_show: ['repository', 'task', 'claim'],
  report_board: 'as answered',
  report_graph: 'as answered',
  report_now: 'commits and time',
  report_timeline: ['task', 'run', 'question', 'agent', 'setting', 'orchestrator', 'claim', 'time'],
  review_comments: ['comment', 'run'],
  run_changes: ['run', 'tick', 'task'],
  run_list: [...RUNS, 'time'],
  run_show: RUNS,
  schedule_explain: ['orchestrator', 'run', 'claim', 'agent', 'task', 'setting', 'time'],
  setting_get: ['setting'],
  setting_list: ['setting'],
  task_doc_diff: ['doc', 'task'],
  task_doc_list: ['doc', 'task'],
  task_doc_read: ['doc', 'task'],
  task_doc_search: ['doc', 'task'],
  task_explain: 'commits and time',
  task_history: 'commits',
  task_info: ['task', 'doc', 'claim', 'attachment', 'run', 'setting', 'repository', 'time'],
  // Of any filter: `filter_explain` says what one follows.
  task_list: ['task', 'claim', 'run', 'doc', 'attachment', 'setting', 'view', 'time'],
  task_search: ['task', 'doc', 'attachment'],
  view_list: ['view'],
  worktree_list: ['run', 'task'],
} as const satisfies Partial<Record<CommandName, AnswerFollows>>;

/** A command that a page may ask and follow. */
export type Followed = keyof typeof FOLLOWS;
