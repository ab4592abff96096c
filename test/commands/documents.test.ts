import { applyPatch } from 'diff';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { diffDocuments } from '../../src/text/document-diff.ts';
import { ASKED_BYTES } from '../../src/text/status.ts';
import { soak } from '../support/soak-test.ts';
import { agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

let work: TestWorkspace;
const write = (content: string, more = {}) => work.run('task_doc_write', { id: 1, content, ...more });
const read = async (more = {}) => (await work.run<{ content: string }>('task_doc_read', { id: 1, ...more })).content;

beforeEach(async () => {
  work = await testWorkspace();
  await work.run('task_add', { description: 'Fix login', spec: 'One\nTwo\nThree\n' });
});

describe('versions', () => {
  beforeEach(async () => {
    await write('One\n2\nThree\n', { note: 'numbers' });
    await write('Zero\nOne\n2\nThree\n');
  });

  test('are listed, the newest first, with who wrote them and why', async () => {
    await write('About it', { name: 'plan' });
    expect((await work.text('task_doc_list', { id: 1 })).split('\n')).toEqual([
      'plan version 1  2026-07-30 14:30 UTC  human:ada',
      'spec version 3  2026-07-30 14:30 UTC  human:ada',
    ]);
    expect(await work.text('task_doc_list', { id: 1, name: 'spec' })).toContain(
      'spec version 2  2026-07-30 14:30 UTC  human:ada  "numbers"',
    );
    expect(await work.text('task_doc_list')).toBe('No documents.');
  });

  test('are read by number', async () => {
    expect(await read({ version: 1 })).toBe('One\nTwo\nThree\n');
    expect(await work.refused('task_doc_read', { id: 1, version: 9 })).toMatchObject({ code: 'not-found' });
  });

  test('are compared: the last change, or any two in either direction', async () => {
    expect(await work.text('task_doc_diff', { id: 1 })).toBe(
      '--- spec, version 2\n+++ spec, version 3\n@@ -1,3 +1,4 @@\n+Zero\n One\n 2\n Three',
    );
    expect(await work.run('task_doc_diff', { id: 1, from: 1 })).toMatchObject({ from: 1, to: 3, added: 2, deleted: 1 });
    expect(await work.run('task_doc_diff', { id: 1, from: 3, to: 1 })).toMatchObject({ added: 1, deleted: 2 });
    expect(await work.text('task_doc_diff', { id: 1, from: 2, to: 2 })).toBe('Versions 2 and 2 are identical.');
    expect(await work.run('task_doc_diff', { id: 1, to: 1 })).toMatchObject({ from: 0, to: 1, added: 3, deleted: 0 });
    expect(await work.refused('task_doc_diff', { id: 1, from: 7 })).toMatchObject({ hint: 'Versions: 1, 2, 3.' });
  });

  test('come back as the newest, and what was between stays', async () => {
    expect(await work.text('task_doc_restore', { id: 1, version: 1 })).toBe(
      'Restored version 1 of spec of task 1 as version 4',
    );
    expect(await read()).toBe('One\nTwo\nThree\n');
    expect(await read({ version: 3 })).toBe('Zero\nOne\n2\nThree\n');
    await work.run('task_undo');
    expect(await read()).toBe('Zero\nOne\n2\nThree\n');
  });

  test('of a deleted document are read, compared and restored', async () => {
    await work.run('task_doc_delete', { id: 1 });
    expect(await work.run('task_doc_diff', { id: 1 })).toMatchObject({ from: 3, to: 4, added: 0, deleted: 4 });
    expect(await work.text('task_doc_list', { id: 1 })).toContain('spec version 4 (deleted)');
    await work.run('task_doc_restore', { id: 1, version: 2 });
    expect(await read()).toBe('One\n2\nThree\n');
  });

  test('of a specification that somebody else works by are his to restore', async () => {
    await work.run('task_start', { id: 1 }, agent('s1'));
    expect(await work.refused('task_doc_restore', { id: 1, version: 1 }, agent('s2'))).toMatchObject({
      code: 'claimed',
    });
  });
});

describe('of a version that somebody saw', () => {
  test('a newer one is only written when there is none meanwhile; the one that is there goes with the refusal', async () => {
    await write('Two', { seen: 1 });
    expect(await work.refused('task_doc_write', { id: 1, content: 'Mine', seen: 1 })).toMatchObject({
      code: 'conflict',
      data: { version: 2 },
    });
    expect(await read()).toBe('Two');
    await write('First of all', { name: 'plan', seen: 0 });
    expect(await work.refused('task_doc_write', { id: 1, name: 'plan', content: 'Other', seen: 0 })).toMatchObject({
      code: 'conflict',
    });
  });

  test.each([
    ['a short text', 'Other words', '`task_doc_write 1 "Other words" --name plan-2`'],
    ['a long text', 'Other words. '.repeat(40), '`task_doc_write 1 "…" --name plan-2`'],
    ['several lines', 'Other\nwords', '`task_doc_write 1 "…" --name plan-2`'],
  ])('the offered line has %s whole, or its place', async (_, content, line) => {
    await write('First of all', { name: 'plan', seen: 0 });
    const { hint } = await work.refused('task_doc_write', { id: 1, name: 'plan', content, seen: 0 });
    expect(hint?.replaceAll("'", '"')).toContain(line);
  });
});

describe('all documents', () => {
  const found = async (text?: string) =>
    (
      await work.run<{ documents: { id?: number; name: string; snippet?: string }[] }>(
        'task_doc_search',
        text === undefined ? {} : { text },
      )
    ).documents;
  beforeEach(async () => {
    await work.run('task_add', { description: 'Retry deliveries', spec: 'Wait longer each time' });
    await write('# Vision\n\nNothing waits', { id: 'workspace', name: 'vision' });
    await write('gone', { name: 'old' });
    await work.run('task_doc_delete', { id: 1, name: 'old' });
  });

  test('are those of the workspace first, then those of tasks; what was deleted is none', async () => {
    expect((await found()).map(({ id, name }) => [id, name])).toEqual([
      [undefined, 'vision'],
      [2, 'spec'],
      [1, 'spec'],
    ]);
    expect(await work.run('task_doc_search', { limit: 1 })).toMatchObject({
      total: 3,
      documents: [{ name: 'vision' }],
    });
  });

  test('are found by their names, by their tasks and by what is written in them', async () => {
    expect((await found('visi')).map(({ name }) => name)).toEqual(['vision']);
    expect((await found('deliver')).map(({ id }) => id)).toEqual([2]);
    expect(await found('longer')).toMatchObject([{ id: 2, snippet: 'Wait longer each time' }]);
    expect(await found('nowhere')).toEqual([]);
    expect(await work.text('task_doc_search', { text: 'longer' })).toContain('"Wait longer each time"');
  });
});

describe('a difference', () => {
  test('makes the one text of the other, whatever they are', () => {
    const line = fc.constantFrom('a', 'b', '', '-', '+ x', '@@', '\\ No newline at end of file');
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean())
      .map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''));
    fc.assert(
      fc.property(text, text, (from, to) => {
        const diff = diffDocuments({ name: 'a', body: from }, { name: 'b', body: to });
        if (from === to) expect(diff).toEqual({ added: 0, deleted: 0, text: '' });
        else expect(applyPatch(from, `${diff.text}\n`)).toBe(to);
      }),
    );
  });

  test('of texts that have next to nothing in common is the one against the other: no shortest way is looked for', () => {
    const lines = (word: string) =>
      Array.from({ length: 10_000 }, (_, n) => `${n % 10 ? word : 'both'} ${n}\n`).join('');
    const diff = diffDocuments({ name: 'a', body: lines('old') }, { name: 'b', body: lines('new') });
    expect(diff).toMatchObject({ added: 10_000, deleted: 10_000 });
  });

  soak('of texts of a great many lines keeps nobody waiting, and still makes the one of the other', () => {
    const [from, to] = ['\n'.repeat(1_000_000), `${'a\n'.repeat(500_000)}\\ No newline at end of file`];
    const before = process.cpuUsage();
    const diff = diffDocuments({ name: 'a', body: from }, { name: 'b', body: to });
    // Microseconds of this process, however busy the machine: two patches of the library took five times as many.
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(4_500_000);
    expect(diff).toMatchObject({ added: 500_001, deleted: 1_000_000 });
    const small = Array.from({ length: 2_000 }, (_, n) => `${n}\n`).join('');
    const other = small.replaceAll(/^/gm, 'x').trimEnd();
    const told = diffDocuments({ name: 'a', body: small }, { name: 'b', body: other });
    expect(applyPatch(small, `${told.text}\n`)).toBe(other);
  });

  test('is given in pieces to a model, and whole to a person', async () => {
    const long = Array.from({ length: 3_000 }, (_, n) => `line ${n}`).join('\n');
    await write(long);
    const model = { ...agent('s1'), door: 'mcp' as const };
    const first = await work.run<{ content: string; next: number }>('task_doc_diff', { id: 1 }, model);
    expect([first.next, first.content.length]).toEqual([20_000, 20_000]);
    const person = { ...agent('s1'), door: 'cli' as const };
    expect(await work.run('task_doc_diff', { id: 1 }, person)).toMatchObject({ left: 0 });
  });
});

describe('documents of the workspace', () => {
  test('are named to every session, bounded', async () => {
    expect(await work.text('backlog_status')).not.toContain('Written down');
    for (let n = 0; n < 12; n++)
      await work.run('task_doc_write', { id: 'workspace', name: `${n}-${'x'.repeat(60)}`, content: 'c' });
    const text = await work.text('backlog_status');
    expect(text).toMatch(/Workspace documents \(task_doc_read workspace NAME\): 0-x+, 1-x+, .*, and 4 more\./);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(ASKED_BYTES);
    await work.run('task_doc_delete', { id: 'workspace', name: `0-${'x'.repeat(60)}` });
    expect(await work.text('backlog_status')).not.toContain(' 0-x');
  });
});

test('a second version names the one that it replaces, and the same text again replaces none', async () => {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Plan the work' });
  const write = (content: string) => work.text('task_doc_write', { id: 1, name: 'plan', content });
  expect(await write('First')).toBe('Saved plan of task 1, version 1');
  expect(await write('Second')).toBe('Saved plan of task 1, version 2. It replaces version 1.');
  expect(await write('Second')).toBe('Saved plan of task 1, version 2');
});
