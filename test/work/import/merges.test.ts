import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { tempFolder } from '../../support/folder.ts';
import { testWorkspace } from '../../support/workspace.ts';

interface Answer {
  changed: { id: number; fields: string[] }[];
  warnings: string[];
}

const NOTHING = { imported: [], changed: [], unchanged: 1, warnings: [] };

/** A file with one task of another tool, and the queue that imported it. */
async function ground(row: object) {
  const work = await testWorkspace();
  const file = join(tempFolder('merges'), 'issues.jsonl');
  const first = { id: 'b-1', title: 'One', status: 'open', priority: 2, issue_type: 'task', ...row };
  const bring = (more: object = {}, ways: object = {}) => {
    writeFileSync(file, `${JSON.stringify({ ...first, ...more })}\n`);
    return work.run<Answer>('task_import', { from: file, ...ways });
  };
  await bring();
  const task = async () =>
    (await work.run<{ tasks: (Task & { docs?: { spec?: string } })[] }>('task_export')).tasks[0]!;
  return { ...work, bring, task };
}

describe('an import merges what both sides changed', () => {
  test('the paragraphs of a text, also the second time, and each text stays a version', async () => {
    const { run, bring, task } = await ground({ description: 'One.\n\nTwo.\n\nThree.' });
    await run('task_doc_write', { id: 1, content: 'One here.\n\nTwo.\n\nThree.' });
    const there = { description: 'One.\n\nTwo.\n\nThree there.' };
    expect(await bring(there, { dry_run: true })).toMatchObject({ changed: [{ id: 1, fields: ['docs.spec'] }] });
    expect(await bring(there)).toMatchObject({ changed: [{ id: 1, fields: ['docs.spec'] }], warnings: [] });
    expect((await task()).docs?.spec).toBe('One here.\n\nTwo.\n\nThree there.');
    expect(await bring(there)).toMatchObject(NOTHING);
    await run('task_doc_write', { id: 1, content: 'One here again.\n\nTwo.\n\nThree there.' });
    expect(await bring({ description: 'One.\n\nTwo there.\n\nThree there.' })).toMatchObject({ warnings: [] });
    expect((await task()).docs?.spec).toBe('One here again.\n\nTwo there.\n\nThree there.');
    const versions = await Promise.all(
      [1, 3, 4].map((version) => run<{ content: string }>('task_doc_read', { id: 1, version })),
    );
    expect(versions.map(({ content }) => content.split('\n')[4])).toEqual(['Three.', 'Three there.', 'Three there.']);
  });

  test('a paragraph that both changed is a conflict: the text here stays, and both are named', async () => {
    const { run, bring, task } = await ground({ description: 'One.\n\nTwo.' });
    await run('task_doc_write', { id: 1, content: 'One here.\n\nTwo.' });
    for (const _ of [1, 2])
      expect((await bring({ description: 'One there.\n\nTwo.' })).warnings).toEqual([
        expect.stringContaining('document spec: changed here and there; "One here.\\n\\nTwo." stays, "One there.'),
      ]);
    expect((await task()).docs?.spec).toBe('One here.\n\nTwo.');
    await bring({ description: 'One there.\n\nTwo.' }, { theirs: true });
    expect((await task()).docs?.spec).toBe('One there.\n\nTwo.');
  });

  test('a text that one side removed and the other changed is a conflict', async () => {
    const { run, bring, task } = await ground({ description: 'One.' });
    await run('task_doc_write', { id: 1, content: 'One.\n\nHere.' });
    expect((await bring({ description: '' })).warnings).toEqual([
      expect.stringContaining('document spec: changed here and there; "One.\\n\\nHere." stays, nothing is left out'),
    ]);
    expect((await task()).docs?.spec).toBe('One.\n\nHere.');
  });

  test('tags and criteria: what one side added comes, what it removed goes', async () => {
    const { run, bring, task } = await ground({ labels: ['a', 'b'], acceptance_criteria: '- One\n- Two' });
    await run('task_modify', { filter: '1', tags: '-a,+here', acceptance: 'One\nTwo\nHere' });
    await run('task_annotate', { id: 1, criterion: 1, text: 'green' });
    const there = { labels: ['a', 'there'], acceptance_criteria: '- One\n- Two\n- There' };
    expect((await bring(there)).warnings).toEqual([]);
    const { tags, acceptance } = await task();
    expect(tags).toEqual(['here', 'there']);
    expect(acceptance!.map(({ text, met }) => [text, met?.evidence])).toEqual([
      ['One', 'green'],
      ...['Two', 'Here', 'There'].map((one) => [one, undefined]),
    ]);
    expect(await bring(there)).toMatchObject(NOTHING);
    await run('task_modify', { filter: '1', tags: '+again' });
    expect((await bring({ ...there, labels: ['there', 'more'] })).warnings).toEqual([]);
    expect((await task()).tags).toEqual(['here', 'there', 'again', 'more']);
  });

  test('both changed a field to the same value: later, only a change counts', async () => {
    const { run, bring, task } = await ground({});
    await run('task_modify', { filter: '1', description: 'Same' });
    expect(await bring({ title: 'Same' })).toMatchObject({ changed: [] });
    await run('task_modify', { filter: '1', description: 'Here' });
    expect(await bring({ title: 'Same' })).toMatchObject(NOTHING);
    expect((await task()).description).toBe('Here');
  });

  test('another order of tags is no change', async () => {
    const { run, bring } = await ground({ labels: ['a', 'b'] });
    await run('task_modify', { filter: '1', tags: '+here' });
    expect(await bring({ labels: ['b', 'a'] })).toMatchObject({ changed: [], warnings: [] });
  });
});
