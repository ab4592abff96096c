import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import type { SyncResult } from '../../../src/report/sync-result.ts';
import { removed } from '../../../src/work/sync/undecided.ts';
import type { Context } from '../../../src/work/workspace/context.ts';
import { type Random, seeded } from '../../support/random.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';
import { ground, NOTHING, plainOf } from './ground.ts';

const LIST = `# List

Prose with *marks* & <b>html</b>.

- [ ] Fix login #bug 📅 2026-12-24
  Some details.

  More of them.
- [ ] Parent
\t- [ ] Tabbed child
* [x] Done before

## web.ui

1. [ ] Numbered   

<!-- a comment -->
Bye.`;

const isEqual = (result: SyncResult) => ({ ...result, undecided: [] });

describe('a list of a person', () => {
  test.each(
    everyNth(4, [
      ['LF', LIST],
      ['CRLF', LIST.replaceAll('\n', '\r\n')],
      ['a byte order mark', `\uFEFF${LIST}`],
      ['a last line end', `${LIST}\n`],
      [
        'several kinds of line ends',
        LIST.replace('\n\n- [ ] Fix', '\r\n\r\n- [ ] Fix').replace('login #bug', 'login #bug'),
      ],
    ]),
  )('with %s gets marks, and keeps everything else', async (_, text) => {
    const { sync, read, tasks } = await ground(text);
    expect(await sync()).toMatchObject({ undecided: [], toFile: [], written: true });
    expect(plainOf(read())).toBe(text);
    expect(read().match(/<!-- task /g)).toHaveLength(5);
    const made = await tasks();
    expect(made.map(({ description, project, status, tags }) => [description, project, status, tags])).toEqual([
      ['Fix login', undefined, 'pending', ['bug']],
      ['Parent', undefined, 'pending', undefined],
      ['Tabbed child', undefined, 'pending', undefined],
      ['Done before', undefined, 'completed', undefined],
      ['Numbered', 'web.ui', 'pending', undefined],
    ]);
    expect(made[0]!.docs?.spec).toBe('Some details.\n\nMore of them.');
    expect(made[2]!.parent).toBe(made[1]!.uuid);
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('edits of both sides arrive at the other, field by field, and only in their lines', async () => {
    const { work, sync, read, edit, tasks } = await ground(LIST);
    await sync({ only: '' });
    const before = read().split('\n');
    await work.run(
      'task_modify',
      { filter: '1', description: 'Fix signin', tags: '+auth,-bug', due: '2026-12-30' },
      ADA,
    );
    await work.run('task_done', { id: '3' }, ADA);
    await work.run('task_add', { description: 'From the queue', project: 'web.ui', priority: 'H' }, ADA);
    edit('1. [ ] Numbered', '1. [x] Numbered well');
    edit('Some details.', 'Other details.');
    const result = await sync();
    expect(result).toMatchObject({ undecided: [], written: true });
    expect(result.toQueue.map(({ id, fields }) => [id, fields])).toEqual([
      [1, ['spec']],
      [5, ['description', 'status']],
    ]);
    const after = read().split('\n');
    expect(after.filter((line) => !before.includes(line)).map(plainOf)).toEqual([
      '- [ ] Fix signin #auth',
      '  - due: 2026-12-30',
      '  Other details.',
      '\t- [x] Tabbed child',
      '1. [x] Numbered well   ',
      '- [ ] From the queue',
      '  - priority: H',
    ]);
    const [first, , , , fifth] = await tasks();
    expect(first!.docs?.spec).toBe('Other details.\n\nMore of them.');
    expect(fifth).toMatchObject({ description: 'Numbered well', status: 'completed' });
    expect(await sync()).toMatchObject(NOTHING);
    // One undo takes back what the file changed, and the next call writes that into the file.
    await work.run('task_undo', {}, ADA);
    expect(await sync()).toMatchObject({ toQueue: [], undecided: [] });
    expect(read()).toContain('1. [ ] Numbered ');
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('a field that both changed is named with both values, and the caller decides', async () => {
    const { work, sync, read, edit, tasks } = await ground(LIST);
    await sync();
    const conflicting = async () => {
      await work.run('task_modify', { filter: '2', description: 'Parent here', priority: 'L' }, ADA);
      edit(/- \[ \] Parent[a-z ]*(?= <)/, '- [ ] Parent there');
    };
    await conflicting();
    const before = read();
    const result = await sync();
    expect(result.undecided).toEqual([
      expect.objectContaining({
        kind: 'field',
        id: 2,
        field: 'description',
        queue: 'Parent here',
        file: 'Parent there',
      }),
    ]);
    expect(result.toFile).toEqual([expect.objectContaining({ id: 2, fields: ['priority'] })]);
    expect(read().replace('  - priority: L\n', '')).toBe(before);
    expect((await tasks())[1]!.description).toBe('Parent here');
    expect(isEqual(await sync())).toMatchObject(NOTHING);
    expect((await sync({ ours: true, ids: '2' })).undecided).toEqual([]);
    expect(read()).toContain('- [ ] Parent here <');
    await conflicting();
    await work.run('task_modify', { filter: '2', description: 'Parent again' }, ADA);
    edit('Parent there', 'Parent elsewhere');
    expect((await sync({ theirs: true })).undecided).toEqual([]);
    expect((await tasks())[1]!.description).toBe('Parent elsewhere');
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('a removed line deletes nothing unasked', async () => {
    const { sync, read, edit, tasks } = await ground(LIST);
    await sync();
    edit(/- \[ \] Fix login.*\n(?: .*\n|\n)*/, '');
    expect((await sync()).undecided).toEqual([expect.objectContaining({ kind: 'removed', id: 1 })]);
    expect((await tasks())[0]!.status).toBe('pending');
    await sync({ ours: true, ids: '1' });
    expect(read()).toContain('- [ ] Fix login');
    edit(/- \[ \] Fix login.*\n(?: .*\n|\n)*/, '');
    expect((await sync({ delete: true })).toQueue).toEqual([expect.objectContaining({ id: 1, how: 'gone' })]);
    expect((await tasks())[0]!.status).toBe('deleted');
    edit(/\* \[x\] Done before.*\n/, '');
    expect((await sync()).undecided).toEqual([]);
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('lines without marks are never doubled unasked', async () => {
    const { work, sync, read, edit, tasks } = await ground('# L\n\n- [ ] Same\n- [ ] Twin\n');
    await work.run('task_add', { description: 'Same' }, ADA);
    await work.run('task_add', { description: 'Twin' }, ADA);
    await work.run('task_add', { description: 'Twin' }, ADA);
    const first = await sync();
    expect(first.toQueue).toEqual([expect.objectContaining({ id: 1, how: 'linked' })]);
    expect(first.undecided).toEqual([expect.objectContaining({ kind: 'ambiguous', line: 4 })]);
    const mark = /<!-- task .{36} -->/.exec(read())![0];
    edit('- [ ] Same', `- [ ] Copy ${mark}\n- [ ] Same`);
    expect((await sync()).undecided.map(({ kind }) => kind)).toContain('twice');
    edit(` ${mark}`, '');
    expect((await tasks()).length).toBe(3);
    expect(read().match(/Twin/g)).toHaveLength(1);
  });

  test('a lost mark finds its task again by its words', async () => {
    const { sync, read, edit, tasks } = await ground(LIST);
    await sync();
    const before = [read(), await tasks()];
    edit(/ <!-- task .{36} -->/, '');
    expect(await sync()).toMatchObject({ toQueue: [{ id: 1, how: 'linked' }], undecided: [] });
    expect([read(), await tasks()]).toEqual(before);
  });
});

test('a line whose task is gone is named, removed or added again as asked', async () => {
  const { work, sync, read, edit, tasks } = await ground('# L\n\n- [ ] One\n');
  await sync();
  edit('\n- [ ] One', '\n- [ ] Two\n- [ ] One');
  await sync();
  await work.run('task_undo', {}, ADA);
  expect((await sync()).undecided).toEqual([expect.objectContaining({ kind: 'gone', description: 'Two' })]);
  await sync({ theirs: true });
  expect((await tasks()).map(({ description }) => description)).toEqual(['One', 'Two']);
  await work.run('task_undo', {}, ADA);
  await sync({ ours: true });
  expect(plainOf(read())).toBe('# L\n\n- [ ] One\n');
  expect(await sync()).toMatchObject(NOTHING);
});

describe('a task that is in the queue only', () => {
  test.each(['TODO.md', 'tasks.json'])('is written into %s only if a filter selects it', async (name) => {
    const text = name === 'TODO.md' ? '# L\n\n- [ ] Ours\n' : '[{"description":"Ours"}]\n';
    const { work, sync, read } = await ground(text, name);
    await work.run('task_add', { description: 'Foreign', project: 'web' }, ADA);
    expect(await sync()).toMatchObject({ toFile: [] });
    expect(await sync()).toMatchObject(NOTHING);
    expect(read()).not.toContain('Foreign');
    await work.run('task_add', { description: 'Other' }, ADA);
    expect((await sync({ only: 'project:web' })).toFile).toMatchObject([{ description: 'Foreign', how: 'new' }]);
    expect((await sync({ only: '' })).toFile).toMatchObject([{ description: 'Other' }]);
    await work.run('task_add', { description: 'Later' }, ADA);
    expect((await sync()).toFile).toMatchObject([{ description: 'Later' }]);
  });

  test('is written into a file that the call makes, and into that file later', async () => {
    const { work, sync, read } = await ground();
    await work.run('task_add', { description: 'One' }, ADA);
    expect(await work.text('task_sync', { file: 'LIST.md', dry_run: true }, ADA)).toContain('1 line of LIST.md.');
    await sync();
    await work.run('task_add', { description: 'Two' }, ADA);
    await sync();
    expect(plainOf(read())).toBe('# Tasks\n\n- [ ] One\n- [ ] Two\n');
  });
});

describe('a file', () => {
  test('keeps its mode, and a link stays a link', async () => {
    const { work, file, sync } = await ground(LIST);
    chmodSync(file, 0o666);
    await sync({ only: '' });
    expect(statSync(file).mode & 0o777).toBe(0o666);
    const link = join(work.folder, 'project', 'link.md');
    symlinkSync(file, link);
    await work.run('task_add', { description: 'Another' }, ADA);
    expect(await work.run('task_sync', { file: link }, ADA)).toMatchObject({ toFile: [{ how: 'new' }] });
    expect(readFileSync(link, 'utf8')).toBe(readFileSync(file, 'utf8'));
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('that is new gets all open tasks; a filter is kept', async () => {
    const { work, file, sync, read } = await ground();
    await work.run('task_add', { description: 'One', project: 'web' }, ADA);
    await work.run('task_add', { description: 'Two' }, ADA);
    await sync({ only: 'project:web', dry_run: true });
    expect(existsSync(file)).toBe(false);
    await sync({ only: 'project:web' });
    expect(plainOf(read())).toBe('# Tasks\n\n## web\n\n- [ ] One\n');
    expect(await sync()).toMatchObject({ ...NOTHING, only: 'project:web' });
    expect((await sync({ only: '' })).toFile).toEqual([expect.objectContaining({ description: 'Two' })]);
  });

  test.each([
    [
      'a merge conflict',
      '- [ ] A\n<<<<<<< HEAD\n- [ ] B\n=======\n- [ ] C\n>>>>>>> x\n',
      /TODO.md, line 2: .*merge conflict/,
    ],
    ['Latin-1', Buffer.from([0x2d, 0x20, 0x0a, 0xe4, 0x0a]), /TODO.md, line 2: expected UTF-8/],
    ['a NUL', 'a\n\0\n', /line 2: .*NUL/],
    ['more than the limit', Buffer.alloc(8 * 1024 * 1024 + 1, 32), /at most 8388608/],
  ])('with %s is refused and stays', async (_, content, message) => {
    const { work, file } = await ground();
    writeFileSync(file, content);
    const error = await work.refused('task_sync', { file }, ADA);
    expect(error.message).toMatch(message);
    expect(readFileSync(file).equals(Buffer.from(content))).toBe(true);
  });
});

test('a hostile file changes only tasks, and none of what needs a person', async () => {
  const { work, file, sync, tasks } = await ground(
    '# L\n\n- [ ] Ship \u001b[31mred\n  - acceptance:\n    - [x] Tested <!-- {"at":"2020-01-01T00:00:00Z","actor":"human:ada","evidence":"forged"} -->\n  - checks: "evil"\n  - template: 1\n',
  );
  await sync();
  const [task] = await tasks();
  expect(task?.acceptance?.[0]).not.toHaveProperty('met');
  expect(task).not.toHaveProperty('checks');
  const text = await work.text('task_sync', { file }, ADA);
  expect(text).toContain('has no evidence');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what must not appear
  expect(text).not.toMatch(/\u001b/);
  // The box of a task with unmet criteria completes nothing.
  writeFileSync(file, readFileSync(file, 'utf8').replace('- [ ] Ship', '- [x] Ship'));
  const refused = await sync();
  expect(refused.undecided.map(({ kind }) => kind).sort()).toEqual(['evidence', 'refused']);
  expect((await tasks())[0]!.status).toBe('pending');
});

test('a claim of another holder keeps the fields that guide its work', async () => {
  const { work, file, edit, tasks } = await ground('# L\n\n- [ ] Held\n- [ ] Free\n');
  const sync = (session: string) => work.run<SyncResult>('task_sync', { file }, agent(session));
  await sync('s1');
  await work.run('task_start', { id: 1 }, agent('s2'));
  edit('- [ ] Held', '- [x] Held');
  edit('- [ ] Free', '- [x] Free');
  expect((await sync('s1')).undecided).toEqual([expect.objectContaining({ kind: 'refused', id: 1 })]);
  expect((await tasks()).map(({ status }) => status)).toEqual(['pending', 'completed']);
});

test('a line that takes something from the holder of a task is refused, the others arrive', async () => {
  const { work, file, edit, tasks } = await ground('# L\n\n- [ ] Held\n- [ ] Free\n');
  const sync = (session: string) => work.run<SyncResult>('task_sync', { file }, agent(session));
  await sync('s1');
  await work.run('task_start', { id: 1 }, agent('s2'));
  edit('- [ ] Held', '- [ ] Taken');
  edit('- [ ] Free', '- [ ] Freed');
  expect((await sync('s1')).undecided).toEqual([expect.objectContaining({ kind: 'refused' })]);
  expect((await tasks()).map(({ description }) => description)).toEqual(['Held', 'Freed']);
});

describe('JSON', () => {
  test.each([
    [
      'laid out',
      `{\n    "about": "mine",\n    "tasks": [\n        { "description": "One", "x-size": 1.0 },\n        {\n            "description": "Two",\n            "tags": [ "a" ]\n        }\n    ]\n}\n`,
    ],
    ['an array', '[\n  {"description": "One"},\n  {"description": "Two", "tags": ["a"]}\n]\n'],
  ])('%s keeps everything else', async (_, text) => {
    const { work, sync, read, edit, tasks } = await ground(text.replace(', "x-size": 1.0', ''), 'tasks.json');
    await sync({ only: '' });
    expect(read().replaceAll(/"uuid": "[^"]+",\s*/g, '')).toBe(text.replace(', "x-size": 1.0', ''));
    await work.run('task_modify', { filter: '2', tags: '+b', priority: 'H' }, ADA);
    await work.run('task_add', { description: 'Three' }, ADA);
    edit('"One"', '"Uno"');
    expect(await sync()).toMatchObject({ undecided: [] });
    expect((await tasks())[0]!.description).toBe('Uno');
    const rows = JSON.parse(read());
    expect((rows.tasks ?? rows).map((row: Task) => [row.description, row.tags, row.priority])).toEqual([
      ['Uno', undefined, undefined],
      ['Two', ['a', 'b'], 'H'],
      ['Three', undefined, undefined],
    ]);
    expect(await sync()).toMatchObject(NOTHING);
  });
});

const WORDS = [
  'Fix',
  'login',
  '#12 x',
  'a<b',
  '**bold**',
  'größer',
  '#tag',
  '📅 2026-12-24',
  '- [ ] no',
  'due:',
  '<!-- x -->',
];

/** Makes a random edit of the queue or of the file. */
async function randomEdit({ work, file, read, tasks }: Awaited<ReturnType<typeof ground>>, random: Random) {
  const pick = <T>(of: readonly T[]) => of[Math.floor(random.next() * of.length)]!;
  const words = () => `${pick(WORDS)} ${pick(WORDS)} ${Math.floor(random.next() * 1000)}`;
  const open = (await tasks()).filter(({ status }) => status === 'pending');
  const one = open.length > 0 ? String(pick(open).id) : undefined;
  const lines = read().split('\n');
  const heads = lines.flatMap((line, i) => (/^\s*- \[.\] .*<!-- (task )?[0-9a-f-]{36}/.test(line) ? [i] : []));
  const head = heads.length > 0 ? pick(heads) : undefined;
  const put = () => writeFileSync(file, lines.join('\n'));
  const edits: (() => unknown)[] = [
    () =>
      work.run(
        'task_add',
        { description: words(), ...(random.next() < 0.5 ? { project: pick(['web', 'api']) } : {}) },
        ADA,
      ),
    () => (one ? work.run('task_modify', { filter: one, description: words() }, ADA) : undefined),
    () =>
      one
        ? work.run(
            'task_modify',
            { filter: one, priority: pick(['H', 'L', '']), project: pick(['web', 'api', '']) },
            ADA,
          )
        : undefined,
    () =>
      one
        ? work.run(
            'task_modify',
            { filter: one, tags: pick(['+one', '-one', '+two']), due: pick(['2026-09-01', '']) },
            ADA,
          )
        : undefined,
    () => (one ? work.run('task_modify', { filter: one, acceptance: pick(['a\nb', 'b', '']) }, ADA) : undefined),
    () =>
      one
        ? work.run('task_doc_write', { id: one, content: pick(['# A\n\n- [ ] b', 'x', '> y\n```']) }, ADA)
        : undefined,
    () => (one ? work.run('task_done', { id: one, force: true }, ADA).catch(() => undefined) : undefined),
    () =>
      one && open.length > 1
        ? work.run('task_modify', { filter: one, parent: pick(open).id }, ADA).catch(() => undefined)
        : undefined,
    () => {
      lines.splice(head === undefined ? lines.length : head, 0, `- [ ] ${words()}`);
      put();
    },
    () => {
      if (head === undefined) return;
      lines[head] = lines[head]!.replace(
        /(- \[.\] ).*?( <!-- (?:task )?[0-9a-f-]{36})/,
        (_, a, b) => `${a}${words()}${b}`,
      );
      put();
    },
    () => {
      if (head === undefined) return;
      lines[head] = lines[head]!.replace(/\[.\]/, pick(['[x]', '[ ]', '[-]']));
      put();
    },
    () => {
      if (head === undefined) return;
      lines.splice(
        head + 1,
        0,
        `${/^\s*/.exec(lines[head]!)![0]}  - ${pick(['priority: M', 'due: 2026-10-01', 'tags: three', 'type: bug'])}`,
      );
      put();
    },
    () => {
      lines.splice(Math.floor(random.next() * lines.length), 0, pick(['Prose.', '', '## web', '## Done']));
      put();
    },
  ];
  await pick(edits)();
}

test.each(everyNth(6, [1, 2, 3, 4, 5, 6]))(
  'random edits of both sides (seed %i): then both are equal, and a second call does nothing',
  async (seed) => {
    const made = await ground('# L\n\n- [ ] One\n- [ ] Two #x\n  text\n\n## web\n\n- [ ] Three\n');
    const random = seeded(seed);
    await made.sync({ only: '' });
    for (let round = 0; round < 6; round++) {
      for (let edits = 0; edits < 6; edits++) await randomEdit(made, random);
      made.work.pass(1000);
      const before = made.read();
      const first = await made.sync();
      const second = await made.sync();
      expect({ before, text: made.read(), second: { ...second, undecided: [] } }).toMatchObject({ second: NOTHING });
      expect(second.undecided.map(({ message, description }) => [message, description])).toEqual(
        first.undecided.map(({ message, description }) => [message, description]),
      );
      await expectEqual(made, second);
      // Decides all conflicts for a side; then nothing is left but what a person has to do.
      await made.sync({ [random.next() < 0.5 ? 'ours' : 'theirs']: true });
      const left = await made.sync();
      expect(left.undecided.filter(({ kind }) => kind === 'field' || kind === 'removed')).toEqual([]);
    }
  },
);

/** Compares the queue with what an import of the file into an empty queue makes. */
async function expectEqual(made: Awaited<ReturnType<typeof ground>>, { undecided }: SyncResult) {
  const other: TestWorkspace = await testWorkspace();
  await other.run('task_sync', { file: made.file, dry_run: true }, ADA);
  const copy = join(other.folder, 'project', 'TODO.md');
  writeFileSync(copy, made.read());
  await other.run('task_sync', { file: copy }, ADA);
  const there = (await other.run<{ tasks: (Task & { docs?: object })[] }>('task_export', {}, ADA)).tasks;
  const here = new Map((await made.tasks()).map((task) => [task.uuid, task]));
  const open = new Set(undecided.map(({ description }) => description));
  const plain = ({
    description,
    status,
    project,
    priority,
    tags,
    due,
    parent,
    acceptance,
    docs,
    type,
  }: Task & { docs?: object }) => ({
    ...{ description, status, project, priority, tags: tags?.toSorted(), due, parent, docs, type },
    acceptance: acceptance?.map(({ text }) => text),
  });
  for (const task of there) {
    const mine = here.get(task.uuid)!;
    if (mine && (open.has(mine.description) || open.has(task.description))) continue;
    expect(plain(task)).toEqual(plain(mine));
  }
}

test('the lines to type quote the file for a shell, and name the fields of the tool for a model', () => {
  const said = (caller: object, file: string) =>
    removed({ caller } as Context, { id: 3, description: 'Three' } as Parameters<typeof removed>[1], { said: file })
      .say[0];
  expect(said({ door: 'cli' }, 'TODO.md')).toBe('Delete the task: backlog sync TODO.md --theirs 3');
  expect(said({ door: 'cli' }, "my $x's.md")).toBe(`Delete the task: backlog sync 'my $x'\\''s.md' --theirs 3`);
  expect(said({ door: 'mcp', offers: () => true }, 'TODO.md')).toBe(
    'Delete the task: task_sync TODO.md with ids 3, theirs: true',
  );
  expect(said({ door: 'mcp', offers: () => false }, 'TODO.md')).toBe(
    'Delete the task: `backlog sync TODO.md --ids 3 --theirs`',
  );
});
