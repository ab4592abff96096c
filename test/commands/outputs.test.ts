import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { COMMANDS } from '../../src/commands/index.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { CommandName, Inputs } from '../../src/web/sdk/calls.ts';
import { receiver } from '../scheduler/webhooks/receiver.ts';
import { exampleInput } from '../support/examples.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { withConflict } from '../support/github/with-source.ts';
import { askedBy, draftIn, gitProject, inRun, runIn, runWithResult } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace, workspaces } from '../support/workspace.ts';
import { withOrigin, withRepositories } from './repositories.ts';
import { landed, leaveIn, mergeByHand, mergedHere, suggestedIn } from './run-writes.ts';
import { addedByAgent, CARRIED, CHAT, DOCUMENT, REPORT, withProject } from './writes.ts';

/** Typed as the SDK types them: so those compile against every command. */
type Calls = { readonly [Name in CommandName]?: readonly Inputs[Name][] };

/**
 * Calls of a command, one after the other, in the workspace that `fill` fills: with hits, without, and in every form. A command that has
 * no row is called as its first example says.
 */
const CALLS: Calls = {
  goal_save: [
    {
      records: [
        { kind: 'bet', ref: 'b', title: 'Stay in flow' },
        { title: 'Search as you type', bet: 'b', why: 'Nobody waits' },
        { id: 'I-1', target: 40 },
        { id: 'I-1', target: 40 },
      ],
      dry_run: true,
    },
  ],
  goal_import: [
    { from: '# Plan\n\n## Goals\n\n### Find more\n' },
    { from: '# Thread\n\nNobody waits.\n\n## History\n', dry_run: true },
  ],
  goal_list: [{}, { state: 'closed' }, { kind: 'goal', search: 'instant' }, { limit: 1 }],
  goal_info: [{ id: 1 }, { id: 1, limit: 1 }],
  goal_move: [{ id: 1 }],
  goal_archive: [{ ids: '1' }, { ids: 'I-1', restore: true }, { ids: 'I-1', hard: true }],
  backlog_backup: [{}, { file: 'b.tar.gz' }],
  config_init: [{ schema: true }],
  pass_add: [{ name: 'gaps', uses: 'todos' }],
  config_import: [{ file: CARRIED.file, content: CARRIED.content }, { file: CARRIED.file }],
  config_trust: [{ revoke: true }],
  backlog_restore: [{ file: 'b.tar.gz' }, { file: 'b.tar.gz', force: true }],
  task_next: [{ peek: true }, { filter: 'project:none' }, {}],
  task_list: [{}, { filter: 'project:none', format: 'json' }, { format: 'json' }, { fields: 'id,urgency' }],
  task_info: [{ id: 1 }, { id: 1, format: 'json' }],
  task_add: [
    { description: 'x', due: 'friday', recur: 'weekly', acceptance: 'a', scope: 'src/**', parent: 1 },
    { description: 'New +bug due:friday', words: true },
  ],
  task_modify: [
    { filter: '1', priority: 'H' },
    { filter: '1', priority: 'H' },
    { filter: '1,2', line: '+bug due:friday pri:H', criterion: 'It works' },
  ],
  task_done: [{ id: 4, force: true }],
  task_annotate: [
    { id: 1, text: 'a' },
    { id: 4, text: 'a', criterion: 1 },
  ],
  task_import: [
    {
      tasks: [
        { ref: 'a', description: 'x', scope: 'a/**' },
        { description: 'y', scope: 'a/**' },
      ],
    },
  ],
  task_stop: [{ id: 3, handoff: 'half done' }],
  task_delete: [{ id: 2 }],
  task_count: [{}],
  task_search: [{ text: 'first spec' }, { text: 'nowhere', all: true, filter: '+ANY', limit: 1 }],
  task_log: [{ description: 'done' }],
  task_duplicate: [{ id: 1 }],
  task_denotate: [{ id: 3, text: 'a note' }],
  task_doc_write: [
    { id: 1, content: 'b' },
    { id: 'workspace', name: 'vision', content: 'c' },
  ],
  task_doc_list: [{}, { id: 1 }, { id: 1, name: 'spec' }],
  task_doc_restore: [{ id: 1, version: 1 }],
  task_doc_search: [{}, { text: 'spec' }, { text: 'nowhere at all' }, { limit: 0 }],
  attachment_add: [{ id: 1, file: 'b.png', content: 'AQID', note: 'what it shows' }],
  attachment_get: [{ id: 1, file: 'a.txt' }],
  attachment_remove: [{ id: 1, file: 'a.txt' }],
  task_move: [
    { id: 1, to: 'progress' },
    { id: 4, before: 2 },
  ],
  task_block: [{ id: 1, reason: 'Waiting for legal', until: 'friday' }],
  task_unblock: [{ id: 3 }],
  task_accept: [{ filter: '1' }],
  task_snooze: [{ id: 4, until: 'tomorrow' }, { id: 4 }, { id: 4, off: true }],
  report_board: [{}, { filter: 'project:none' }, { since: 1, limit: 1 }],
  filter_complete: [{}, { text: '+READY pro' }],
  task_explain: [{ id: 2 }],
  inbox_export: [{}, { state: 'rejected' }],
  task_lint: [{}, { filter: 'project:none' }, { kind: 'no-scope', limit: 1 }],
  report_burndown_daily: [{}, { filter: 'project:none', periods: 2 }],
  report_burndown_weekly: [{}],
  report_burndown_monthly: [{}],
  report_summary: [{}, { all: true }],
  report_calendar: [{}, { from: '2026', filter: '+DUE' }],
  report_timeline: [{}, { from: 'yesterday', until: 'tomorrow', filter: 'project:none', limit: 1 }],
  report_graph: [{}, { filter: 'project:none' }, { limit: 1, alone: true }],
  report_standup: [{ since: 'yesterday' }, { by: 'nobody' }, { filter: '3', markdown: true }],
  task_history: [{}, { id: 1 }, { full: true }, { commit: 2 }, { command: 'task_ad' }],
  task_undo: [{ dry_run: true }, {}],
  task_redo: [{ dry_run: true }, {}],
  task_sync: [{ file: 'TODO.md' }, { file: 'tasks.json', dry_run: true }],
  task_export: [{}, { filter: '1', docs: false }],
  claim_check: [{ paths: 'src/a.ts,b.ts' }],
  claim_acquire: [{ scope: 'test/**' }],
  claim_release: [{ task: 3 }],
  filter_explain: [{ filter: '+READY or project:web sort:due+ limit:2', task: 2 }],
  view_set: [{ name: 'mine', filter: '+READY' }],
  view_delete: [{ name: 'old' }],
  task_archive: [{ filter: '5,1', dry_run: true }, { filter: '5,1' }],
  task_archive_list: [{}, { filter: '+ANY' }, { quarter: '2026-q3', limit: 1 }],
  task_archive_load: [{ filter: '5' }, { filter: '+ANY', quarter: '2026-Q3' }],
  task_archive_restore: [{ id: '5' }],
  task_purge: [{ id: 5 }],
  task_edit: [{ id: 1, document: DOCUMENT }],
  repo_add: [{ path: '../new', target: 'main' }],
  repo_show: [{ name: 'old' }],
  repo_status: [{}, { name: 'old' }, { all: true }],
  repo_update: [
    { name: 'old', target: 'main' },
    { name: 'old', target: '' },
  ],
  source_add: [
    { service: 'github', list: 'acme/app' },
    { service: 'github', list: 'acme/web', dry_run: true },
  ],
  source_show: [{ name: 'app' }],
  source_pull: [{ name: 'app' }, { name: 'app', dry_run: true }],
  source_push: [{ name: 'app' }],
  source_sync: [{ name: 'app' }],
  source_validate: [{ name: 'app' }],
  source_update: [{ name: 'app', close: 'completed' }],
  source_enable: [{ name: 'app' }],
  source_disable: [{ name: 'app' }],
  source_remove: [{ name: 'app' }],
  webhook_add: [{ name: 'other', url: 'http://localhost:8080/x', secret_command: ['pass'], events: 'task' }],
  webhook_show: [{ name: 'chat' }],
  webhook_test: [{ name: 'chat' }],
  webhook_replay: [{ name: 'chat', since: 1 }],
  webhook_enable: [{ name: 'chat' }],
  webhook_disable: [{ name: 'chat' }],
  webhook_remove: [{ name: 'chat' }],
  source_conflicts: [{}, { name: 'app', all: true }],
  source_resolve: [{ id: 6, side: 'there' }],
  repo_disable: [{ name: 'old' }],
  repo_enable: [{ name: 'old' }],

  repo_remove: [{ name: 'old' }],
  git_hook_install: [{ repository: 'old' }, { all: true }],
  git_hook_status: [{}, { repository: 'old' }],
  git_hook_pause: [{ repository: 'old', for: '1h' }],
  git_hook_resume: [{ repository: 'old' }],
  git_hook_uninstall: [{ repository: 'old' }],
  agent_add: [
    { name: 'new', provider: 'claude', paths: 'src/**', risk: 'low', allow: 'Bash(npm test:*)', env: 'HTTP_PROXY' },
  ],
  agent_update: [
    { name: 'claude', mode: 'bypass' },
    { name: 'fixer', slots: 2 },
  ],
  agent_enable: [{ name: 'claude' }],
  agent_disable: [{ name: 'fixer' }],
  agent_check: [{ name: 'fixer' }],
  filter_eval: [{ tasks: '[{"uuid":"a","description":"x"}]', filters: '["+READY","((("]' }],
  date_eval: [{ exprs: '["friday","2h","nonsense"]' }],
  urgency_eval: [{ tasks: '[{"description":"x"}]' }],
  run_start: [{ filter: '2', force: true, agent: 'fixer', minutes: 20, cost: 2 }],
  run_list: [{}, { state: 'review' }, { filter: 'project:none', all: true }],
  run_show: [{ run: 'r1' }, { run: 2 }],
  run_diff: [{ run: 'r1' }, { run: 'r1', stat: true }, { run: 'r1', paths: 'src/a.txt' }, { run: 'r2' }],
  run_changes: [{ run: 'r1' }, { run: 'r1', path: 'src/a.txt', limit: 1 }],
  run_steps: [{ run: 'r1', paths: ['src/a.txt'] }],
  review_comment: [{ run: 'r1', path: 'src/a.txt', line: 1, text: 'Why b?' }],
  review_comments: [{ run: 'r1' }],
  review_edit: [{ id: 'c1', text: 'Why not c?' }],
  review_drop: [{ id: 'c1' }],
  review_tick: [
    { run: 'r1', path: 'src/a.txt' },
    { run: 'r1', path: 'src/a.txt', off: true },
  ],
  review_reply: [{ id: 'c1', text: 'Because of c' }],
  review_resolve: [{ id: 'c1' }, { id: 'c1', off: true }],
  review_apply: [{ ids: 'c1' }],
  review_send: [{ run: 'r1', note: 'Nearly there' }],
  repo_history: [{}, { name: 'project', limit: 1 }],
  repo_fetch: [{}],
  repo_push: [{ name: 'project' }],
  run_events: [{ run: 'r1' }, { run: 'r1', after: 0, limit: 1 }],
  run_wait: [{ run: 'r1', minutes: 0 }],
  orchestrator: [{ verb: 'start' }, { verb: 'pause' }, { verb: 'status' }],
  orchestrator_start: [{ agents: 2, providers: 'claude:1', budget: 5, backoff: 1 }],
  night_start: [{ until: '3h', budget: 20, unreviewed: 8, goal: 'I-1' }],
  night_simulate: [{}, { until: '3h', agents: 1, filter: '+a' }],
  night_report: [{}, { night: 'n1', markdown: true }],
  usage: [{ by: 'week' }, { by: 'task' }, { by: 'model' }, { filter: 'project:none' }],
  release_snapshot: [{}, { markdown: true, limit: 1 }],
  orchestrator_explain: [{}, { filter: '1' }],
  orchestrator_simulate: [{}, { agents: 1 }],
  run_control: [{ run: 'r1', verb: 'request_changes', note: 'Name it' }],
  run_ask: [{ text: 'Which colour?' }],
  run_approve: [{ run: 'r1' }],
  run_merge_now: [{ run: 'r1' }],
  run_request_changes: [{ run: 'r1', note: 'Name it' }],
  run_adopt: [{ run: 'r1' }],
  run_merged: [{ run: 'r1' }],
  run_push: [{ run: 'r4' }],
  run_revert: [{ run: 'r4' }],
  run_withdraw: [{ run: 'r1' }],
  autonomy_show: [{}],
  run_answer: [{ run: 'r2', note: 'Blue' }],
  run_message: [{ run: 'r4', note: 'Blue' }],
  run_stop: [{ run: 'r2' }],
  run_resume: [{ run: 'r3' }],
  run_retry: [{ run: 'r1', agent: 'fixer' }],
  run_discard: [{ run: 'r1' }],
  run_clean: [{ run: 'r1', force: true }],
  worktree_show: [{ run: 'r1' }],
  worktree_clean: [{ dry_run: true }, { older: '1d' }, {}],
  task_split: [
    { id: 6, propose: true },
    { id: 6, by: 'repo' },
  ],
  run_handoff: [{ run: 'r1', note: 'Needs a designer' }],
};

async function fill(work: TestWorkspace): Promise<void> {
  await work.run('task_add', { description: 'First', spec: '# Spec', tags: 'a,b', project: 'web', scope: 'src/**' });
  await work.run('task_add', { description: 'Second', depends: 1 });
  await work.run('task_add', { description: 'Third' });
  await work.run('task_add', { description: 'Fourth', acceptance: ['tests pass'] });
  await work.run('task_add', { description: 'Fifth' });
  await work.run('task_delete', { id: 5 });
  await work.run('task_annotate', { id: 3, text: 'a note' });
  await work.run('attachment_add', { id: 1, file: 'a.txt', content: 'aGkK' });
  await work.run('task_block', { id: 3, reason: 'Waiting for legal' });
  await work.run('task_start', { id: 3, force: true });
  await work.run('task_block', { id: 3, reason: 'Waiting again' });
  await work.run('view_set', { name: 'old', filter: '+bug' });
  await work.run('inbox_add', { title: 'Test the empty file', body: 'It has no test.', found: 'src/a.ts:12' });
  await work.run('goal_add', { title: 'Instant search', measure: 'ms', baseline: 400, target: 50, reading: 120 });
  await work.run('agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'] });
}

/** Runs in a real repository: r1 in review with a result, r2 asks something, r3 failed. */
async function withRuns(work: TestWorkspace): Promise<void> {
  await gitProject(work);
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { number: 1 });
  await askedBy(work, await runIn(work, 'asking', { number: 4 }));
  await runIn(work, 'failed', { number: 2, reason: { code: 'crashed', text: 'exit 1' } });
}

const filled = workspaces(fill);
const inProject = workspaces(withProject);
const inRepositories = workspaces(async (work) => {
  await fill(work);
  await withRepositories(work);
});
const withSomeRuns = workspaces(async (work) => {
  await fill(work);
  await withRuns(work);
});

const inNight = workspaces(async (work) => {
  await fill(work);
  await work.run('night_start', { until: '3h', budget: 20 });
});

/** What a command is called in. */
function workspaceOf(name: string): Promise<TestWorkspace> {
  if (name === 'backlog_setup') return inProject();
  if (/^night_(show|stop|report)/.test(name)) return inNight();
  if (/^repo_(fetch|push|history)/.test(name)) return filled();
  if (/^(repo|git_hook)_|^task_split/.test(name)) return inRepositories();
  return ABOUT_RUNS.test(name) ? withSomeRuns() : filled();
}
/** Leaves a note about task 4, which then needs attention. */
async function handedOff({ run }: TestWorkspace): Promise<void> {
  await run('task_start', { id: 4 });
  await run('task_stop', { id: 4, handoff: 'Half done' });
}

/** Commits a config file in the project of the workspace. */
function configIn({ folder }: TestWorkspace): void {
  const project = join(folder, 'project');
  mkdirSync(join(project, '.backlog'), { recursive: true });
  writeFileSync(join(project, '.backlog/config.yaml'), 'checks: {unit: npm test}\n');
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '.backlog');
  git(project, 'commit', '-qm', 'config');
}

/** A webhook of a server that listens. */
async function heard() {
  const { url, secret } = await receiver();
  process.env.OUTPUTS_TEST_SECRET = secret;
  return { ...CHAT, url, secret_env: 'OUTPUTS_TEST_SECRET' };
}

const ABOUT_RUNS = /^(run_|worktree_|review_|orchestrator|schedule|usage|release_|report_now|report_timeline)/;

describe.each(
  everyNth(
    5,
    COMMANDS.map((command) => [command.name, command] as const),
  ),
)('%s', (name, command) => {
  test('hands back what its output schema says, and nothing else', async () => {
    const work = await workspaceOf(name);
    if (/^git_hook_(pause|resume|uninstall)/.test(name)) await work.run('git_hook_install', { repository: 'old' });
    if (/^repo_(fetch|push|history)/.test(name)) await withOrigin(work);
    if (/^review_/.test(name))
      await draftIn(work, /^review_re/.test(name) ? { at: toInstant(NOON), note: 'n1' } : undefined);
    if (name === 'review_apply') await suggestedIn(work);
    if (name === 'run_adopt') leaveIn(work);
    if (name === 'run_merged') mergeByHand(work);
    if (name === 'run_push') await landed(work, 3);
    if (name === 'run_revert') await mergedHere(work, 3);
    if (name === 'run_withdraw') await work.run('run_approve', { run: 'r1' });
    if (/^task_archive_/.test(name)) await work.run('task_archive', { filter: '5' });
    if (name === 'backlog_restore') await work.run('backlog_backup', { file: 'b.tar.gz' });
    if (/^(config_(init|trust|show)|pass_(add|run))/.test(name)) configIn(work);
    if (name === 'inbox_import')
      writeFiles(join(work.folder, 'project'), { 'backlog/inbox.jsonl': '{"title":"Found"}' });
    if (name === 'inbox_report') writeFiles(join(work.folder, 'project'), { 'eslint.json': REPORT });
    if (name === 'config_import') writeFiles(join(work.folder, 'project'), { [CARRIED.file]: CARRIED.text });
    if (/^source_/.test(name) && name !== 'source_add') await withConflict(work);
    if (/^webhook_/.test(name)) await work.run('webhook_add', name === 'webhook_test' ? await heard() : CHAT);
    if (name === 'repo_enable') await work.run('repo_disable', { name: 'old' });
    if (name === 'task_snooze') await handedOff(work);
    if (name === 'task_accept') await addedByAgent(work);
    if (name === 'task_undo' || name === 'task_redo') await work.run('task_annotate', { id: 1, text: 'To undo' });
    if (name === 'task_redo') await work.run('task_undo');
    if (name === 'task_doc_restore') await work.run('task_doc_write', { id: 1, content: 'b' });
    if (name === 'orchestrator_pause') await work.run('orchestrator_start');
    if (name === 'task_split') await work.run('task_add', { description: 'Both', scope: 'src/**,old:src/**' });
    const { run } = work;
    const caller = name === 'run_ask' ? inRun('r4') : ADA;
    if (name === 'run_ask' || name === 'run_message') await runIn(work, 'running', { number: 2 });
    for (const input of CALLS[name as CommandName] ?? [exampleInput(command)]) {
      const value = JSON.parse(JSON.stringify(await run(name, input, caller)));
      const read = command.output().safeParse(value);
      expect(read.success ? [] : read.error.issues, JSON.stringify(input)).toEqual([]);
    }
  });

  test('has an output schema that becomes JSON schema', () => {
    expect(z.toJSONSchema(command.output(), { unrepresentable: 'any' })).toBeTypeOf('object');
  });
});

const NOTHING_READY =
  'No task fits +READY: is READY: can be started now: pending, not blocked, not scheduled for later, no open subtasks, no claim, no run.';

describe('a list as JSON', () => {
  test('without hits is a list without tasks', async () => {
    const { text, run } = await testWorkspace();
    await run('task_add', { description: 'Done' });
    await run('task_done', { id: 1 });
    expect(JSON.parse(await text('task_list', { filter: '+READY', format: 'json' }))).toEqual({
      total: 0,
      from: 0,
      tasks: [],
      notes: [NOTHING_READY],
    });
    expect(JSON.parse(await text('task_list', { filter: '+READY', fields: 'id' }))).toEqual({
      total: 0,
      from: 0,
      tasks: [],
      notes: [NOTHING_READY],
    });
    expect(await text('task_list', { filter: '+READY' })).toMatch(/^No tasks\.(?:\nNo task fits \+READY: |$)/);
  });

  test('holds exactly the fields that were asked for', async () => {
    const { run } = await filled();
    const { tasks } = await run<{ tasks: object[] }>('task_list', { fields: 'id,state', filter: '1' });
    expect(tasks).toEqual([{ id: 1, state: 'ready' }]);
  });

  test('has the same fields whether the format or the door asks for JSON', async () => {
    const { run, text } = await filled();
    const asked = JSON.parse(await text('task_list', { format: 'json' }, agent('s1')));
    expect(asked).toEqual(JSON.parse(JSON.stringify(await run('task_list', {}, agent('s1')))));
    expect(asked.tasks[0]).toMatchObject({ urgency: expect.any(Number), state: expect.any(String) });
  });
});
