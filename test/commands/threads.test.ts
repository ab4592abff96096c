import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findCommand } from '../../src/commands/index.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { agent, testWorkspace } from '../support/workspace.ts';

async function asked() {
  const work = await testWorkspace();
  await work.run('task_add', { description: 'Fix login' });
  const { task } = await work.run<{ task: Task }>('task_annotate', { id: 1, text: 'Since when\nis it slow?' });
  return { work, question: task.annotations![0]!.id };
}

test('a note answers another one, named by its id or its words; the brief says what it answers', async () => {
  const { work, question } = await asked();
  await work.run('task_annotate', { id: 1, text: 'Since version 2', re: question }, agent('s1'));
  await work.run('task_annotate', { id: 1, text: 'Thanks', re: 'Since version 2' });
  const brief = await work.text('task_info', { id: 1 });
  expect(brief).toMatch(/- \[\w{8}\] .* human:ada: "Since when ⏎ is it slow\?"/);
  expect(brief).toMatch(/ai:claude-code\S* answers "Since when ⏎ is it slow\?": "Since version 2"/);
  expect(brief).toMatch(/human:ada answers "Since version 2": "Thanks"/);
});

test('an answer to what is not there is refused, with the ids that there are, and nothing is written', async () => {
  const { work, question } = await asked();
  expect(await work.refused('task_annotate', { id: 1, text: 'Yes', re: '00000000' })).toMatchObject({
    code: 'not-found',
    hint: expect.stringContaining(question),
  });
  expect(await work.refused('task_annotate', { id: 1, text: 'Yes', re: question, criterion: '1' })).toMatchObject({
    code: 'usage',
  });
  expect((await work.run<{ record: Task }>('task_info', { id: 1 })).record.annotations).toHaveLength(1);
});

test('answers stay when what they answer is removed', async () => {
  const { work, question } = await asked();
  await work.run('task_annotate', { id: 1, text: 'Since version 2', re: question });
  await work.run('task_denotate', { id: 1, text: question });
  expect(await work.text('task_info', { id: 1 })).toContain('answers a removed note: "Since version 2"');
  await work.run('task_undo');
  expect(await work.text('task_info', { id: 1 })).toContain('answers "Since when');
});

test('threads go out and come in whole', async () => {
  const { work, question } = await asked();
  await work.run('task_annotate', { id: 1, text: 'Since version 2', re: question });
  const other = await testWorkspace();
  const from = join(other.folder, 'project/export.json');
  writeFileSync(from, await work.text('task_export'));
  await other.run('task_import', { from });
  const notes = (await other.run<{ record: Task }>('task_info', { id: 1 })).record.annotations!;
  expect(notes.map(({ id, re }) => [id, re])).toEqual([
    [question, undefined],
    [expect.any(String), question],
  ]);
});

test('a removed note of an import says who wrote it, as the schema of the answer allows', async () => {
  const { run } = await testWorkspace();
  const annotations = [{ at: '2026-08-01T10:00:00Z', actor: 'human:boss', text: 'Ship it' }];
  await run('task_import', { tasks: [{ description: 'Fix login', annotations }] });
  const answer = await run('task_denotate', { id: 1, text: 'Ship it' });
  expect(answer).toMatchObject({ removed: { author: 'human:boss' } });
  expect(findCommand('task_denotate')!.output().parse(answer)).toEqual(answer);
});
