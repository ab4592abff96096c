import { join } from 'node:path';
import { toInstant } from '../../src/domain/instant.ts';
import { newOutgoing } from '../../src/runs/outgoing/due.ts';
import { writeFiles } from '../support/files.ts';
import { git } from '../support/git.ts';
import { askedBy, draftIn, gitProject, resultOf, runIn, runWithResult } from '../support/runs.ts';
import { ADA, NOON, type TestWorkspace } from '../support/workspace.ts';
import type { Write } from './writes.ts';

const NO_RUN = [
  ['not-found', { run: 'r99' }],
  ['usage', { run: 'the first' }],
] as const;

const inState =
  (...[state, more]: Parameters<typeof runIn> extends [unknown, ...infer Rest] ? Rest : never) =>
  async (work: TestWorkspace) =>
    void (await runIn(work, state, more));

async function withResult(work: TestWorkspace): Promise<void> {
  await gitProject(work);
  await runWithResult(work, { 'src/a.txt': 'b\n' });
}

/** Commits the work of `r1` by hand. */
export function mergeByHand({ folder }: TestWorkspace): void {
  const project = join(folder, 'project');
  writeFiles(project, { 'src/a.txt': 'b\n' });
  git(project, 'commit', '-qam', 'By hand');
}

const inReview = inState('review', { result: resultOf() });
const failed = inState('failed');

/** A run that somebody discarded, with its worktree. */
async function discarded(work: TestWorkspace): Promise<void> {
  await gitProject(work);
  await runWithResult(work, { 'src/a.txt': 'b\n' }, { state: 'discarded' });
}

/** A file that a person wrote into the worktree of `r1` after its result. */
export function leaveIn({ opened }: TestWorkspace): void {
  writeFiles(join(opened.store.dir, 'runs/r1/tree'), { 'src/b.txt': 'c\n' });
}

/** A run that landed and is to be pushed. */
export async function landed(work: TestWorkspace, number = 4): Promise<void> {
  const commit = git(join(work.folder, 'project'), 'rev-parse', 'HEAD');
  const at = toInstant(NOON - 60_000);
  const outgoing = newOutgoing(commit, at);
  await runIn(work, 'merged', { number, merged: { commit, at }, outgoing });
}

/** A merged run with a commit of its own. Its commit changes nothing, so there is nothing to revert. */
export async function mergedHere(work: TestWorkspace, number = 4): Promise<void> {
  const project = join(work.folder, 'project');
  const run = await runIn(work, 'merged', { number });
  const message = `Merged\n\nBacklog-Task: 1 (${run.task})\nBacklog-Run: ${run.id} by claude\n`;
  git(project, 'commit', '-q', '--allow-empty', '-m', message);
  const commit = git(project, 'rev-parse', 'HEAD');
  await work.opened.context(ADA).write('given', (tx) => {
    tx.put('run', run.id, { ...run, merged: { commit, at: toInstant(NOON - 60_000) } });
  });
}

/** The comment `c1` of a person, which was not sent. */
async function withDraft(work: TestWorkspace): Promise<void> {
  await withResult(work);
  await draftIn(work);
}

/** The comment `c1` of a person, which was sent. */
async function withSent(work: TestWorkspace): Promise<void> {
  await withResult(work);
  await draftIn(work, { at: toInstant(NOON), note: 'n1' });
}

async function withSuggestion(work: TestWorkspace): Promise<void> {
  await withResult(work);
  await suggestedIn(work);
}

/** The comment `c1` of a person, with a suggestion, in a repository whose owner git knows. */
export async function suggestedIn(work: TestWorkspace): Promise<void> {
  git(join(work.folder, 'project'), 'config', 'user.name', 'Ada');
  git(join(work.folder, 'project'), 'config', 'user.email', 'ada@example.invalid');
  await draftIn(work, undefined, '```suggestion\nc\n```');
}

/** A repository with a file that has a TODO. */
async function withTodo(work: TestWorkspace): Promise<void> {
  await gitProject(work);
  const project = join(work.folder, 'project');
  writeFiles(project, { 'src/todo.ts': '// TODO: test it\n' });
  git(project, 'add', '-A');
  git(project, 'commit', '-qm', 'Todo');
}

/** The rows of {@link WRITES} about runs; the run is `r1` and its task is 4. */
export const RUN_WRITES: Readonly<Record<string, Write>> = {
  pass_run: { person: true, prepare: withTodo, does: { name: 'todos' }, refuses: [['not-found', { name: 'none' }]] },
  run_start: {
    does: { filter: '4', agent: 'fixer' },
    refuses: [
      ['not-found', { filter: '99' }],
      ['not-found', { filter: '4', agent: 'nobody' }],
      ['not-found', { filter: '4', target: 'nowhere' }],
      ['conflict', { filter: '2' }],
    ],
    prepare: async (work) => {
      await gitProject(work);
      await work.run('agent_add', { name: 'fixer', provider: 'command', argv: ['node', 'fix.mjs'] });
    },
  },
  run_ask: {
    does: { text: 'Which colour?' },
    refuses: [['usage', { text: ' ' }]],
    run: 'r1',
    prepare: inState('running'),
  },
  run_control: {
    does: { run: 'r1', verb: 'resume' },
    refuses: [
      ['not-found', { run: 'r99', verb: 'stop' }],
      ['conflict', { run: 'r1', verb: 'stop' }],
      ['forbidden', { run: 'r1', verb: 'discard' }],
    ],
    prepare: failed,
  },
  run_approve: {
    does: { run: 'r1' },
    refuses: [...NO_RUN, ['conflict', { run: 'r1', commit: 'b'.repeat(40) }]],
    person: true,
    prepare: inReview,
  },
  run_merge_now: {
    does: { run: 'r1' },
    refuses: [...NO_RUN, ['conflict', { run: 'r1', commit: 'b'.repeat(40) }]],
    person: true,
    prepare: inReview,
  },
  run_request_changes: {
    does: { run: 'r1', note: 'Name the constant' },
    refuses: [
      ['not-found', { run: 'r99', note: 'Name the constant' }],
      ['usage', { run: 'r1', note: ' ' }],
    ],
    person: true,
    prepare: inReview,
  },
  run_adopt: {
    does: { run: 'r1' },
    refuses: NO_RUN,
    person: true,
    prepare: async (work) => {
      await withResult(work);
      leaveIn(work);
    },
  },
  run_merged: {
    does: { run: 'r1' },
    refuses: [...NO_RUN, ['not-found', { run: 'r1', commit: 'f'.repeat(40) }]],
    person: true,
    prepare: async (work) => {
      await withResult(work);
      mergeByHand(work);
    },
  },
  run_withdraw: {
    does: { run: 'r1' },
    refuses: NO_RUN,
    person: true,
    prepare: inState('approved', {
      result: resultOf(),
      verdict: { commit: resultOf().commit, actor: 'human:ada', at: toInstant(NOON) },
    }),
  },
  run_revert: {
    does: { run: 'r1' },
    refuses: NO_RUN,
    person: true,
    prepare: async (work) => {
      await gitProject(work);
      await mergedHere(work);
    },
  },
  night_start: {
    does: { until: '3h' },
    refuses: [
      ['date', { until: 'never o clock' }],
      ['filter', { filter: '((' }],
      ['invalid', { budget: 0 }],
      ['invalid', { unreviewed: 0 }],
      ['invalid', { until: 'yesterday' }],
    ],
    person: true,
  },
  night_stop: {
    does: { note: 'Look first' },
    refuses: [],
    prepare: (work) => work.run('night_start', { until: '3h' }),
  },
  autonomy_stop: { does: { note: 'Look first' }, refuses: [], person: true },
  autonomy_start: { does: {}, refuses: [], person: true },
  run_push: {
    does: { run: 'r1' },
    refuses: NO_RUN,
    person: true,
    prepare: async (work) => {
      await gitProject(work);
      await landed(work);
    },
  },
  run_message: {
    does: { run: 'r1', note: 'Use the other API' },
    refuses: [
      ['not-found', { run: 'r99', note: 'Use the other API' }],
      ['usage', { run: 'r1', note: ' ' }],
    ],
    person: true,
    prepare: inState('running'),
  },
  run_answer: {
    does: { run: 'r1', note: 'Blue' },
    refuses: [['not-found', { run: 'r99', note: 'Blue' }]],
    person: true,
    prepare: async (work) => void (await askedBy(work, await runIn(work, 'asking'))),
  },
  run_stop: { does: { run: 'r1' }, refuses: NO_RUN, prepare: inState('queued') },
  run_resume: { does: { run: 'r1' }, refuses: NO_RUN, prepare: failed },
  run_retry: {
    does: { run: 'r1' },
    refuses: [...NO_RUN, ['not-found', { run: 'r1', agent: 'nobody' }]],
    prepare: async (work) => {
      await gitProject(work);
      await runIn(work, 'failed');
    },
  },
  run_discard: { does: { run: 'r1' }, refuses: NO_RUN, person: true, prepare: inState('review') },
  run_clean: {
    does: { run: 'r1' },
    refuses: NO_RUN,
    prepare: discarded,
  },
  worktree_clean: {
    does: {},
    refuses: [['date', { older: 'some time' }]],
    prepare: discarded,
  },
  run_handoff: {
    does: { run: 'r1', note: 'Needs a designer' },
    refuses: [
      ['not-found', { run: 'r99', note: 'Needs a designer' }],
      ['usage', { run: 'r1', note: '' }],
    ],
    person: true,
    prepare: inState('review'),
  },
  review_comment: {
    does: { run: 'r1', path: 'src/a.txt', line: 1, text: 'Why b?' },
    refuses: [
      ['not-found', { run: 'r99', path: 'src/a.txt', line: 1, text: 'Why b?' }],
      ['not-found', { run: 'r1', path: 'src/a.txt', line: 2, text: 'Why b?' }],
      ['not-found', { run: 'r1', path: 'nowhere.txt', line: 1, text: 'Why b?' }],
      ['usage', { run: 'r1', path: 'src/a.txt', line: 1, text: ' ' }],
    ],
    prepare: withResult,
  },
  review_edit: {
    does: { id: 'c1', text: 'Why not c?' },
    refuses: [['not-found', { id: 'c9', text: 'Why not c?' }]],
    person: true,
    prepare: withDraft,
  },
  review_drop: {
    does: { id: 'c1' },
    refuses: [['not-found', { id: 'c9' }]],
    person: true,
    prepare: withDraft,
  },
  review_tick: {
    does: { run: 'r1', path: 'src/a.txt' },
    refuses: [
      ['not-found', { run: 'r99', path: 'src/a.txt' }],
      ['not-found', { run: 'r1', path: 'nowhere.txt' }],
      ['not-found', { run: 'r1', path: 'src/a.txt', commit: 'abcdef12' }],
    ],
    prepare: withResult,
  },
  review_reply: {
    does: { id: 'c1', text: 'Because of c' },
    refuses: [
      ['not-found', { id: 'c9', text: 'Because of c' }],
      ['usage', { id: 'c1', text: ' ' }],
    ],
    prepare: withSent,
  },
  review_resolve: {
    does: { id: 'c1' },
    refuses: [['not-found', { id: 'c9' }]],
    prepare: withSent,
  },
  review_apply: {
    does: { ids: 'c1' },
    refuses: [
      ['not-found', { ids: 'c9' }],
      ['usage', { ids: '' }],
    ],
    person: true,
    prepare: withSuggestion,
  },
  review_send: {
    does: { run: 'r1', note: 'Nearly there' },
    refuses: [['not-found', { run: 'r99', note: 'Nearly there' }]],
    person: true,
    prepare: withDraft,
  },
  orchestrator: {
    does: { verb: 'start' },
    person: true,
    refuses: [
      ['filter', { verb: 'start', filter: '((' }],
      ['conflict', { verb: 'pause' }],
    ],
  },
  notice_take: { does: {}, refuses: [['usage', { kinds: 'review' }]], person: true, prepare: inReview },
  orchestrator_start: {
    does: { agents: 2, budget: 5, providers: 'claude:1' },
    person: true,
    refuses: [
      ['filter', { filter: '((' }],
      ['invalid', { agents: 0 }],
      ['invalid', { agents: 1.5 }],
      ['invalid', { providers: 'nobody:1' }],
      ['invalid', { providers: 'claude' }],
      ['invalid', { backoff: -1 }],
    ],
  },
  orchestrator_pause: {
    does: {},
    refuses: [],
    prepare: async (work) => void (await work.run('orchestrator_start')),
  },
  orchestrator_stop: { does: {}, refuses: [] },
};
