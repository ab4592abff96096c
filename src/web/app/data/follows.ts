import { GOAL_KINDS } from '../../../domain/goals/words.ts';
import type { CommandName } from '../../sdk/calls.ts';
import type { Depends } from './answer-dependencies.ts';

/**
 * The changes that can change an answer: every commit, the changes in the answer's field `follows`, or changes of these
 * records. With `time`, the answer also changes as time passes. With `outside`, it is read again whenever the reader
 * opens its view or comes back to the page.
 */
export type AnswerFollows = 'commits' | 'commits and time' | 'as answered' | readonly Depends[];

/** The records that answers about goals show. */
const GOALS = [...GOAL_KINDS, 'task'];

const RUNS = ['run', 'pull', 'question', 'comment', 'task', 'doc', 'setting', 'agent'];

/** The dependencies of answers, by command that pages read. A view can pass fewer dependencies. */
export const FOLLOWS = {
  agent_list: ['agent', 'setting', 'consent', 'run'],
  claim_list: ['claim', 'task', 'time'],
  filter_explain: ['task', 'claim', 'run', 'doc', 'attachment', 'setting', 'view', 'time'],
  goal_export: GOAL_KINDS,
  goal_health: [...GOALS, 'time'],
  goal_info: GOALS,
  inbox_list: ['proposal', 'task'],
  night_report: 'commits and time',
  night_show: ['night', 'orchestrator'],
  orchestrator_status: ['orchestrator', 'autonomy', 'run', 'lease', 'task', 'claim', 'agent', 'setting', 'time'],
  repo_history: ['run', 'repository', 'setting', 'outside'],
  repo_list: ['repository'],
  repo_show: ['repository', 'task', 'claim'],
  report_board: 'as answered',
  report_goals: [...GOALS, 'time'],
  report_graph: 'as answered',
  report_now: 'commits and time',
  report_timeline: ['task', 'run', 'question', 'agent', 'setting', 'orchestrator', 'claim', 'time'],
  review_comments: ['comment', 'run'],
  run_changes: ['run', 'tick', 'task'],
  run_compare: ['run', 'task'],
  run_list: [...RUNS, 'time'],
  run_show: [...RUNS, 'attachment'],
  orchestrator_explain: ['orchestrator', 'run', 'claim', 'agent', 'task', 'setting', 'time'],
  setting_get: ['setting', 'config', 'consent'],
  setting_list: ['setting', 'config', 'consent'],
  source_conflicts: ['conflict', 'task', 'source', 'sync'],
  task_count: ['task'],
  task_doc_diff: ['doc', 'task'],
  task_doc_list: ['doc', 'task'],
  task_doc_read: ['doc', 'task'],
  task_doc_search: ['doc', 'task'],
  task_explain: 'commits and time',
  task_history: 'commits',
  task_info: ['task', 'doc', 'claim', 'attachment', 'run', 'setting', 'repository', 'time'],
  // The dependencies for any filter. `filter_explain` returns the kinds of records that one filter reads.
  task_list: ['task', 'claim', 'run', 'doc', 'attachment', 'setting', 'view', 'time'],
  task_search: ['task', 'doc', 'attachment'],
  usage: ['run', 'task'],
  view_list: ['view'],
  worktree_list: ['run', 'task'],
} as const satisfies Partial<Record<CommandName, AnswerFollows>>;

/** A command whose answer a page can keep up to date. */
export type FollowedCommand = keyof typeof FOLLOWS;
