import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '../../src/work/workspace/context.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { withConflict, withSource } from '../support/github/with-source.ts';
import { inRun } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace } from '../support/workspace.ts';
import { withOrigin, withRepositories } from './repositories.ts';
import { RUN_WRITES } from './run-writes.ts';

/** A report of ESLint with one finding. */
export const REPORT = JSON.stringify([
  { filePath: 'src/a.js', messages: [{ ruleId: 'semi', severity: 2, message: 'Missing.', line: 1 }] },
]);

type Input = Record<string, unknown>;

/** What a writing command is asked in the workspace that {@link fill} fills. */
export interface Write {
  /** Something that it does. */
  does: Input;
  /** Something that it refuses, by the code of the error; where several are named, one of them does not fit. */
  refuses: readonly (readonly [code: string, input: Input])[];
  /** For people only. */
  person?: true;
  /** For the agent of a run only. */
  run?: string;
  /** What it needs beside the tasks. */
  prepare?(workspace: TestWorkspace): Promise<void>;
}

/** A task as a person edits it. */
export const DOCUMENT = [
  ...['description: Edited', 'priority: H', 'due: friday', 'acceptance:', '- it works'],
  '--- spec (Markdown, to the end) ---',
  '# Another',
].join('\n');

/** A file with settings, and what a person agrees to in it. */
export const CARRIED = {
  file: 'settings.yaml',
  text: 'checks: {import: npm test}\n',
  content: '0cf774b56782a9c2ee09be329af4d743',
} as const;

/** A webhook. Nothing is sent before a process with its secret delivers. */
export const CHAT = { name: 'chat', url: 'https://example.com/hook', secret_env: 'NO_SUCH_SECRET' };

export async function withWebhook({ run }: TestWorkspace): Promise<void> {
  await run('webhook_add', { ...CHAT, name: 'known' });
}

/** Two goals; task 1 serves the second one. */
async function withGoals({ run }: TestWorkspace): Promise<void> {
  await run('goal_add', { title: 'First result under 50 ms' });
  await run('goal_add', { title: 'Search as you type' });
  await run('task_modify', { filter: '1', goal: '2' });
}

/** Puts a proposal into the inbox. */
async function proposed({ run }: TestWorkspace): Promise<void> {
  await run('inbox_add', { title: 'Test the empty file' });
}

/** Marks task 1 as added by an agent. */
export async function addedByAgent({ opened }: TestWorkspace): Promise<void> {
  const context = opened.context(agent('s1'));
  const one = [...context.queue.open()].find(({ id }) => id === 1)!;
  const awaits = { why: 'added' as const, at: one.entry, actor: 'ai:claude-code' };
  await context.write('given', (tx) => tx.put('task', one.uuid, { ...one, awaits }));
}

/** One row for every command that writes: `test/commands/table.test.ts` holds all of them to the same contract. */
export const WRITES: Readonly<Record<string, Write>> = {
  task_next: { does: {}, refuses: [['filter', { filter: '((' }]] },
  task_add: {
    does: { description: 'New' },
    refuses: [
      ['invalid', { description: ' ' }],
      ['not-found', { description: 'New', depends: '99' }],
      ['date', { description: 'New', due: 'someday soon' }],
      ['usage', { description: '+bug due:friday', words: true }],
      ['usage', { description: 'New due:friday due:monday', words: true }],
      ['usage', { description: 'New due:friday', due: 'monday', words: true }],
      ['date', { description: 'New due:nonsense', words: true }],
    ],
  },
  inbox_add: {
    does: { title: 'Test the empty file' },
    refuses: [
      ['invalid', { title: ' ' }],
      ['invalid', { title: 'Test the empty file', found: '../secret' }],
      ['invalid', { title: 'x'.repeat(300) }],
    ],
  },
  inbox_accept: {
    person: true,
    prepare: proposed,
    does: { ids: 'p1' },
    refuses: [
      ['not-found', { ids: 'p9' }],
      ['usage', { ids: [] }],
    ],
  },
  inbox_report: {
    prepare: async ({ folder }) => writeFileSync(join(folder, 'project/eslint.json'), REPORT),
    does: { from: 'eslint.json' },
    refuses: [['usage', { from: 'gone.json' }]],
  },
  inbox_import: {
    person: true,
    prepare: async ({ folder }) =>
      writeFileSync(join(folder, 'project/inbox.jsonl'), JSON.stringify({ title: 'Test the empty file' })),
    does: { from: 'inbox.jsonl' },
    refuses: [['not-found', { from: 'gone.jsonl' }]],
  },
  task_refine: {
    prepare: async ({ run }) => {
      const more = { estimate: '40h', scope: 'src/**,docs/**', acceptance: 'It works' };
      await run('task_add', { description: 'Rewrite the client', ...more });
    },
    does: {},
    refuses: [['filter', { filter: '((' }]],
  },
  inbox_merge: {
    person: true,
    prepare: proposed,
    does: { id: 'p1', task: 1 },
    refuses: [
      ['not-found', { id: 'p9', task: 1 }],
      ['not-found', { id: 'p1', task: 99 }],
    ],
  },
  inbox_reject: {
    person: true,
    prepare: proposed,
    does: { ids: 'p1', reason: 'Not worth it' },
    refuses: [['not-found', { ids: 'p9', reason: 'Not worth it' }]],
  },
  task_modify: {
    does: { filter: '1,2', priority: 'H' },
    refuses: [
      ['not-found', { filter: '1,99', priority: 'H' }],
      ['cycle', { filter: '1,2', parent: '2' }],
      ['usage', { filter: '1' }],
      ['usage', { filter: '', priority: 'H' }],
      ['usage', { filter: '1', line: 'some words' }],
      ['usage', { filter: '1', line: 'pri:H pri:L' }],
      ['usage', { filter: '1', line: 'pri:H', was: { 1: 'H' } }],
      ['date', { filter: '1', line: 'due:nonsense' }],
      ['not-found', { filter: '99', line: '+web' }],
      ['cycle', { filter: '1', line: 'after:1' }],
    ],
  },
  task_move: {
    does: { id: 1, to: 'progress' },
    refuses: [
      ['not-found', { id: 99, to: 'done' }],
      ['conflict', { id: 1, to: 'review' }],
      ['conflict', { id: 1, to: 'done', seen: '2020-01-01T00:00:00Z' }],
      ['usage', { id: 1 }],
    ],
  },
  task_done: {
    does: { id: '1' },
    refuses: [
      ['not-found', { id: '1,99' }],
      ['conflict', { id: '1,3' }],
    ],
  },
  task_annotate: {
    does: { id: 1, text: 'Found out' },
    refuses: [
      ['not-found', { id: 99, text: 'Found out' }],
      ['not-found', { id: 1, text: 'Found out', criterion: '00000000' }],
    ],
  },
  task_import: {
    does: { tasks: [{ description: 'A' }, { description: 'B' }] },
    refuses: [['invalid', { tasks: [{ description: 'A' }, { description: '' }] }]],
  },
  task_start: {
    does: { id: 1 },
    refuses: [
      ['not-found', { id: 99 }],
      ['conflict', { id: 2 }],
    ],
  },
  task_stop: {
    does: { id: 5 },
    refuses: [
      ['conflict', { id: 1 }],
      ['not-found', { id: '5,99' }],
    ],
  },
  task_delete: { does: { id: '1,2' }, refuses: [['not-found', { id: '1,99' }]] },
  task_log: { does: { description: 'Done already' }, refuses: [['invalid', { description: '' }]] },
  task_duplicate: { does: { id: 1 }, refuses: [['not-found', { id: 99 }]] },
  task_denotate: { does: { id: 4, text: 'A note' }, refuses: [['not-found', { id: 4, text: 'Another' }]] },
  task_doc_write: {
    does: { id: 1, content: '# New' },
    refuses: [
      ['not-found', { id: 99, content: '# New' }],
      ['usage', { id: 1, content: '# New', name: '../escape' }],
      ['conflict', { id: 1, content: '# New', seen: 0 }],
    ],
  },
  task_doc_delete: { does: { id: 1 }, refuses: [['not-found', { id: 2 }]] },
  task_doc_restore: {
    does: { id: 1, version: 1 },
    refuses: [
      ['not-found', { id: 1, version: 9 }],
      ['nothing-to-do', { id: 1, version: 2 }],
      ['not-found', { id: 2, version: 1 }],
    ],
    prepare: async ({ run }) => {
      await run('task_doc_write', { id: 1, content: '# Another' });
    },
  },
  attachment_add: {
    does: { id: 1, file: 'shot.png', content: 'AQID' },
    refuses: [
      ['not-found', { id: 99, file: 'shot.png', content: 'AQID' }],
      ['usage', { id: 1 }],
      ['usage', { id: 1, content: 'AQID' }],
      ['usage', { id: 1, path: 'no-such-file' }],
      ['forbidden', { id: 1, path: '/etc/hostname' }],
      ['invalid', { id: 1, file: 'shot.png', content: 'no base64!' }],
    ],
  },
  attachment_remove: {
    does: { id: 1, file: 'shot.png' },
    refuses: [
      ['not-found', { id: 1, file: 'other.png' }],
      ['not-found', { id: 2, file: 'shot.png' }],
    ],
    prepare: async ({ run }) => void (await run('attachment_add', { id: 1, file: 'shot.png', content: 'AQID' })),
  },
  task_undo: { does: {}, refuses: [['not-found', { commit: 9_999 }]] },
  task_redo: {
    does: {},
    refuses: [
      ['not-found', { commit: 9_999 }],
      ['conflict', { commit: 2 }],
    ],
    prepare: async ({ run }) => {
      await run('task_undo', {}, AGENT);
    },
  },
  task_sync: {
    does: { file: 'TODO.md' },
    refuses: [
      ['usage', { file: 'TODO.yaml' }],
      ['usage', { file: 'TODO.md', ours: true, theirs: true }],
      ['usage', { file: 'TODO.md', ids: '1' }],
      ['filter', { file: 'TODO.md', only: '((' }],
    ],
  },
  claim_acquire: { does: { scope: 'src/**' }, refuses: [['invalid', { scope: '../src' }]] },
  claim_release: { does: {}, refuses: [['nothing-to-do', { claim: '00000000' }]] },
  goal_add: {
    does: { title: 'Instant search', why: 'People lose their thread' },
    refuses: [
      ['invalid', { title: ' ' }],
      ['invalid', { title: 'x', will: 'y' }],
      ['invalid', { title: 'x', state: 'done' }],
      ['invalid', { title: 'x', state: 'won' }],
      ['not-found', { title: 'x', bet: 'B-9' }],
      ['usage', { title: 'x', bet: 'O-1' }],
      ['date', { title: 'x', by: 'someday soon' }],
    ],
  },
  goal_modify: {
    does: { id: 1, target: 40 },
    refuses: [
      ['not-found', { id: 9, target: 40 }],
      ['usage', { id: 'x', target: 40 }],
      ['usage', { id: 1 }],
      ['conflict', { id: 1, target: 40, seen: 'other' }],
      ['cycle', { id: 1, depends: 'I-1' }],
    ],
    prepare: withGoals,
  },
  goal_close: {
    does: { id: 1, learned: 'An index was enough' },
    refuses: [
      ['usage', { id: 1, learned: ' ' }],
      ['not-found', { id: 9, learned: 'x' }],
    ],
    prepare: withGoals,
  },
  goal_save: {
    does: {
      records: [
        { kind: 'bet', ref: 'b', title: 'Stay in flow' },
        { id: 'I-1', bet: 'b' },
      ],
    },
    refuses: [
      ['usage', { records: [] }],
      [
        'invalid',
        {
          records: [
            { title: 'x', ref: 'a' },
            { title: 'y', ref: 'a' },
          ],
        },
      ],
      ['conflict', { records: [{ title: 'x' }, { title: 'X' }] }],
      ['invalid', { records: [{ id: 'I-1', kind: 'bet' }] }],
    ],
    prepare: withGoals,
  },
  goal_import: {
    does: { from: '# Plan\n\n## Goals\n\n### I-1 First result at once\n\n- why: people wait\n' },
    refuses: [
      ['invalid', { from: '# Plan\n\n## Goals\n\n### I-1 First\n\n- colour: red\n' }],
      ['invalid', { from: '# Plan\n\n### \n\nnothing\n' }],
      ['invalid', { from: '{"tasks": []}' }],
    ],
  },
  goal_rank: {
    does: { id: 2, to: 'top' },
    refuses: [
      ['usage', { id: 1 }],
      ['usage', { id: 1, to: 'top', before: 2 }],
      ['invalid', { id: 1, before: 1 }],
      ['not-found', { id: 9, to: 'top' }],
    ],
    prepare: withGoals,
  },
  goal_move: {
    does: { id: 1, under: 'B-1' },
    refuses: [
      ['invalid', { id: 1, under: 'I-2' }],
      ['invalid', { id: 'B-1', under: 'I-1' }],
      ['not-found', { id: 1, under: 'B-9' }],
      ['conflict', { id: 1, under: 'B-1', seen: 'other' }],
    ],
    prepare: async (work) => {
      await withGoals(work);
      await work.run('goal_add', { title: 'Stay in flow', kind: 'bet' });
    },
  },
  goal_archive: {
    does: { ids: '1' },
    refuses: [
      ['usage', { ids: [] }],
      ['usage', { ids: '1', hard: true, restore: true }],
      ['not-found', { ids: '9' }],
      ['referenced', { ids: '2', hard: true }],
    ],
    prepare: withGoals,
  },
  view_set: { does: { name: 'open', filter: '+READY' }, refuses: [['filter', { name: 'open', filter: '((' }]] },
  view_delete: { does: { name: 'mine' }, refuses: [['not-found', { name: 'other' }]] },
  task_archive: {
    does: { filter: '3' },
    refuses: [
      ['not-found', { filter: '3,99' }],
      ['nothing-to-do', { filter: '1' }],
      ['filter', { filter: '((' }],
      ['date', { before: 'someday soon' }],
    ],
  },
  task_archive_restore: {
    does: { id: '3' },
    refuses: [
      ['not-found', { id: '3,99' }],
      ['conflict', { id: '3,1' }],
    ],
    prepare: async ({ run }) => {
      await run('task_archive', { filter: '3' }, AGENT);
    },
  },
  task_purge: { does: { id: 3 }, refuses: [['conflict', { id: 1 }]], person: true },
  setting_set: {
    does: { name: 'claims.outsideScope', value: 'deny' },
    refuses: [['not-found', { name: 'no.such', value: '1' }]],
    person: true,
  },
  backlog_setup: {
    does: {},
    refuses: [['conflict', { agreed: 'something else' }]],
    person: true,
    prepare: withProject,
  },
  task_edit: {
    does: { id: 1, document: DOCUMENT },
    refuses: [
      ['usage', { id: 1 }],
      ['not-found', { id: 99, document: DOCUMENT }],
      ['invalid', { id: 1, document: 'no field' }],
      ['date', { id: 1, document: DOCUMENT.replace('due: friday', 'due: nonsense') }],
    ],
  },
  config_import: {
    does: { file: CARRIED.file, content: CARRIED.content },
    refuses: [
      ['usage', { file: CARRIED.file }],
      ['conflict', { file: CARRIED.file, content: 'another' }],
      ['not-found', { file: 'nowhere.json' }],
    ],
    person: true,
    async prepare({ folder }) {
      writeFileSync(join(folder, 'project', CARRIED.file), CARRIED.text);
    },
  },
  config_trust: {
    does: { revoke: true },
    refuses: [
      ['conflict', { content: 'another' }],
      ['not-found', { repository: 'nowhere' }],
    ],
    person: true,
    async prepare({ folder, run }) {
      const project = join(folder, 'project');
      mkdirSync(join(project, '.backlog'), { recursive: true });
      writeFileSync(join(project, '.backlog/config.yaml'), 'checks: {unit: npm test}\n');
      git(project, 'init', '-q', '-b', 'main');
      git(project, 'add', '.backlog');
      git(project, 'commit', '-qm', 'config');
      const { content } = await run<{ content: string }>('config_show');
      await run('config_trust', { content });
    },
  },
  setting_unset: {
    does: { name: 'checks.word' },
    refuses: [['not-found', { name: 'no.such' }]],
    person: true,
  },
  repo_add: {
    does: { path: '../new' },
    person: true,
    refuses: [
      ['usage', { path: '../nowhere' }],
      ['nothing-to-do', { path: '../old' }],
      ['usage', {}],
      ['usage', { url: 'ext::sh -c id' }],
    ],
    prepare: withRepositories,
  },
  repo_fetch: {
    does: { name: 'project' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: withOrigin,
  },
  repo_push: {
    does: {},
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: withOrigin,
  },
  git_hook_install: {
    does: { repository: 'old' },
    refuses: [
      ['not-found', { repository: 'other' }],
      ['usage', { repository: 'old', all: true }],
    ],
    person: true,
    prepare: withRepositories,
  },
  git_hook_pause: {
    does: { repository: 'old', for: '1h' },
    refuses: [
      ['not-found', { repository: 'other' }],
      ['date', { repository: 'old', for: 'a while' }],
      ['invalid', { repository: 'old', for: '-1h' }],
    ],
    person: true,
    prepare: withGate,
  },
  git_hook_resume: {
    does: { repository: 'old' },
    refuses: [['not-found', { repository: 'other' }]],
    person: true,
    prepare: withPausedGate,
  },
  git_hook_uninstall: {
    does: { repository: 'old' },
    refuses: [['not-found', { repository: 'other' }]],
    person: true,
    prepare: withGate,
  },
  agent_add: {
    does: { name: 'fixer', provider: 'command', argv: '["node","fix.mjs"]' },
    refuses: [
      ['invalid', { name: 'fixer', provider: 'command' }],
      ['usage', { name: 'no name', provider: 'claude' }],
      ['conflict', { name: 'claude', provider: 'claude' }],
    ],
    person: true,
  },
  agent_update: {
    does: { name: 'claude', model: 'opus', slots: 2 },
    refuses: [
      ['not-found', { name: 'clade', model: 'opus' }],
      ['conflict', { name: 'claude', provider: 'codex' }],
      ['invalid', { name: 'claude', env: 'GIT_DIR' }],
    ],
    person: true,
  },
  agent_enable: {
    does: { name: 'resting' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: withAgent,
  },
  agent_disable: { does: { name: 'codex' }, refuses: [['not-found', { name: 'other' }]], person: true },
  agent_remove: {
    does: { name: 'resting' },
    refuses: [
      ['not-found', { name: 'other' }],
      ['conflict', { name: 'codex' }],
    ],
    person: true,
    prepare: withAgent,
  },
  task_accept: {
    does: { filter: '1' },
    refuses: [
      ['not-found', { filter: '99' }],
      ['usage', { filter: ' ' }],
      ['nothing-to-do', { filter: '2' }],
    ],
    person: true,
    prepare: addedByAgent,
  },
  task_block: {
    does: { id: 1, reason: 'Waiting for legal', until: 'friday' },
    refuses: [
      ['not-found', { id: 99, reason: 'Why' }],
      ['conflict', { id: 3, reason: 'Why' }],
      ['usage', { id: 1, reason: ' ' }],
      ['date', { id: 1, reason: 'Why', until: 'some time' }],
    ],
  },
  task_unblock: {
    does: { id: 1 },
    refuses: [
      ['not-found', { id: 99 }],
      ['nothing-to-do', { id: 2 }],
    ],
    prepare: async ({ run }) => void (await run('task_block', { id: 1, reason: 'Waiting for legal' })),
  },
  task_snooze: {
    does: { id: 4, until: 'tomorrow' },
    refuses: [
      ['not-found', { id: 99 }],
      ['nothing-to-do', { id: 2 }],
      ['nothing-to-do', { id: 4, off: true }],
      ['date', { id: 4, until: 'yesterday' }],
      ['date', { id: 4, until: 'someday soon' }],
      ['usage', { id: 4, until: 'tomorrow', off: true }],
    ],
    prepare: async ({ run }) => {
      await run('task_start', { id: 4 });
      await run('task_stop', { id: 4, handoff: 'Half done' });
    },
  },
  task_split: {
    does: { id: 6 },
    refuses: [
      ['not-found', { id: 99 }],
      ['conflict', { id: 1 }],
    ],
    prepare: async (work) => {
      await withRepositories(work);
      await work.run('task_add', { description: 'Both', scope: 'src/**,old:src/**' });
    },
  },
  repo_update: {
    does: { name: 'old', target: 'main' },
    refuses: [['not-found', { name: 'other', target: 'main' }]],
    person: true,
    prepare: withRepositories,
  },
  webhook_add: {
    does: CHAT,
    refuses: [
      ['invalid', { ...CHAT, name: 'no name' }],
      ['invalid', { ...CHAT, url: 'http://example.com/' }],
      ['invalid', { ...CHAT, events: 'tasks' }],
      ['invalid', { ...CHAT, secret_env: 'whsec_secret' }],
    ],
    person: true,
  },
  webhook_replay: {
    does: { name: 'known', since: 1 },
    refuses: [
      ['not-found', { name: 'other', since: 1 }],
      ['invalid', { name: 'known', since: 0 }],
      ['invalid', { name: 'known', since: 99_999 }],
    ],
    person: true,
    prepare: withWebhook,
  },
  webhook_enable: {
    does: { name: 'known' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: async (work) => {
      await withWebhook(work);
      await work.run('webhook_disable', { name: 'known' });
    },
  },
  webhook_disable: {
    does: { name: 'known' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: withWebhook,
  },
  webhook_remove: {
    does: { name: 'known' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: withWebhook,
  },
  source_disable: {
    does: { name: 'app' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: async (work) => void (await withSource(work)),
  },
  source_remove: {
    does: { name: 'app' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: async (work) => void (await withSource(work)),
  },
  source_enable: {
    does: { name: 'app' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: async (work) => {
      await withSource(work);
      await work.run('source_disable', { name: 'app' });
    },
  },
  source_update: {
    does: { name: 'app', close: 'completed' },
    refuses: [
      ['not-found', { name: 'other', close: 'completed' }],
      ['nothing-to-do', { name: 'app', close: 'merged' }],
      ['invalid', { name: 'app', filter: 'status:open' }],
      ['invalid', { name: 'app', map: ['completed=Done'] }],
      ['invalid', { name: 'app', map: ['completed'] }],
    ],
    person: true,
    prepare: async (work) => void (await withSource(work)),
  },
  source_add: {
    does: { service: 'github', list: 'acme/app' },
    refuses: [
      ['invalid', { service: 'linear', list: 'acme/app' }],
      ['invalid', { service: 'jira', list: 'acme' }],
      ['invalid', { service: 'jira', list: 'acme/APP', filter: 'a = 1) OR (b = 2' }],
      ['invalid', { service: 'jira', list: 'acme/APP', map: ['done=Done'] }],
      ['invalid', { service: 'github', list: 'acme' }],
      ['invalid', { service: 'github', list: 'acme/app', filter: 'status:open' }],
    ],
    person: true,
  },
  source_resolve: {
    does: { id: 6, side: 'there' },
    refuses: [
      ['not-found', { id: 99, side: 'here' }],
      ['nothing-to-do', { id: 1, side: 'here' }],
    ],
    prepare: async (work) => void (await withConflict(work)),
  },
  repo_disable: {
    does: { name: 'old' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: withRepositories,
  },
  repo_enable: {
    does: { name: 'old' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: async (work) => {
      await withRepositories(work);
      await work.run('repo_disable', { name: 'old' });
    },
  },
  repo_remove: {
    does: { name: 'old' },
    refuses: [['not-found', { name: 'other' }]],
    person: true,
    prepare: withRepositories,
  },
  ...RUN_WRITES,
};

/** A repository with a git hook. */
async function withGate(workspace: TestWorkspace): Promise<void> {
  await withRepositories(workspace);
  await workspace.run('git_hook_install', { repository: 'old' });
}

async function withPausedGate(workspace: TestWorkspace): Promise<void> {
  await withGate(workspace);
  await workspace.run('git_hook_pause', { repository: 'old' });
}

/** A repository with a project whose checks can be found. */
export async function withProject({ folder }: TestWorkspace): Promise<void> {
  git(join(folder, 'project'), 'init', '-q');
  writeFiles(join(folder, 'project'), { 'go.mod': '' });
}

/** An agent that is not in use. */
async function withAgent({ run }: TestWorkspace): Promise<void> {
  await run('agent_add', { name: 'resting', provider: 'command', argv: ['true'] });
  await run('agent_disable', { name: 'resting' });
}

const AGENT = agent('session-1');

/** Who a sample is for. */
export function callerOf(name: string): Caller {
  const { person, run } = WRITES[name] ?? {};
  return person ? ADA : run ? inRun(run) : AGENT;
}

/** Tasks: 1 with everything, 2 waits for it, 3 deleted, 4 with a note, 5 started by the caller. A saved filter, a check, and what the command needs. */
export async function fill(workspace: TestWorkspace, name = ''): Promise<void> {
  const caller = WRITES[name]?.person ? ADA : AGENT;
  const run = (command: string, input: unknown) => workspace.run(command, input, caller);
  await workspace.run('setting_set', { name: 'checks.word', value: 'true' }, ADA);
  await run('task_add', { description: 'First', spec: '# Spec', tags: 'a,b', project: 'web', due: 'friday' });
  await run('task_add', { description: 'Second', depends: 1 });
  await run('task_add', { description: 'Third' });
  await run('task_delete', { id: 3 });
  await run('task_add', { description: 'Fourth' });
  await run('task_annotate', { id: 4, text: 'A note' });
  await run('task_add', { description: 'Fifth' });
  await run('task_start', { id: 5 });
  await run('view_set', { name: 'mine', filter: '+READY' });
  await WRITES[name]?.prepare?.(workspace);
}
