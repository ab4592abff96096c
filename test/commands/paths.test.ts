import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pathFields } from '../../src/commands/command.ts';
import { execute } from '../../src/commands/execute.ts';
import { COMMANDS, commandNamed, findCommand } from '../../src/commands/index.ts';
import { allowPaths, parseInput } from '../../src/commands/parse.ts';
import { CLIENTS } from '../../src/connect/known-clients.ts';
import { pathUse } from '../../src/domain/calls/inputs.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import { allowPath, readablePath } from '../../src/work/paths/allow-path.ts';
import { guardOf } from '../../src/work/paths/guarded-paths.ts';
import { inSameFolder } from '../../src/work/paths/same-folder.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, NOON, testWorkspace } from '../support/workspace.ts';

/** How a command is called for each of its paths: its other arguments, and what has to be there to be read. */
interface Calling {
  input?: Record<string, unknown>;
  /** Puts something to be read at the path. */
  put?(file: string): unknown;
  /** How the name of the file ends. Without it, the name has no ending. */
  ending?: string;
  /** Nobody but a person calls it, whatever the path. */
  people?: true;
}

const text = (content: string) => (file: string) => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};

const CALLS: Readonly<Record<string, Calling>> = {
  'task_export to': {},
  'goal_import from': { put: text('# Plan\n\n## Goals\n\n### Found\n') },
  'task_import from': { put: text('[{"description":"Imported"}]') },
  'task_sync file': { ending: '.md' },
  'attachment_add path': { input: { id: 1 }, put: text('attached') },
  'attachment_get to': { input: { id: 1, file: 'a.txt' } },
  'backlog_backup file': {},
  'backlog_restore file': { put: text('no backup'), people: true },
  'inbox_report from': { put: text('[{"filePath":"/a.js","messages":[]}]') },
  'inbox_import from': { put: text('{"title":"Found"}'), people: true },
  'config_import file': { put: text('{}'), people: true },
  'repo_add path': { put: (file) => git(dirname(file), 'init', '--quiet', file), people: true },
};

const FIELDS = COMMANDS.flatMap((command) =>
  pathFields(command).map(({ field, use }) => ({ called: `${command.name} ${field}`, name: command.name, field, use })),
);

test('each field that takes a path is called below, and no other', () => {
  expect(FIELDS.map(({ called }) => called).sort()).toEqual(Object.keys(CALLS).sort());
});

/** Fields whose names sound like files of this machine and are none: names, flags, globs, paths within a result, columns, days, programs of agents. */
const NO_PATHS = [
  // Names with their content.
  'task_import files',
  ...['agent_add argv', 'agent_add binary', 'agent_add paths', 'agent_update argv', 'agent_update binary'],
  ...[
    'agent_update paths',
    'attachment_add file',
    'attachment_get file',
    'attachment_remove file',
    'claim_check paths',
  ],
  ...[
    'repo_add target',
    'repo_update target',
    'report_calendar from',
    'report_timeline from',
    'review_comment path',
    'review_comment to',
    'run_changes to',
  ],
  ...[
    'review_tick path',
    'run_changes path',
    'run_diff binary',
    'run_diff paths',
    'run_start target',
    'run_steps paths',
    'task_doc_diff from',
  ],
  ...['task_doc_diff to', 'task_move to', 'goal_add target', 'goal_modify target', 'goal_move from', 'goal_rank to'],
  'pass_add paths',
  // The name of a source.
  'source_resolve source',
  // `allowPath` checks it in the command, since its use depends on the kind of the source; so it does for the list of a new one.
  'source_update path',
];

test('every field that sounds like a path is declared as one, or known to be none', () => {
  const sounds = /^(paths?|files?|folder|dir|directory|cwd|to|from|out|output|source|target|binary|argv)$/;
  const undeclared = COMMANDS.flatMap(({ name, input }) =>
    Object.entries(input().shape).flatMap(([field, schema]) => {
      return sounds.test(field) && !pathUse(schema) ? [`${name} ${field}`] : [];
    }),
  );
  expect(undeclared.sort()).toEqual([...NO_PATHS].sort());
});

test("what connect writes into a project is a client's settings", () => {
  const files = CLIENTS.flatMap(({ files, skills }) => [...(files.project ?? []), skills.project]);
  expect(files.filter((file) => guardOf(file) !== 'client')).toEqual([]);
});

test("a name that some file system takes for .git is git's", () => {
  const names = [
    '.git',
    '.GIT',
    '.git.',
    '.git ',
    '.git . .',
    'GIT~1',
    '.git:x',
    '.g\u200cit',
    '\ufeff.Git',
    'a\\.git',
  ];
  expect(names.filter((name) => guardOf(`a/${name}/b`) !== 'git')).toEqual([]);
  expect(['.gitignore', '.github', 'git', 'x.git', '.gita'].filter((name) => guardOf(name) !== undefined)).toEqual([]);
});

/** The name of the file of a call. */
const fileName = (called: string) => `${called}${CALLS[called]?.ending ?? ''}`;

/** A repository with a queue in which another session holds `held/**`, the tree of a run of it, and a folder outside of both. */
async function madeGround() {
  const folder = tempFolder('paths');
  const [project, store, outside] = [join(folder, 'project'), join(folder, 'store'), join(folder, 'outside')];
  const tree = join(store, 'runs/r1/tree');
  for (const each of [project, outside]) mkdirSync(each, { recursive: true });
  git(project, 'init', '--quiet');
  const { opened, run } = await testWorkspace({ folder });
  await run('task_add', { description: 'Fix login' });
  await run('attachment_add', { id: 1, file: 'a.txt', content: 'aGkK' });
  await run('claim_acquire', { scope: 'held/**' }, agent('other'));
  text(JSON.stringify({ common: join(project, '.git'), name: 'project' }))(join(store, 'runs/r1/repository.json'));
  for (const top of [project, tree]) {
    for (const made of ['free', 'held', '.claude', '.git']) mkdirSync(join(top, made), { recursive: true });
    symlinkSync(outside, join(top, 'leads-out'));
    symlinkSync(join(top, 'leads-out'), join(top, 'leads-there'));
    for (const { called } of FIELDS)
      symlinkSync(join(outside, `missing-${called}`), join(top, `dangling-${fileName(called)}`));
  }
  const inTree = await openWorkspace({ cwd: tree, env: { BACKLOG_DIR: store }, now: () => NOON, zone: 'UTC' });
  onTestFinished(() => inTree.close());
  return { outside, project: { opened, top: project }, tree: { opened: inTree, top: tree } };
}

const PERSON = 'a person at a terminal';
const DOORS: Readonly<Record<string, Caller>> = {
  MCP: agent('mine'),
  "the CLI in an agent's session": { ...agent('mine'), door: 'cli' },
  'the CLI without a terminal': { actor: { kind: 'system', name: 'cron' }, holder: 'cron', door: 'cli' },
  'a page': { ...ADA, door: 'web' },
  'a run': { actor: { kind: 'ai', name: 'claude-code', run: 'r1' }, holder: 'run:r1' },
  [PERSON]: { ...ADA, door: 'cli' },
};

/** A path of each kind, from the top of the repository, and what everybody but a person gets who reads it, or writes to it. */
const PLACES: Readonly<Record<string, { path: (name: string) => string; read: string; write: string }>> = {
  outside: { path: (name) => `../${name}`, read: 'forbidden', write: 'forbidden' },
  'in .git': { path: (name) => `.git/${name}`, read: 'forbidden', write: 'forbidden' },
  'in .GIT of a folder': { path: (name) => `free/.GIT/${name}`, read: 'forbidden', write: 'forbidden' },
  "in a client's settings": { path: (name) => `.claude/${name}`, read: 'forbidden', write: 'forbidden' },
  'behind a link that leads out': { path: (name) => `leads-out/${name}`, read: 'forbidden', write: 'forbidden' },
  'behind a link to such a link': { path: (name) => `leads-there/${name}`, read: 'forbidden', write: 'forbidden' },
  'a link to what is missing outside': { path: (name) => `dangling-${name}`, read: 'forbidden', write: 'forbidden' },
  'held by another session': { path: (name) => `held/${name}`, read: 'let through', write: 'claimed' },
  free: { path: (name) => `free/${name}`, read: 'let through', write: 'let through' },
};

test.each(everyNth(3, Object.entries(DOORS)))('by %s', async (door, caller) => {
  const { outside, project, tree } = await madeGround();
  const { opened, top } = door === 'a run' ? tree : project;
  const came: string[] = [];
  const wanted: string[] = [];
  for (const { called, name, field, use } of FIELDS) {
    const { input = {}, put, people } = CALLS[called] ?? {};
    for (const [place, { path, read, write }] of Object.entries(PLACES)) {
      const said = path(fileName(called));
      const file = join(top, said);
      if (put && !place.startsWith('a link')) put(file);
      const before = readdirSync(outside);
      const end = await endOf(() => execute(opened, caller, commandNamed(name), { ...input, [field]: said }));
      if (door === PERSON) {
        came.push(`${called} ${place}: ${end}`);
        // A link to what is missing is replaced by a new file.
        const leadsOut = place.startsWith('behind a link') || (use === 'over' && place.startsWith('a link'));
        wanted.push(`${called} ${place}: ${use !== 'read' && leadsOut ? 'forbidden' : 'let through'}`);
        continue;
      }
      const change = use === 'read' || existsSync(file) === (end === 'let through') ? '' : ', file left';
      const leak = use === 'read' || readdirSync(outside).length === before.length ? '' : ', written outside';
      came.push(`${called} ${place}: ${end}${change}${leak}`);
      wanted.push(`${called} ${place}: ${people || door === 'a page' ? 'forbidden' : use === 'read' ? read : write}`);
    }
  }
  expect(came).toEqual(wanted);
});

test('a folder that is replaced by a link after the check gets nothing outside, and nothing outside is read', async () => {
  const { outside, project } = await madeGround();
  const { opened, top } = project;
  const came: string[] = [];
  for (const { called, name, field } of FIELDS.filter(({ called }) => IN_FOLDER.includes(called))) {
    const command = findCommand(name)!;
    const { input = {}, put } = CALLS[called]!;
    const [folder, aside] = [join(top, called), join(top, `${called} aside`)];
    mkdirSync(folder);
    for (const each of [folder, outside]) put?.(join(each, name));
    const whole = parseInput(command, { ...input, [field]: join(called, name) });
    const context = opened.context(DOORS.MCP!);
    allowPaths(command, whole, context);
    renameSync(folder, aside);
    symlinkSync(outside, folder);
    const before = readdirSync(outside);
    const end = await command.run(context, whole).then(
      () => 'let through',
      (error) => error.code,
    );
    came.push(`${called}: ${end}${readdirSync(outside).length > before.length ? ', written outside' : ''}`);
  }
  expect(came).toEqual(IN_FOLDER.map((called) => `${called}: conflict`));
});

test('whether a call may read a path has an answer for each path, and a check throws exactly where it has none', async () => {
  const { outside, project } = await madeGround();
  const { opened, top } = project;
  const free = join(realpathSync(top), 'free/a.txt');
  const cases: [path: string, by: Caller, file: string | undefined][] = [
    ['free/a.txt', DOORS.MCP!, free],
    ['held/a.txt', DOORS.MCP!, join(realpathSync(top), 'held/a.txt')],
    [join(outside, 'a.txt'), DOORS.MCP!, undefined],
    ['leads-out/a.txt', DOORS.MCP!, undefined],
    ['.git/config', DOORS.MCP!, undefined],
    ['.claude/settings.json', DOORS.MCP!, undefined],
    ['free/a.txt', { ...ADA, door: 'web' }, undefined],
    [join(outside, 'a.txt'), { ...ADA, door: 'cli' }, join(realpathSync(outside), 'a.txt')],
  ];
  for (const [said, by, file] of cases) {
    const context = opened.context(by);
    expect(readablePath(said, context), said).toBe(file);
    const check = () => allowPath({ said, use: 'read', line: 'import' }, context);
    if (file === undefined) expect(check, said).toThrow(BacklogError);
    else expect(check().file).toBe(file);
  }
});

test('a file beside a marker that is damaged may not be read, which is an answer and no error', async () => {
  const { project } = await madeGround();
  const context = project.opened.context(DOORS.MCP!);
  const damaged = new BacklogError('store', 'the marker is damaged');
  const workspace = (folder?: string) => {
    if (folder?.endsWith('nested')) throw damaged;
    return context.workspace(folder);
  };
  const { caller, clock, cwd, locate, repositories, store } = context;
  const asking = { caller, clock, cwd, locate, repositories, store, workspace };
  expect(readablePath('nested/a.txt', asking)).toBeUndefined();
  expect(() => allowPath({ said: 'nested/a.txt', use: 'read', line: 'import' }, asking)).toThrow(damaged);
});

/** Fields whose files are used in the very folder that was checked. */
const IN_FOLDER = [
  'attachment_add path',
  'attachment_get to',
  'task_export to',
  'task_sync file',
  'backlog_backup file',
];

test.each([undefined, '/nowhere'])(
  'the folder of a file is used as long as its path leads there (handles in %s)',
  async (handles) => {
    const folder = tempFolder('same');
    const [used, elsewhere] = [join(folder, 'used'), join(folder, 'elsewhere')];
    for (const each of [used, elsewhere]) mkdirSync(each);
    const named = { said: 'used/x', file: join(used, 'x') };
    const write = async (file: string) => writeFileSync(file, 'written');
    await inSameFolder(named, write, handles);
    expect(readFileSync(named.file, 'utf8')).toBe('written');
    renameSync(used, join(folder, 'aside'));
    symlinkSync(elsewhere, used);
    await expect(inSameFolder(named, write, handles)).rejects.toMatchObject({ code: 'conflict' });
    expect(readdirSync(elsewhere)).toEqual([]);
  },
);

test('what is no export of ours is written over by people only', async () => {
  const { project, outside } = await madeGround();
  const { opened, top } = project;
  text('by hand')(join(top, 'free/notes.json'));
  const forced = (caller: Caller) =>
    endOf(() => execute(opened, caller, commandNamed('task_export'), { to: 'free/notes.json', force: true }));
  for (const door of Object.keys(DOORS).filter((each) => each !== PERSON))
    expect([door, await forced(DOORS[door]!)]).toEqual([door, 'forbidden']);
  expect(readFileSync(join(top, 'free/notes.json'), 'utf8')).toBe('by hand');
  expect(await forced(DOORS[PERSON]!)).toBe('let through');
  expect(await forced(DOORS.MCP!)).toBe('let through');
  expect(readdirSync(outside)).toEqual([]);
});

test('rows that an import leaves out are not written where the caller may not write', async () => {
  const { project, outside } = await madeGround();
  const { opened, top } = project;
  text('[{"description":"Fine"},{"description":""}]')(join(top, 'held/rows.json'));
  const call = () =>
    execute(opened, DOORS.MCP!, commandNamed('task_import'), { from: 'held/rows.json', skip_bad: true });
  expect((await call()).output).toMatchObject({ warnings: [expect.stringContaining('claimed by session other')] });
  expect([readdirSync(join(top, 'held')), readdirSync(outside)]).toEqual([['rows.json'], []]);
});

async function endOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    if (['forbidden', 'claimed'].includes(error.code)) return error.code;
  }
  return 'let through';
}
