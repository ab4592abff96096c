import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { hasWords, wordsOfText } from '../../src/domain/task/folded-words.ts';
import { tempFolder } from '../support/folder.ts';
import { runs } from '../support/seed.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

interface Answer {
  total: number;
  notes?: string[];
  hits: { id?: number; in: string; snippet?: string; score: number }[];
}

let work: TestWorkspace;
const search = (text: string, more = {}) => work.run<Answer>('task_search', { text, ...more });
const ids = async (text: string, more = {}) => (await search(text, more)).hits.map(({ id }) => id);
const listed = async (filter: string) =>
  (await work.run<{ tasks: { id: number }[] }>('task_list', { filter })).tasks.map(({ id }) => id).sort();

/** A document of the workspace has it, too. */
const TASKS_WITH_TIMEOUT = 2;

beforeEach(async () => {
  work = await testWorkspace();
  await work.run('task_add', {
    description: 'Fix login',
    project: 'web',
    spec: `${'Long text. '.repeat(40)}The session has a timeout.`,
  });
  await work.run('task_add', { description: 'Write the report', acceptance: ['covers every timeout'] });
  await work.run('task_add', { description: 'Größe prüfen' });
  await work.run('task_annotate', { id: 3, text: 'Die Zeitüberschreitung kommt vom Server' });
  await work.run('task_add', { description: 'Old login work' });
  await work.run('task_done', { id: 4 });
  await work.run('task_doc_write', { id: 'workspace', name: 'vision', content: 'Nobody waits for a timeout.' });
});

describe('a search', () => {
  test('gives the newest of the tasks that fit alike, newest first', async () => {
    const alike = Array.from({ length: 120 }, () => ({ description: 'Water the plants' }));
    await work.run('task_import', { tasks: alike });
    const all = await ids('plants', { limit: 200 });
    expect(all).toEqual(all.toSorted((a, b) => b! - a!));
    for (const limit of [1, 7, 20]) expect(await ids('plants', { limit })).toEqual(all.slice(0, limit));
  });

  test('looks into descriptions, notes, criteria and documents, and shows what is written there', async () => {
    expect(await work.text('task_search', { text: 'login timeout' })).toMatch(
      /^1 - ready Fix login {2}web\n {2}document spec: "….*The session has a timeout\."\n?/,
    );
    expect((await search('timeout')).hits.map((hit) => [hit.id, hit.in])).toEqual([
      [2, 'criterion'],
      [undefined, 'document vision'],
      [1, 'document spec'],
    ]);
    expect(await search('überschreitung grosse')).toMatchObject({
      total: 1,
      hits: [{ id: 3, in: 'note', snippet: 'Die Zeitüberschreitung kommt vom Server' }],
    });
  });

  test('finds a recurring template, which is open', async () => {
    await work.run('task_add', { description: 'Water plants', recur: 'weekly', due: 'in 2 weeks' });
    expect(await ids('plants')).toContain(5);
    expect(await search('plants')).not.toHaveProperty('notes');
    expect(await ids('plants', { filter: 'description.has:Water' })).toContain(5);
  });

  test('means open tasks, and tells of closed ones that fit; with all it means every task', async () => {
    expect(await search('login')).toMatchObject({ total: 1, notes: ['1 closed task matches, too; all shows it.'] });
    expect((await ids('login', { all: true })).sort()).toEqual([1, 4]);
  });

  test('finds what has some of the words where only tasks that were not asked for have all', async () => {
    await work.run('task_add', { description: 'login crashes on phone', project: 'mobile' });
    expect(await ids('login crashes')).toEqual([5]);
    expect(await ids('login crashes', { filter: 'project:web' })).toEqual([1]);
    await work.run('task_done', { id: 5 });
    expect(await search('login crashes')).toMatchObject({
      total: 1,
      hits: [{ id: 1 }],
      notes: [
        'No match has all of these words. These have some of them.',
        '2 closed tasks match, too; all shows them.',
      ],
    });
  });

  test('is narrowed down by a filter, in which no document of the workspace is', async () => {
    expect(await ids('timeout', { filter: 'project:web' })).toEqual([1]);
    expect(await ids('timeout', { filter: '-PROJECT' })).toEqual([2]);
    expect(await ids('login', { filter: 'status:completed' })).toEqual([4]);
    expect(await search('login', { filter: '4 or 1' })).toMatchObject({ total: 2 });
    await expect(search('login', { filter: '((' })).rejects.toThrow(/a term is missing/);
  });

  test('refuses a text without words, and says what to give', async () => {
    expect(await work.refused('task_search', { text: '!?' })).toMatchObject({
      code: 'usage',
      hint: 'Search for words of letters or digits.',
    });
  });

  test('shows what others wrote on one line, where it cannot act', async () => {
    await work.run('task_annotate', { id: 2, text: 'evil \u001b[2J needle\n12 H ready Not a task' });
    const text = await work.text('task_search', { text: 'needle' });
    expect(text.split('\n')).toHaveLength(2);
    expect(text).not.toContain('\u001b');
  });

  test('is bounded, and says how much there is', async () => {
    const tasks = Array.from({ length: 250 }, (_, n) => ({ description: `Many of them ${n}` }));
    await work.run('task_import', { tasks });
    expect(await search('many')).toMatchObject({ total: 250, hits: { length: 20 } });
    expect(await search('many', { limit: 5_000 })).toMatchObject({ hits: { length: 200 } });
    expect(await work.text('task_search', { text: 'many' })).toMatch(
      /the best 20 of 250 matches; narrow them with a filter$/,
    );
  });

  test('finds the rest when a document is lost', async () => {
    await work.loseBlobs();
    expect(await search('login')).toMatchObject({
      hits: [{ id: 1 }],
      notes: ['1 closed task matches, too; all shows it.', "2 documents can't be read; run doctor."],
    });
  });
});

describe('what changed since', () => {
  beforeEach(() => search('anything'));

  test('is found: texts of tasks, new and changed documents', async () => {
    await work.run('task_modify', { filter: '2', description: 'Write the gearbox report' });
    await work.run('task_annotate', { id: 2, text: 'the flywheel is loose' });
    await work.run('task_doc_write', { id: 2, content: 'About the turbine' });
    for (const word of ['gearbox', 'flywheel', 'turbine']) expect(await ids(word), word).toEqual([2]);
    await work.run('task_doc_write', { id: 2, content: 'About the compressor' });
    expect(await ids('turbine')).toEqual([]);
    expect(await ids('compressor')).toEqual([2]);
  });

  test('is no longer found: deleted documents, removed notes, what was undone', async () => {
    await work.run('task_doc_delete', { id: 1 });
    expect(await ids('session')).toEqual([]);
    await work.run('task_undo');
    expect(await ids('session')).toEqual([1]);
    await work.run('task_denotate', { id: 3, text: 'Die Zeitüberschreitung kommt vom Server' });
    expect(await ids('server')).toEqual([]);
  });

  test('is found when another process wrote it', async () => {
    const other = await testWorkspace({ folder: work.folder });
    await other.run('task_add', { description: 'From afar', spec: 'the periscope' }, agent('s2'));
    expect(await ids('periscope')).toEqual([5]);
    await other.opened.close();
  });
});

describe('text: in a filter', () => {
  test('wants every word or a beginning of it, anywhere in the task, and forgives no slip', async () => {
    expect(await listed('text:timeout')).toEqual([1, 2]);
    expect(await listed('text:"LOGIN time"')).toEqual([1]);
    expect(await listed('text:zeituber')).toEqual([3]);
    expect(await listed('text:tiemout')).toEqual([]);
    expect(await listed('text.not:timeout')).toEqual([3]);
    expect(await listed('text:login +ANY')).toEqual([1, 4]);
  });

  test('is looked up in the index', async () => {
    const { index } = await work.run<{ index: object }>('filter_explain', { filter: 'text:timeout status:pending' });
    expect(index).toEqual({ name: 'words timeout', candidates: TASKS_WITH_TIMEOUT + 1 });
  });

  test('selects for changes what it lists, in a view, too', async () => {
    await work.run('view_set', { name: 'slow', filter: 'text:timeout' });
    await work.run('task_modify', { filter: '@slow', priority: 'H' });
    expect(await listed('priority:H')).toEqual([1, 2]);
  });

  test.each([['text:'], ['text:"…"'], ['text.has:x'], ['text < x']])('%s is refused', async (filter) => {
    expect(await work.refused('task_list', { filter })).toMatchObject({ code: 'filter' });
  });
});

test('after any writes, a filter and a search find what looking at every text finds', async () => {
  const word = fc.constantFrom('a', 'ab', 'abc', 'über', 'ubere', 'zab', 'fooAb');
  const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  const change = fc.record({ what: fc.constantFrom('task', 'note', 'spec', 'plan', 'undo'), id: fc.nat(3), text });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), text, async (changes, sought) => {
      work = await testWorkspace({ folder: tempFolder('search') });
      await work.run('task_import', { tasks: [1, 2, 3, 4].map((n) => ({ description: `Task ${n}` })) }, agent('seed'));
      for (const { what, id, text: content } of changes) {
        if (what === 'task') await work.run('task_modify', { filter: `${id + 1}`, description: content });
        else if (what === 'note') await work.run('task_annotate', { id: id + 1, text: content });
        else if (what === 'undo') await work.run('task_undo').catch(() => undefined);
        else await work.run('task_doc_write', { id: id + 1, name: what, content });
        if (id === 0) await search(content);
      }
      const naive: number[] = [];
      for (const task of (
        await work.run<{ tasks: Record<string, never>[] }>('task_list', { format: 'json', filter: '+ANY' })
      ).tasks) {
        const {
          description,
          annotations = [] as { text: string }[],
          id,
        } = task as never as { description: string; annotations?: { text: string }[]; id: number };
        const bodies = await Promise.all(
          ['spec', 'plan'].map((name) =>
            work.run<{ content: string }>('task_doc_read', { id, name }).then(
              ({ content }) => content,
              () => '',
            ),
          ),
        );
        if (hasWords([description, ...annotations.map((note) => note.text), ...bodies], wordsOfText(sought)))
          naive.push(id);
      }
      expect(await listed(`text:"${sought}" +ANY`)).toEqual(naive.sort());
      const found = await ids(sought, { all: true, limit: 200 });
      for (const id of naive) expect(found).toContain(id);
      await work.opened.close();
    }),
    { numRuns: runs(10, 25) },
  );
});
