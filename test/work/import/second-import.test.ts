import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { said } from '../../interfaces/cli/line.ts';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent } from '../../support/workspace.ts';
import { BROUGHT, type Brought, newcomer, put } from './brought.ts';

type Newcomer = ReturnType<typeof newcomer>;

interface Situation {
  name: string;
  /** Does something after the first import, and imports again. @returns how many tasks it closes */
  act(here: Newcomer, source: Brought): Promise<0 | 1>;
  /** Whether the situation exists for this source. */
  has?(source: Brought): boolean;
}

const isFile = ({ files }: Brought) => Object.hasOwn(files, '');
const at = ({ repository }: Newcomer, { path }: Brought) => join(repository, path);

/** What people do between two imports. In none of them a task may double or reopen. */
const SITUATIONS: readonly Situation[] = [
  {
    name: 'nothing',
    act: async (here, source) => {
      await here.bring(source.path);
      return 0;
    },
  },
  {
    name: 'a task was closed there',
    act: async (here, source) => {
      put(at(here, source), source.closed);
      await here.bring(source.path);
      return 1;
    },
  },
  {
    name: 'a task was completed here',
    act: async (here, source) => {
      const open = (await here.tasks()).find(
        ({ status, description }) => status === 'pending' && description !== 'Login',
      )!;
      await here.run('task_done', { id: String(open.id), force: true });
      await here.bring(source.path);
      return 1;
    },
  },
  {
    name: 'git mv',
    act: async (here, source) => {
      const to = `docs/${source.path}`;
      mkdirSync(join(here.repository, 'docs'));
      git(here.repository, 'mv', source.path, to);
      await here.bring(to);
      return 0;
    },
  },
  {
    name: 'the file was moved, and a task was closed in it',
    act: async (here, source) => {
      const to = join(here.repository, 'docs', isFile(source) ? `plan-${source.path}` : source.path);
      mkdirSync(dirname(to));
      renameSync(at(here, source), to);
      put(to, source.closed);
      await here.bring(to);
      await here.bring(to);
      return 1;
    },
  },
  {
    name: 'the file was moved, and another one came to its place',
    has: isFile,
    act: async (here, source) => {
      const to = join(here.repository, 'docs', source.path);
      mkdirSync(dirname(to));
      renameSync(at(here, source), to);
      await here.bring(to);
      put(at(here, source), source.closed);
      const { added } = await here.bring(to);
      expect(added).toBe(0);
      return 0;
    },
  },
  {
    name: 'from a subfolder, relative',
    act: async (here, source) => {
      await here.bring(`../${source.path}`, { cwd: join(here.repository, 'sub') });
      return 0;
    },
  },
  {
    name: 'the absolute path',
    act: async (here, source) => {
      await here.bring(at(here, source));
      return 0;
    },
  },
  {
    name: './ before the path',
    act: async (here, source) => {
      await here.bring(`./sub/.././${source.path}`);
      return 0;
    },
  },
  {
    name: 'by a link in the repository',
    act: async (here, source) => {
      symlinkSync(at(here, source), join(here.repository, 'sub', `link${extname(source.path)}`));
      await here.bring(`sub/link${extname(source.path)}`);
      return 0;
    },
  },
  {
    name: 'by a link to the repository',
    act: async (here, source) => {
      symlinkSync(here.repository, join(here.folder, 'elsewhere'));
      await here.bring(source.path, { cwd: join(here.folder, 'elsewhere') });
      return 0;
    },
  },
  {
    name: 'in a linked worktree',
    act: async (here, source) => {
      const tree = join(here.folder, 'tree');
      git(here.repository, 'worktree', 'add', '-q', tree);
      await here.bring(source.path, { cwd: tree });
      return 0;
    },
  },
  {
    name: 'in a linked worktree whose file is older',
    act: async (here, source) => {
      put(at(here, source), source.closed);
      await here.bring(source.path);
      const tree = join(here.folder, 'tree');
      git(here.repository, 'worktree', 'add', '-q', tree);
      await here.bring(source.path, { cwd: tree });
      await here.bring(source.path);
      return 1;
    },
  },
  {
    name: 'closed in a linked worktree, then from the older file',
    act: async (here, source) => {
      const tree = join(here.folder, 'tree');
      git(here.repository, 'worktree', 'add', '-q', tree);
      put(join(tree, source.path), source.closed);
      await here.bring(source.path, { cwd: tree });
      await here.bring(source.path);
      await here.bring(source.path, { cwd: tree });
      return 1;
    },
  },
  {
    name: 'the repository was moved',
    act: async (here, source) => {
      const moved = join(here.folder, 'renamed');
      renameSync(here.repository, moved);
      await here.bring(source.path, { cwd: moved });
      cpSync(moved, here.repository, { recursive: true });
      rmSync(moved, { recursive: true });
      return 0;
    },
  },
  {
    name: 'by an agent',
    act: async (here, source) => {
      await here.bring(source.path, { caller: agent('s1') });
      return 0;
    },
  },
  {
    name: 'uploaded',
    act: async (here, source) => {
      await here.upload(at(here, source), basename(source.path));
      return 0;
    },
  },
  {
    name: 'on standard input',
    has: isFile,
    act: async (here, source) => {
      await here.bring(readFileSync(at(here, source), 'utf8'));
      return 0;
    },
  },
];

const CASES = BROUGHT.flatMap((source) =>
  SITUATIONS.filter(({ has }) => has?.(source) ?? true).map((situation): [string, string, Brought, Situation] => [
    source.format,
    situation.name,
    source,
    situation,
  ]),
);

describe('a second import doubles and reopens nothing', () => {
  test.each(everyNth(20, CASES))('%s: %s', async (_, __, source, situation) => {
    const here = newcomer(source);
    await here.bring(source.path);
    const before = await here.counts();
    expect(before.open).toBeGreaterThan(1);
    expect(before.completed).toBeGreaterThan(0);
    const closes = await situation.act(here, source);
    expect(await here.counts()).toEqual({
      ...before,
      open: before.open - closes,
      completed: before.completed + closes,
    });
  });
});

describe('after an upgrade, when the bases are digests of an earlier version', () => {
  const BY_BASE: ReadonlySet<string> = new Set([
    ...['nothing', 'a task was closed there', 'a task was completed here', 'git mv', 'uploaded'],
    'in a linked worktree whose file is older',
  ]);
  const cases = CASES.filter(([format, name]) => BY_BASE.has(name) && format !== 'taskwarrior');

  test.each(everyNth(48, cases))('%s, %s: doubles and reopens nothing', async (_, __, source, situation) => {
    const here = newcomer(source);
    await here.bring(source.path);
    const before = await here.counts();
    await here.asEarlier();
    const closes = await situation.act(here, source);
    const after = { ...before, open: before.open - closes, completed: before.completed + closes };
    expect(await here.counts()).toEqual(after);
    // A later import finds values in the bases.
    await here.bring(situation.name === 'git mv' ? `docs/${source.path}` : source.path);
    expect(await here.counts()).toEqual(after);
    for (const { source: origin } of await here.tasks())
      for (const side of Object.values(origin?.seen ?? {})) expect(side).toMatch(/^[=@#]/);
  });

  test('an import of unchanged rows stores the values once, and undo skips that', async () => {
    const here = newcomer(BROUGHT[0]!);
    await here.bring('TODO.md');
    await here.asEarlier();
    const digests = await here.tasks();
    expect(await here.bring('TODO.md')).toMatchObject({ added: 0, changed: [], unchanged: 8, warnings: [] });
    const values = await here.tasks();
    expect(values.map(({ source: _, ...task }) => task)).toEqual(digests.map(({ source: _, ...task }) => task));
    expect(values[1]!.source!.seen).toEqual({ description: '="Login"' });
    const last = async () =>
      (await here.run<{ commits: { seq: number }[] }>('task_history', { limit: 1, full: true })).commits[0]!.seq;
    const seq = await last();
    await here.bring('TODO.md');
    expect(await last()).toBe(seq);
    expect(await here.run('task_undo', { dry_run: true })).toMatchObject({ what: 'the import of 8 tasks' });
  });

  test('loses no edit: what both sides changed stays here with a message, until the other is asked for', async () => {
    const here = newcomer(BROUGHT[0]!);
    await here.bring('TODO.md');
    await here.asEarlier();
    await here.run('task_modify', { filter: '4', description: 'Log out here' });
    await here.run('task_modify', { filter: '5', due: '2026-12-30' });
    const text = readFileSync(at(here, BROUGHT[0]!), 'utf8');
    writeFileSync(at(here, BROUGHT[0]!), text.replace('2026-12-24', '2026-12-26').replace('[ ] Form', '[x] Form'));
    for (const changed of [[{ id: 3, fields: expect.arrayContaining(['status']) }], []])
      expect(await here.bring('TODO.md')).toMatchObject({
        changed,
        warnings: [
          expect.stringContaining('due: changed here and there; "2026-12-30" stays, "2026-12-26" is left out'),
        ],
      });
    expect((await here.tasks())[3]).toMatchObject({ description: 'Log out here' });
    await here.bring('TODO.md', { theirs: true });
    expect((await here.tasks())[4]).toMatchObject({ due: '2026-12-26' });
  });
});

describe('a first import by another door, then the file itself', () => {
  test.each<[string, (here: Newcomer, source: Brought) => Promise<unknown>, string]>(
    everyNth(3, [
      ['uploaded', (here, source) => here.upload(at(here, source), basename(source.path)), 'TODO.md'],
      [
        'uploaded from a subfolder',
        (here, source) => here.upload(at(here, source), basename(source.path)),
        'sub/TODO.md',
      ],
      ['on standard input', (here, source) => here.bring(readFileSync(at(here, source), 'utf8')), 'TODO.md'],
      ['by an agent', (here, source) => here.bring(source.path, { caller: agent('s1') }), 'TODO.md'],
      [
        'from a subfolder',
        (here, source) => here.bring(join('..', source.path), { cwd: join(here.repository, 'sub') }),
        'TODO.md',
      ],
      ['from the folder above', (here, source) => here.bring(at(here, source), { cwd: here.repository }), 'TODO.md'],
    ]),
  )('%s', async (_, first, path) => {
    for (const given of BROUGHT.filter((source) => ['markdown', 'csv with numbers'].includes(source.format))) {
      const source = { ...given, path: path.replace('TODO.md', given.path) };
      const here = newcomer(source);
      await first(here, source);
      const before = await here.counts();
      put(at(here, source), source.closed);
      await here.bring(source.path);
      await here.bring(source.path);
      expect(await here.counts()).toEqual({
        ...before,
        open: before.open - 1,
        completed: before.completed + 1,
      });
    }
  });
});

test('two files of equal words are two sources while both exist', async () => {
  const source = { ...BROUGHT[0]!, path: 'a/TODO.md' };
  const here = newcomer(source);
  put(join(here.repository, 'b/TODO.md'), source.files);
  await here.bring('a/TODO.md');
  const { completed } = await here.counts();
  await here.bring('b/TODO.md');
  expect((await here.counts()).completed).toBe(completed * 2);
  expect(statSync(join(here.repository, 'a/TODO.md')).isFile()).toBe(true);
});

describe('sources of earlier versions, which had the absolute path as their name', () => {
  const hand = BROUGHT.filter((source) => isFile(source) && source.format !== 'taskwarrior');

  test.each(
    everyNth(
      9,
      hand.map((source) => [source.format, source] as const),
    ),
  )('%s', async (_, source) => {
    const here = newcomer(source);
    await here.bring(source.path, { list: at(here, source) });
    const before = await here.counts();
    await here.bring(source.path);
    put(at(here, source), source.closed);
    await here.bring(source.path);
    await here.bring(source.path);
    expect(await here.counts()).toEqual({ ...before, open: before.open - 1, completed: before.completed + 1 });
    const lists = new Set((await here.tasks()).map((task) => task.source?.list));
    expect(lists).toEqual(new Set([source.path]));
  });

  test('also if the repository has moved since, or the worktree is gone', async () => {
    const source = hand[0]!;
    const here = newcomer(source);
    await here.bring(source.path, { list: `/nowhere/tree/${source.path}` });
    const before = await here.counts();
    await here.bring(source.path);
    expect(await here.counts()).toEqual(before);
  });

  test('a list that a person named stays its own source', async () => {
    const source = hand.find(({ format }) => format === 'csv with numbers')!;
    const here = newcomer(source);
    await here.bring(source.path, { list: 'sprint-3' });
    const before = await here.counts();
    await here.bring(source.path, { list: 'sprint-4' });
    expect((await here.counts()).completed).toBe(before.completed * 2);
    await here.bring(source.path, { list: 'sprint-3' });
    expect((await here.counts()).completed).toBe(before.completed * 2);
  });
});

describe('a sync after an import', () => {
  const source = BROUGHT[0]!;

  test.each(
    everyNth<[string, (here: Newcomer) => Promise<unknown>, number]>(3, [
      ['nothing changed', async () => undefined, 0],
      ['a task was completed here', async (here) => here.run('task_done', { id: '4' }), 1],
      ['a line was ticked', async (here) => put(at(here, source), source.closed), 1],
    ]),
  )('%s: nothing doubles or reopens, also once the file has moved', async (_, act, closes) => {
    const here = newcomer(source);
    await here.bring(source.path);
    const before = await here.counts();
    await act(here);
    await here.run('task_sync', { file: source.path });
    const after = { ...before, open: before.open - closes, completed: before.completed + closes };
    expect(await here.counts()).toEqual(after);
    git(here.repository, 'mv', source.path, 'PLAN.md');
    const moved = join(here.repository, 'PLAN.md');
    writeFileSync(moved, readFileSync(moved, 'utf8').replace('- [ ] Report', '- [x] Report'));
    const { undecided } = await here.run<{ undecided: unknown[] }>('task_sync', { file: 'PLAN.md' });
    expect(undecided).toEqual([]);
    expect(await here.counts()).toEqual({ ...after, open: after.open - 1, completed: after.completed + 1 });
    await expect(here.bring('PLAN.md')).rejects.toThrow('is kept equal to the queue');
    expect((await here.counts()).all).toBe(before.all);
  });
});

test('the task of a moved file keeps its identity when another file takes the name', async () => {
  const source = BROUGHT[0]!;
  const here = newcomer(source);
  await here.bring(source.path);
  const before = await here.counts();
  git(here.repository, 'mv', source.path, 'OLD.md');
  await here.bring('OLD.md');
  put(at(here, source), { '': '- [ ] Logout\n- [x] New\n' });
  await here.bring(source.path, { again: true });
  await here.bring('OLD.md');
  expect(await here.counts()).toEqual({
    ...before,
    all: before.all + 2,
    open: before.open + 1,
    completed: before.completed + 1,
  });
});

test('on the command line: a file, the same by other names, and on standard input', async () => {
  const source = BROUGHT[0]!;
  const here = newcomer(source);
  const env = { BACKLOG_HOME: join(here.folder, 'home'), TZ: 'UTC', BACKLOG_ACTOR: 'ada' };
  const text = readFileSync(at(here, source), 'utf8');
  const say = (words: string[], cwd = here.repository) => said(words, { env, cwd, stdin: async () => text });
  expect((await say(['import', 'TODO.md'])).code).toBe(0);
  const before = await here.counts();
  for (const words of [
    ['import', 'TODO.md'],
    ['import', './TODO.md'],
    ['import', at(here, source)],
    ['import', '-'],
  ])
    expect(await say(words)).toMatchObject({ code: 0 });
  expect(await say(['import', '../TODO.md'], join(here.repository, 'sub'))).toMatchObject({ code: 0 });
  expect(await here.counts()).toEqual(before);
});

test.each(['markdown', 'csv', 'backlog', 'ndjson', 'taskwarrior'])(
  'an export as %s from before a task was completed here does not reopen it',
  async (format) => {
    const source = BROUGHT[0]!;
    const here = newcomer(source);
    await here.bring(source.path);
    const to = join(here.repository, `export-${format}`);
    await here.run('task_export', { format, to });
    await here.run('task_done', { id: '4' });
    const before = await here.counts();
    await here.run('task_import', { from: to, format });
    expect(await here.counts()).toEqual(before);
  },
);
