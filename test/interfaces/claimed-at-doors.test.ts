import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { claimsToEnd } from '../../src/domain/calls/claims-to-end.ts';
import { createEngine } from '../../src/interfaces/mcp/engine.ts';
import { BacklogRefusal, backlogBoard } from '../../src/web/sdk/main.ts';
import { type Opened, openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { ATTACKS, type Attack, fillClaimed, standingIn } from '../commands/claimed.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { tempFolder } from '../support/folder.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent } from '../support/workspace.ts';
import { type Served, served } from '../web/served.ts';
import { said } from './cli/line.ts';
import { tokenLine } from './cli/token-line.ts';
import { hookPlace, OTHER, type Place, SESSION } from './hooks/place.ts';

/** Fills a queue with the claimed task, by the clock of the machine. */
async function filled(opened: Opened): Promise<void> {
  await fillClaimed((name, input, caller) => execute(opened, caller, commandNamed(name), input));
}

/** A project with the claimed task, and the environment of another agent in it. */
async function project() {
  const folder = tempFolder('doors');
  const cwd = join(folder, 'project');
  mkdirSync(cwd);
  const env = { ...ENVIRONMENT, HOME: folder, BACKLOG_DIR: join(folder, 'store'), TZ: 'UTC' };
  const opened = await openWorkspace({ cwd, env, store: { validate: validateRecord } });
  onTestFinished(() => opened.close());
  await filled(opened);
  const session = (id: string) => ({ ...env, CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: id, BACKLOG_TOOLS: 'all' });
  return { cwd, env, other: session('other'), holder: session('holder'), opened };
}

/** Returns what the holder of task 1 relies on, as another process reads it. */
async function standing({ store }: Pick<Opened, 'store'>): Promise<object> {
  await store.refresh();
  return standingIn(store.state, 1);
}

/**
 * Makes the calls of all attacks, one after the other. Each must be refused and change nothing.
 * @param call calls a command, and returns whether it was refused
 */
async function expectRefused(opened: Opened, call: (name: string, input: object) => Promise<boolean>): Promise<void> {
  const before = await standing(opened);
  for (const [at, { effect, command, input }] of ATTACKS.entries()) {
    const name = `${at}: ${effect} by ${command}`;
    expect([name, await call(command, input(opened.store.state))]).toEqual([name, true]);
    expect([name, await standing(opened)]).toEqual([name, before]);
  }
}

const refused = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => false,
    (error: unknown) => error instanceof BacklogRefusal,
  );

test('over MCP, another session takes nothing of a claimed task', async () => {
  const { cwd, other, opened } = await project();
  const engine = createEngine({ name: 'claude-code', forms: false, env: other, warn: () => undefined }, cwd);
  onTestFinished(() => engine.close());
  await expectRefused(opened, async (name, input) => {
    const answer = await engine.call(name, input as Record<string, unknown>, { forms: false });
    return (answer as { isError?: boolean }).isError === true;
  });
});

/** The queue of a board as a program with a token. */
async function tokenOf({ folder, origin, uuid }: Served, line: string) {
  const { token } = await tokenLine(folder, line);
  return backlogBoard({ url: origin, token }).workspace(uuid);
}

test('over HTTP, a token that may write takes nothing of a claimed task', async () => {
  const board = await served();
  await filled(board.opened);
  const queue = await tokenOf(board, 'add ci --rights read,write');
  await expectRefused(board.opened, (name, input) => refused(queue.call(name as 'task_done', input as never)));
});

test('on the board, a person is asked about every call that takes the work, and about no other', async () => {
  const board = await served();
  await filled(board.opened);
  const taking = ATTACKS.filter(({ by, ownRule }: Attack) => by === 'closers' && !ownRule);
  for (const { command, input } of taking) {
    const before = await standing(board.opened);
    const { body } = await board.call<{ error: { data: Record<string, unknown> } }>(
      command,
      input(board.opened.store.state),
    );
    expect(claimsToEnd(body.error.data)).toMatchObject([{ task: '#1 Login' }]);
    expect(await standing(board.opened)).toEqual(before);
  }
});

const LINES = [
  'done 1 --force --yes',
  'delete 1 --yes',
  'stop 1 --yes',
  'move 1 --to done',
  'modify 1 scope:docs/**',
  'modify 1 until:3s',
  'modify 1 wait:friday',
  'modify 1 depends:2',
  'modify 1 parent:2',
  'modify 1 Something else',
  '1 modify agent:codex',
  'modify 2 parent:1',
  'modify 4 status:pending',
  'modify 3 status:pending',
  'add Part parent:1',
  'duplicate 4',
  'block 1 Legal',
  'split 1 --scope src/login/a/** --scope src/login/b/**',
  'claim release --task 1',
  'claim acquire docs/** --task 1',
  'doc write 1 --content Mine',
  'doc delete 1',
  'doc restore 1 1',
  'annotate 1 proven --criterion 1',
  'goal modify 1 --document CMakeLists.txt',
  'undo --yes',
] as const;

test('on the command line, another session takes nothing of a claimed task', async () => {
  const { cwd, other, opened } = await project();
  const before = await standing(opened);
  for (const line of LINES) {
    const { code, err } = await said(line.split(' '), { env: other, cwd });
    expect([line, code === 0], err).toEqual([line, false]);
    expect([line, await standing(opened)]).toEqual([line, before]);
  }
});

type Change = readonly [what: string, change: (text: string) => string];

/** Changes of the text of task 1 in a file, each with another effect. A format that lacks the field stays as it is. */
const CHANGES: readonly Change[] = [
  ['the scope', (text) => text.replaceAll('src/login/**', 'docs/**')],
  ['the criteria', (text) => text.replaceAll('it works', 'anything')],
  ['the spec', (text) => text.replaceAll('By mail', 'By phone')],
  ['the description', (text) => text.replaceAll(/Login\b/g, 'Logout')],
  ['the assignee', (text) => text.replaceAll('claude-code', 'codex')],
  [
    'the status',
    (text) =>
      text.replace(/("status": ?)"pending"|- \[[^\]]\](?= Login)/, (found, key) =>
        key ? `${key}"completed"` : found && '- [x]',
      ),
  ],
];

/** Changes of a whole list, in which task 2 comes last. */
const LIST_CHANGES: readonly Change[] = [
  ...CHANGES,
  ['the record', (text) => (text.startsWith('#') ? '# Tasks\n' : '{"tasks": []}')],
  ['the dependencies', (text) => text.replace(/(depends"?:[\s["]*)[0-9a-f-]{36}/, `$1${text.match(UUID)!.at(-1)}`)],
  [
    'the until date',
    (text) =>
      text.replace(/(( +)(- )?"?agent"?: .*\n)/, (line, _, space, dash) =>
        dash ? `${line}${space}- until: 2030-01-01\n` : `${line}${space}"until": "2030-01-01T00:00:00Z",\n`,
      ),
  ],
];

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** Formats by their names in an export and in an import. */
const FORMATS = [
  ['json', 'backlog'],
  ['ndjson', 'ndjson'],
  ['taskwarrior', 'taskwarrior'],
  ['csv', 'csv'],
  ['markdown', 'markdown'],
] as const;

describe.each(everyNth(3, FORMATS))('an import of an export as %s', (format, source) => {
  test('by another session takes nothing of a claimed task; the holder may import it', async () => {
    const { cwd, env, other, holder, opened } = await project();
    const before = await standing(opened);
    const { out, code, err } = await said(['export', '1', '--format', format], { env, cwd });
    expect(code, err).toBe(0);
    const line = ['import', `in.${format}`, '--format', source, '--existing', 'update'];
    const changed = CHANGES.map(([what, change]) => [what, change(out)] as const).filter(([, text]) => text !== out);
    for (const [what, text] of changed) {
      writeFileSync(join(cwd, `in.${format}`), text);
      for (const more of [[], ['--skip-bad'], ['--theirs']]) {
        await said([...line, ...more], { env: other, cwd });
        expect([what, more, await standing(opened)]).toEqual([what, more, before]);
      }
    }
    const own = await said([...line, '--theirs'], { env: holder, cwd });
    expect(await standing(opened), own.err).not.toEqual(before);
  });
});

/** In `npm test`, JSON has more changes, because it has all fields. */
const SYNCED: readonly (readonly [file: string, changes: readonly Change[]])[] = [
  ['TODO.json', everyNth(2, LIST_CHANGES)],
  ['TODO.md', everyNth(6, LIST_CHANGES)],
];

describe.each(SYNCED)('a synchronisation of %s', (file, changes) => {
  test.each(changes)(
    'with a change of %s by another session takes nothing; the holder may make it',
    async (_, change) => {
      const { cwd, env, other, holder, opened } = await project();
      const before = await standing(opened);
      expect((await said(['sync', file], { env, cwd })).code).toBe(0);
      const path = join(cwd, file);
      const changed = change(readFileSync(path, 'utf8'));
      for (const more of [[], ['--theirs'], ['--delete']]) {
        writeFileSync(path, changed);
        await said(['sync', file, ...more], { env: other, cwd });
        expect([more, await standing(opened)]).toEqual([more, before]);
      }
      writeFileSync(path, changed);
      const { out, err } = await said(['sync', file, '--theirs', '--delete'], { env: holder, cwd });
      expect(await standing(opened), out + err).not.toEqual(before);
    },
  );
});

describe('a to-do item whose task another session has claimed', () => {
  /** The item 1 of the session is task 1, which the other session has claimed. Item 2 is free. */
  async function mirrored(): Promise<Place> {
    const place = await hookPlace();
    for (const id of ['1', '2']) await place.hook('TaskCreated', { task_id: id, task_subject: `Item ${id}` });
    await place.run('task_modify', { filter: '1', scope: 'src/**', acceptance: ['it works'] }, ADA);
    await place.run('task_start', { id: 1 }, agent(OTHER));
    return place;
  }
  test.each([
    ['its end', { taskId: '1', status: 'completed' }],
    ['its start', { taskId: '1', status: 'in_progress' }],
    ['its deletion', { taskId: '1', status: 'deleted' }],
    ['another subject', { taskId: '1', subject: 'Something else' }],
    ['another owner', { taskId: '1', owner: 'codex' }],
    ['a blocker', { taskId: '1', addBlockedBy: ['2'] }],
    ['an item that it blocks', { taskId: '2', addBlocks: ['1'] }],
    ['a long description', { taskId: '1', description: 'x '.repeat(400) }],
  ])('keeps it after %s', async (_, input) => {
    const place = await mirrored();
    const before = await standing(place.opened);
    await place.hook('PostToolUse', {
      ...{ tool_name: 'TaskUpdate', tool_input: input, tool_response: { success: true, taskId: input.taskId } },
      session_id: SESSION,
    });
    expect(await standing(place.opened)).toEqual(before);
  });

  test('keeps it after the event of its completion', async () => {
    const place = await mirrored();
    const before = await standing(place.opened);
    await place.hook('TaskCompleted', { task_id: '1', task_subject: 'Item 1' });
    expect(await standing(place.opened)).toEqual(before);
  });
});
