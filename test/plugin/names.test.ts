import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VARIABLES_READ, VARIABLES_SET } from '../../scripts/docs/environment-page.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { TASK_LIMITS } from '../../src/domain/fields/words.ts';
import { KEPT_MS } from '../../src/domain/kinds/shared.ts';
import { LEASE_MS } from '../../src/domain/lease-lengths.ts';
import { resolveCommand } from '../../src/interfaces/cli/words/resolve.ts';
import { HOOK_EVENTS } from '../../src/interfaces/hooks/events.ts';
import { SUMMARY_BYTES } from '../../src/text/status.ts';

// What stands in words in many files is one fact each: names of commands and variables, and limits.

const repository = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = filesIn('src', '.ts');
const TEXTS = [
  ...['docs', 'skills', 'agents'].flatMap((folder) => filesIn(folder, '.md')),
  'README.md',
  'CONTRIBUTING.md',
  'plugin/README.md',
];
/** Words that look like commands and are none. */
const NO_COMMANDS: Readonly<Record<string, string>> = {
  night_hold: 'a change by the terms of a night, in the history',
  run_rule: 'a change by a rule of autonomy, in the history',
  backlog_files: 'a table of a queue in PostgreSQL',
  backlog_tables: 'a table of a queue in PostgreSQL',
  backlog_roles: 'a part of a database that checks authors',
  backlog_check_author: 'a part of a database that checks authors',
  backlog_check_segment: 'a part of a database that checks authors',
  backlog_check_sum: 'a part of a database that checks authors',
  backlog_segment_of: 'a part of a database that checks authors',
  backlog_may_insert: 'a part of a database that checks authors',
  backlog_may_delete: 'a part of a database that checks authors',
  backlog_read: 'a part of a database that checks authors',
  backlog_insert: 'a part of a database that checks authors',
  backlog_delete: 'a part of a database that checks authors',
  backlog_append_seconds: 'a metric',
  backlog_commit_retries_total: 'a metric',
  backlog_commits_total: 'a metric',
  backlog_connections: 'a metric',
  backlog_event_streams: 'a metric',
  backlog_followers: 'a metric',
  backlog_queue_age_seconds: 'a metric',
  backlog_queue_commits_total: 'a metric',
  backlog_queue_reachable: 'a metric',
  task_id: "a field of the client's hooks, and a way to mistype id",
  task_ids: 'a way to mistype id',
  task_kind: 'a field of another tool',
  pass_id: 'a field of another tool',
  task_labels: 'a table of another tool',
  task_seq: 'a field of another tool',
  repo_path: 'a field of another tool',
  repo_targets: 'a field of another tool',
  task_subject: "a field of the client's hooks",
  task_description: "a field of the client's hooks",
  task_complete: 'what callers say for task_done',
  task_create: 'a tool of another server',
  task_view: 'a tool of another server',
  claim_renew: 'the renewal of leases in the log',
  claim_lost: 'why a run ended',
  git_failed: 'why a run failed',
  worktree_lost: 'why a run failed',
  worktree_changed: 'why a run failed',
  run_fail: 'a commit in the log',
  orchestrator_budget: 'a commit in the log: the budget is nearly spent, or spent',
  orchestrator_end: 'a commit in the log: the orchestrator has nothing left to start',
  orchestrator_trip: 'a commit in the log: the orchestrator paused itself',
  run_propose: 'a commit in the log',
  run_stack: 'a commit in the log',
  git_hook: 'the noun of commands',
  agent_message: 'an event of Codex',
  task_notification: 'an event of Claude Code',
  task_started: 'an event of Claude Code',
  agent_failed: 'why a run failed',
  agent_id: "a field of the client's hooks",
  agent_type: "a field of the client's hooks",
  agent_start: "a hook's commit in the log",
  agent_resume: "a hook's commit in the log",
  agent_cancel: "a hook's commit in the log",
  agent_dispatch: "a hook's commit in the log",
  agent_stop: "a hook's commit in the log",
  run_step: "a supervisor's commit in the log",
  run_note: 'one that history does not tell',
  webhook_note: 'one that history does not tell',
  run_follow: 'the commit in the log after a history was rewritten',
  task_follow: 'the commit in the log after the work of a task arrived on the branch',
  run_interrupt: 'a commit in the log, for a supervisor that died',
  run_merge: "the merge queue's commit in the log",
  run_test: "the merge queue's commit in the log",
  config_read: 'the commit in the log after a config file changed',
  task_prefix: "a field of Backlog.md's configuration",
  run_land: "the merge queue's commit in the log",
  run_defer: "the merge queue's commit in the log",
  run_bounce: "the merge queue's commit in the log",
};

test('whatever is named like a command is one', () => {
  const names = new Set(COMMANDS.map(({ name }) => name));
  const nouns = [...new Set([...names].flatMap((name) => name.match(/^[a-z]+(?=_)/) ?? []))];
  const likeOne = new RegExp(String.raw`\b(?:${nouns.join('|')})_[a-z]+(?:_[a-z]+)*\b`, 'g');
  const others = [...SOURCES, ...TEXTS].flatMap((file) =>
    [...new Set(textOf(file).match(likeOne))].filter((word) => !names.has(word)).map((word) => ({ word, file })),
  );
  expect(others.filter(({ word }) => !Object.hasOwn(NO_COMMANDS, word))).toEqual([]);
  expect([...new Set(others.map(({ word }) => word))].sort()).toEqual(Object.keys(NO_COMMANDS).sort());
});

test('every line of a shell in the texts calls a command that there is', () => {
  const calls = TEXTS.flatMap((file) =>
    [...textOf(file).matchAll(/(?:^\$ |`)backlog ([a-z][^`\n]*)/gm)].map(([, words = '']) => ({ file, words })),
  );
  expect(calls.length).toBeGreaterThan(30);
  const unknown = calls.filter(({ words }) => !resolveCommand(words.split(/\s+/)));
  expect(unknown).toEqual([]);
});

test('the page of hooks has a row for every event that is answered', () => {
  const cells = [...textOf('docs/reference/hooks.md').matchAll(/^\|([^|]*)\|/gm)].map(([, cell]) => String(cell));
  for (const { event } of HOOK_EVENTS)
    expect(cells.filter((cell) => new RegExp(`\\b${event}\\b`).test(cell)).length, event).toBeGreaterThan(0);
});

test('the reference has every variable that is read or set for another program, and no other', () => {
  // The table of foreign variables names those that aren't read.
  const text = SOURCES.filter((file) => !file.endsWith('/foreign-variables.ts'))
    .map(textOf)
    .join('\n');
  const names = (expression: RegExp, of: string) => [...of.matchAll(expression)].map(([, name]) => String(name));
  const read = names(/(?:env\.|')(BACKLOG_[A-Z_]+)/g, text);
  const set = names(
    /(?:^ +|\{ )(BACKLOG_[A-Z_]+):/gm,
    SOURCES.filter((file) => /^src\/(runs|scheduler)\//.test(file))
      .map(textOf)
      .join('\n'),
  );
  expect(Object.keys(VARIABLES_READ).sort()).toEqual([...new Set(read)].sort());
  expect(Object.keys(VARIABLES_SET).sort()).toEqual([...new Set([...set, 'BACKLOG_TOOLS'])].sort());
});

test.each([
  ['docs/reference/hooks.md', `in at most ${SUMMARY_BYTES} bytes`],
  ['docs/contribute/decisions/commands.md', `${SUMMARY_BYTES} bytes for the session summary`],
  ['docs/contribute/decisions/commands.md', `at most ${TASK_LIMITS.annotation.toLocaleString('en')} characters`],
  [
    'docs/contribute/decisions/clients.md',
    `stays for ${KEPT_MS.dispatch / 86_400_000 === 7 ? 'a week' : 'some other time'}`,
  ],
  ['README.md', `for ${LEASE_MS / 60_000 === 10 ? 'ten' : 'some other number of'} minutes`],
])('%s says the limit that holds: %s', (file, words) => {
  expect(textOf(file).replaceAll(/\s+/g, ' ')).toContain(words);
});

function filesIn(folder: string, end: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => `${folder}/${file}`);
}

function textOf(file: string): string {
  return readFileSync(join(repository, file), 'utf8');
}
