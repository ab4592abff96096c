import type { CommandName, Inputs } from '../../../src/web/sdk/calls.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { inRun } from '../../support/runs.ts';
import { agent, type TestWorkspace } from '../../support/workspace.ts';
import { leaveIn } from '../run-writes.ts';
import { CARRIED, DOCUMENT } from '../writes.ts';

type Before = { readonly [Name in CommandName]: readonly [Name, Inputs[Name]] }[CommandName];

/** A call of a command in the queue of `queue.ts`. */
interface Call<Input> {
  input: Input;
  as?: Caller;
  /** What happens before, beside calls. */
  prepare?(work: TestWorkspace): void;
  /** What is called before, as a person. */
  before?: readonly Before[];
}

interface NotRecorded {
  /** Why the bytes can't be the same twice. */
  why: string;
}

type Calls = { readonly [Name in CommandName]: readonly Inputs[Name][] | Call<Inputs[Name]> | NotRecorded };

/** The id of the first record that a call makes. */
const DRAFT = 'b0000001-0000-4000-8000-000000000000';
const r1 = { run: 'r1' } as const;
const S2 = agent('s2');

/** One row for each command: the inputs of a command that reads, the one call of a command that writes. */
export const RECORDED: Calls = {
  backlog_status: [{}],
  task_next: { input: {}, as: agent('s3') },
  task_list: [{}, { filter: 'project:web limit:2' }, { filter: 'project:none' }, { fields: 'id,description,urgency' }],
  task_info: [{ id: 1 }, { id: 17 }, { id: 4 }, { id: 12 }],
  task_add: {
    input: { description: 'Sign out everywhere', due: 'friday', parent: 1, acceptance: 'Each device is signed out' },
    as: agent('s3'),
  },
  task_modify: { input: { filter: '2,5', priority: 'H', due: 'friday' } },
  task_edit: { input: { id: 2, document: DOCUMENT } },
  task_done: { input: { id: 4 }, as: S2 },
  task_annotate: { input: { id: 2, text: 'Ask the vendor' } },
  task_import: {
    input: {
      tasks: [
        { ref: 'a', description: 'Draw the page' },
        { description: 'Build the page', depends: 'a' },
      ],
    },
  },
  task_start: { input: { id: 7, force: true } },
  task_stop: { input: { id: 4, handoff: 'The index is built' }, as: S2 },
  task_delete: { input: { id: '5,8' } },
  task_count: [{}, { filter: '+READY' }],
  task_search: [{ text: 'passkey' }, { text: 'nowhere' }],
  task_tree: [{}],
  task_graph: [{}],
  task_log: { input: { description: 'Answered the press', project: 'docs' } },
  task_duplicate: { input: { id: 1 } },
  task_move: { input: { id: 8, to: 'progress' } },
  task_accept: { input: { filter: '22' } },
  inbox_list: {
    input: { id: 'p1' },
    before: [
      ['inbox_add', { title: 'Test the empty file', body: 'It has no test.', found: 'src/read.ts:12', type: 'chore' }],
    ],
  },
  inbox_add: { input: { title: 'Test the empty file', found: 'src/read.ts:12' }, as: agent('s3') },
  inbox_accept: {
    input: { ids: 'p1' },
    before: [['inbox_add', { title: 'Test the empty file', body: 'It has no test.', found: 'src/read.ts:12' }]],
  },
  inbox_merge: { input: { id: 'p1', task: 2 }, before: [['inbox_add', { title: 'Test the empty file' }]] },
  inbox_reject: {
    input: { ids: 'p1', reason: 'Not worth it' },
    before: [['inbox_add', { title: 'Test the empty file' }]],
  },
  pass_list: [{}],
  pass_run: { why: 'It works in a checkout: test/runs/passes.test.ts' },
  pass_log: [{}],
  task_block: { input: { id: 8, reason: 'Waiting for the designer', until: 'friday' } },
  task_unblock: { input: { id: 7 } },
  task_snooze: { input: { id: 3, until: 'tomorrow' } },
  task_denotate: { input: { id: 1, text: 'The library supports it since 2.0' } },
  task_doc_write: { input: { id: 1, content: '# Passkeys\n\nA key signs in.\n' } },
  task_doc_read: [{ id: 1 }, { id: 'workspace', name: 'vision' }],
  task_doc_delete: { input: { id: 1, name: 'notes' } },
  task_doc_list: [{}, { id: 1 }, { id: 1, name: 'spec' }],
  task_doc_diff: [{ id: 1 }],
  task_doc_restore: { input: { id: 1, version: 1 } },
  task_doc_search: [{ text: 'passkey' }, { text: 'nowhere' }],
  attachment_add: { input: { id: 2, file: 'key.png', content: 'AQID' } },
  attachment_get: [{ id: 1, file: 'flow.txt' }],
  attachment_remove: { input: { id: 1, file: 'flow.txt' } },
  task_projects: [{}],
  task_tags: [{}],
  task_explain: [{ id: 1 }, { id: 2 }],
  task_lint: [{}],
  goal_add: { input: { title: 'Sign in without typing', why: 'People forget passwords' } },
  goal_list: [{}],
  goal_info: [{ id: 'I-1' }, { id: 'O-1' }],
  goal_modify: { input: { id: 'I-1', target: 40 } },
  goal_close: { input: { id: 'I-1', learned: 'An index was enough' } },
  goal_save: { input: { records: [{ kind: 'bet', title: 'Open early' }] } },
  goal_rank: {
    input: { id: 'I-2', to: 'top' },
    before: [['goal_add', { title: 'Sign in without typing' }]],
  },
  goal_move: {
    input: { id: 'I-2', under: 'B-1' },
    before: [['goal_add', { title: 'Sign in without typing' }]],
  },
  goal_archive: {
    input: { ids: 'I-2' },
    before: [['goal_add', { title: 'Sign in without typing' }]],
  },
  goal_health: [{}],
  goal_export: [{}],
  goal_import: { input: { from: '# Plan\n\n## Goals\n\n### Find more\n' } },
  report_standup: [{ since: 'monday' }, { since: 'monday', by: 'nobody' }, { since: 'monday', markdown: true }],
  report_outcomes: [{}],
  report_goals: [{}],
  report_now: [{}],
  report_board: [{}],
  report_burndown_daily: [{ periods: 4 }],
  report_burndown_weekly: [{ periods: 2 }],
  report_burndown_monthly: [{ periods: 2 }],
  report_summary: [{}, { all: true }],
  report_calendar: [{}],
  report_graph: [{}],
  report_timeline: [{ from: 'yesterday', until: 'tomorrow' }],
  task_history: [{}, { id: 1 }, { id: 1, full: true }, { actor: 'nobody' }],
  task_undo: { input: {}, as: S2 },
  task_redo: {
    input: {},
    before: [
      ['task_annotate', { id: 2, text: 'Ask the vendor' }],
      ['task_undo', {}],
    ],
  },
  task_export: [
    { filter: '1', format: 'markdown' },
    { filter: '1', format: 'csv' },
  ],
  task_sync: { input: { file: 'TODO.md' } },
  claim_list: [{}],
  claim_check: [{ paths: 'docs/a.md,src/b.ts' }],
  claim_acquire: { input: { scope: 'test/**' } },
  claim_release: { input: { task: 4 }, as: S2 },
  filter_explain: [{ filter: '+READY project:web sort:due+ limit:2', task: 2 }],
  filter_complete: [{ text: 'project:web' }],
  view_set: { input: { name: 'late', filter: '+OVERDUE' } },
  view_list: [{}],
  view_delete: { input: { name: 'mine' } },
  run_start: { input: { filter: '8', agent: 'fixer', force: true } },
  run_list: [{}, { all: true }, { state: 'approved' }],
  run_show: [r1, { run: 'r2' }, { run: 'r4' }],
  run_diff: [r1, { ...r1, stat: true }],
  run_changes: [r1, { ...r1, path: 'src/a.txt' }],
  run_steps: [{ ...r1, paths: ['src/a.txt'] }],
  review_comment: { input: { ...r1, path: 'src/a.txt', line: 1, text: 'Why b?' } },
  review_comments: [r1],
  review_edit: {
    input: { id: DRAFT, text: 'Why not c?' },
    before: [['review_comment', { ...r1, path: 'src/a.txt', line: 1, text: 'Why b?' }]],
  },
  review_drop: {
    input: { id: DRAFT },
    before: [['review_comment', { ...r1, path: 'src/a.txt', line: 1, text: 'Why b?' }]],
  },
  review_reply: { input: { id: 'c1', text: 'Because of c' } },
  review_resolve: { input: { id: 'c1' } },
  review_apply: { input: { ids: 'c1' } },
  review_send: { input: { ...r1, note: 'Nearly there' } },
  review_tick: { input: { ...r1, path: 'src/a.txt' } },
  run_events: [r1],
  run_control: { input: { run: 'r3', verb: 'resume' } },
  run_ask: { input: { text: 'Which colour?' }, as: inRun('r4') },
  orchestrator: { input: { verb: 'start' } },
  run_approve: { input: { ...r1, override: 'It is urgent' } },
  run_merge_now: { input: { ...r1, override: 'It is urgent' } },
  run_request_changes: { input: { ...r1, note: 'Name the constant' } },
  run_adopt: { input: r1, prepare: leaveIn },
  run_answer: { input: { run: 'r2', note: 'German and French' } },
  run_message: { input: { run: 'r4', note: 'Use the other API' } },
  run_stop: { input: { run: 'r4' } },
  run_resume: { input: { run: 'r3' } },
  run_retry: { input: { run: 'r3' } },
  run_discard: { input: r1 },
  run_handoff: { input: { ...r1, note: 'Needs a designer' } },
  run_merged: { input: r1 },
  run_push: { input: { run: 'r5' } },
  run_clean: { input: { run: 'r6' } },
  orchestrator_start: { input: { agents: 2, budget: 5 } },
  orchestrator_pause: { input: {}, before: [['orchestrator_start', {}]] },
  orchestrator_stop: { input: {}, before: [['orchestrator_start', {}]] },
  orchestrator_status: [{}],
  orchestrator_explain: [{}],
  orchestrator_simulate: [{}],
  notice_take: { input: {} },
  notice_test: [{}],
  usage: [{}, { by: 'task' }],
  release_snapshot: [{}, { markdown: true }],
  worktree_list: [{}],
  worktree_show: [r1],
  worktree_clean: { input: {} },
  task_archive: { input: { filter: '9' } },
  task_archive_list: [{}],
  task_archive_load: [{ filter: '+ANY' }],
  task_archive_restore: { input: { id: '12' } },
  task_purge: { input: { id: '11' } },
  task_split: { input: { id: 10 } },
  setting_list: [{}],
  setting_get: [{ name: 'checks.unit' }, { name: 'claims.outsideScope' }],
  setting_set: { input: { name: 'claims.outsideScope', value: 'deny' } },
  setting_unset: { input: { name: 'checks.unit' } },
  config_show: [{}],
  config_init: { input: { schema: true } },
  config_import: { input: { file: CARRIED.file, content: CARRIED.content } },
  config_check: [{}],
  config_explain: [{ name: 'claims.outsideScope' }],
  config_trust: { input: { revoke: true } },
  whoami: [{}],
  repo_add: { input: { path: '../new' } },
  repo_list: [{}],
  repo_show: [{ name: 'old' }],
  repo_status: [{}],
  repo_history: [{}],
  repo_fetch: { input: { name: 'project' } },
  repo_push: { input: { name: 'project' } },
  repo_update: { input: { name: 'old', target: 'main' } },
  repo_disable: { input: { name: 'old' } },
  repo_enable: { input: { name: 'old' }, before: [['repo_disable', { name: 'old' }]] },
  repo_remove: { input: { name: 'old', force: true } },
  git_hook_install: { input: { repository: 'old' } },
  git_hook_status: [{}],
  git_hook_pause: { input: { repository: 'old', for: '1h' }, before: [['git_hook_install', { repository: 'old' }]] },
  git_hook_resume: {
    input: { repository: 'old' },
    before: [
      ['git_hook_install', { repository: 'old' }],
      ['git_hook_pause', { repository: 'old' }],
    ],
  },
  git_hook_uninstall: { input: { repository: 'old' }, before: [['git_hook_install', { repository: 'old' }]] },
  agent_list: [{}],
  agent_add: { input: { name: 'writer', provider: 'claude', paths: 'docs/**' } },
  agent_update: { input: { name: 'claude', model: 'opus' } },
  agent_enable: { input: { name: 'fixer' }, before: [['agent_disable', { name: 'fixer' }]] },
  agent_disable: { input: { name: 'fixer' } },
  agent_remove: {
    input: { name: 'writer' },
    before: [['agent_add', { name: 'writer', provider: 'claude', paths: 'docs/**' }]],
  },
  agent_check: [{ name: 'fixer' }],
  backlog_init: { input: {} },
  backlog_setup: { input: { dry_run: true } },
  backlog_backup: { why: 'its file has the size of compressed text with random ids' },
  backlog_restore: { why: 'its file has the size of compressed text with random ids' },
  doctor: { input: {} },
  filter_eval: [{ tasks: '[{"uuid":"a","description":"x"}]', filters: '["+READY","((("]' }],
  date_eval: [{ exprs: '["friday","2h","nonsense"]' }],
  urgency_eval: [{ tasks: '[{"description":"x","priority":"H"}]' }],
};
