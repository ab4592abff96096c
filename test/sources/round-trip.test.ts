import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { taskExport } from '../../src/commands/task/exchange/export.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { GIVEN_ROWS, noWayBack, TASK_FORMATS } from '../../src/sources/index.ts';
import { tempFolder } from '../support/folder.ts';
import { runs, SEED } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../support/workspace.ts';
import type { Answer } from './imported.ts';

type Row = Task & { docs?: Record<string, string> };
const WRITTEN = TASK_FORMATS.filter(({ write }) => write);

/** Everything that a task can have. */
async function filled(): Promise<TestWorkspace> {
  const work = await testWorkspace();
  const { run } = work;
  await run('setting_set', { name: 'checks.word', value: 'true' });
  await run('task_add', {
    description: 'Quotes "q" \'s\', commas; <b>HTML</b> `code` \\ and | pipes *stars* [x](y)',
    spec: '# Why\n\n- [ ] no task\n> quoted\n\n```js\nconst a = "<!-- x -->";\n```\n',
    tags: 'bug,日本語',
    project: 'web.ui',
    priority: 'H',
    due: 'friday',
    wait: '2027-01-01',
    scheduled: '2026-12-31',
    until: '2028-01-01',
    agent: 'implementer',
    scope: ['src/**', 'docs/{a,b}/*.md'],
    type: 'bug',
    estimate: '2h',
    acceptance: ['It <works>', 'Two -- dashes'],
    checks: 'word',
    rank: -3.5,
  });
  await run('task_doc_write', { id: 1, name: 'design', content: 'Two\nlines' });
  await run('task_annotate', { id: 1, text: 'A note\nof two lines, "quoted"' });
  const [criterion] = (await run<{ record: Task }>('task_info', { id: 1, format: 'json' })).record.acceptance!;
  await run('task_annotate', { id: 1, text: 'seen --> here', criterion: criterion!.id });
  await run('task_add', { description: '- [ ] #7 a box', parent: 1, tags: 'x' });
  await run('task_add', { description: '=SUM(A1)', depends: 2, project: 'web' });
  await run('task_add', { description: 'Done 👩‍✈️', priority: 'L' });
  await run('task_done', { id: 4 });
  await run('task_add', { description: 'Dropped' });
  await run('task_delete', { id: 5 });
  await run('task_add', { description: 'Weekly', due: '2026-08-03', recur: 'weekly' });
  await run('task_import', {
    tasks: [
      {
        description: 'From afar',
        source: { kind: 'github', id: '7', url: 'https://example.com/7' },
        extra: { a: { b: [1, null] }, status: 'odd' },
      },
    ],
  });
  await run('task_add', { description: '+1 Found', discovered_from: 1 });
  return work;
}

async function exported(work: TestWorkspace, format = 'backlog', filter = ''): Promise<{ file: string; rows: Row[] }> {
  const executed = await execute(work.opened, { ...ADA, door: 'cli' }, commandNamed('task_export'), { format, filter });
  return {
    file: (await executed.command.show.file!(executed.output))!,
    rows: (executed.output as { tasks: Row[] }).tasks,
  };
}

/** Written to a file and read into an empty queue. */
async function moved(
  work: TestWorkspace,
  format: string,
): Promise<{ there: TestWorkspace; path: string; answer: Answer }> {
  const path = join(tempFolder('export'), `plan.${format === 'markdown' ? 'md' : format === 'csv' ? 'csv' : 'json'}`);
  writeFileSync(path, (await exported(work, format)).file);
  const there = await testWorkspace();
  await there.run('setting_set', { name: 'checks.word', value: 'true' });
  const answer = await there.run<Answer>('task_import', { from: path });
  return { there, path, answer };
}

/** What a format holds of rows: numbers are new in another queue, criteria keep text and proof, not the id. */
function held(rows: readonly Row[], lacks: readonly string[] = []): object[] {
  return [...rows]
    .sort((a, b) => (a.uuid < b.uuid ? -1 : 1))
    .map(({ id: _, ...row }) => {
      const left = Object.fromEntries(Object.entries(row).filter(([name]) => !lacks.includes(name)));
      const acceptance = row.acceptance?.map(({ id: _id, ...criterion }) => criterion);
      const docs = lacks.includes('docs') ? row.docs?.spec : row.docs;
      const notes = lacks.includes('annotations.id') && {
        annotations: row.annotations?.map(({ at, text }) => ({ at, text })),
      };
      return { ...left, ...(acceptance ? { acceptance } : {}), ...(docs ? { docs } : {}), ...notes };
    });
}

/** Evidence in a file is a claim of the author that it names, and nobody's own look. */
const claimed = (rows: readonly Row[]): Row[] =>
  rows.map((row) => ({
    ...row,
    acceptance: row.acceptance?.map((one) => (one.met ? { ...one, met: { ...one.met, author: one.met.actor } } : one)),
  }));

describe.each(WRITTEN.map((format) => [format.name, format] as const))('%s', (name, { lacks }) => {
  test('an export comes back as it was, as far as the format holds it', async () => {
    const work = await filled();
    const { there, answer } = await moved(work, name);
    expect(answer.source).toBe(name);
    expect(answer.warnings).toEqual([]);
    expect(held((await exported(there)).rows, lacks)).toEqual(held(claimed((await exported(work)).rows), lacks));
  });

  test('what it is said to lack it lacks', async () => {
    const work = await filled();
    const { there } = await moved(work, name);
    const [before, after] = [await exported(work), await exported(there)].map(({ rows }) =>
      rows.find(({ description }) => description.startsWith('Quotes')),
    );
    // The import makes these anew.
    const made = ['entry', 'modified', 'docs', 'estimates'];
    for (const field of (lacks ?? []).filter((one) => one in before! && !made.includes(one)))
      expect(after).not.toHaveProperty(field);
  });

  test('is found out by itself, and changes nothing where it came from or a second time', async () => {
    const work = await filled();
    const { there, path } = await moved(work, name);
    const seq = work.opened.store.state.seq;
    const total = (await exported(work)).rows.length;
    expect(await work.run<Answer>('task_import', { from: path })).toMatchObject({ imported: [], unchanged: total });
    expect(await there.run<Answer>('task_import', { from: path })).toMatchObject({ imported: [], unchanged: total });
    expect(work.opened.store.state.seq).toBe(seq);
  });

  test('is found out whatever begins behind a line separator inside of a text', async () => {
    const work = await testWorkspace();
    const spec = ['x', '- [ ] box', '* TODO x', 'tasks:', 'task_kind: a', '<<<<<<< a'].join('\u2028');
    await work.run('task_import', { tasks: [{ description: 'One', spec }] });
    const { there, answer } = await moved(work, name);
    expect(answer.source).toBe(name);
    expect((await exported(there)).rows[0]?.docs).toEqual({ spec });
  });

  test('is the same text every time', async () => {
    const work = await filled();
    expect((await exported(work, name)).file).toBe((await exported(work, name)).file);
  });

  test('holds any description, specification and criterion', async () => {
    const line = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map((text) => text.replace(/[\p{Cc}\u2028-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu, '').trim())
      .filter((text) => text !== '');
    const body = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(line, body, line, async (description, spec, criterion) => {
        const work = await testWorkspace();
        await work.run('task_import', { tasks: [{ description, spec, acceptance: [{ text: criterion }] }] });
        const { there } = await moved(work, name);
        expect(held((await exported(there)).rows, lacks)).toEqual(held((await exported(work)).rows, lacks));
      }),
      { seed: SEED, numRuns: runs(3, 12) },
    );
  });
});

test('an export of more than an import takes says so, by pipe and by file, and how a queue moves whole', async () => {
  const { opened } = await testWorkspace();
  expect(noWayBack(2, 2)).toBeUndefined();
  expect(noWayBack(3, 2)).toMatch(/it has 3 tasks, an import at most 2\. `backlog backup FILE`/);
  const said = async (count: number) => {
    const to = { format: 'backlog', to: 'all.json', count } as const;
    return [
      taskExport.show.fileNote!({ format: 'backlog', tasks: Array(count) }),
      await taskExport.show.text(to, opened as never),
    ];
  };
  expect((await said(GIVEN_ROWS)).join('')).not.toContain('does not take');
  for (const text of await said(GIVEN_ROWS + 1)) expect(text).toContain(noWayBack(GIVEN_ROWS + 1));
  await opened.close();
});

test('a file of more than is read says how a queue moves whole', async () => {
  const work = await testWorkspace();
  const from = join(tempFolder('large'), 'all.json');
  writeFileSync(from, '');
  truncateSync(from, 64 * 1024 * 1024 + 1);
  const { message, hint } = await work.refused('task_import', { from });
  expect(message).toContain('has 67108865 bytes; at most 67108864 are read');
  expect(hint).toContain('`backlog backup FILE` and `backlog restore FILE`');
});

soak('an import of as many rows as there may be is taken back by one undo; one more row is refused', async () => {
  const work = await testWorkspace();
  const from = join(tempFolder('large'), 'all.ndjson');
  const write = (rows: number) =>
    writeFileSync(from, Array.from({ length: rows }, (_, i) => `{"description":"task ${i}"}\n`).join(''));
  write(GIVEN_ROWS + 1);
  const { message, hint } = await work.refused('task_import', { from });
  expect([message, hint]).toEqual([
    expect.stringContaining(`has ${GIVEN_ROWS + 1} rows; at most ${GIVEN_ROWS}`),
    expect.stringContaining('`backlog backup FILE`'),
  ]);
  write(GIVEN_ROWS);
  expect((await work.run<{ added: number }>('task_import', { from })).added).toBe(GIVEN_ROWS);
  await work.run('task_undo');
  expect((await work.run<{ tasks: object[] }>('task_export')).tasks).toEqual([]);
});
