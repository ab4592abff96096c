import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();

/** Writes a line in each round. */
const WRITER = `
import { appendFileSync } from 'node:fs';
appendFileSync('src/a.txt', 'round ' + process.env.BACKLOG_ROUND + '\\n');
console.log('done');
`;

/** Never ends by itself. */
const BUSY = `
import { writeFileSync } from 'node:fs';
writeFileSync('src/begun.txt', 'begun\\n');
setInterval(() => {}, 1_000);
`;

test('the next round reads what changed, and its result is made for it', async () => {
  const { run, agent, task, start, becomes, until, tree, refused } = await field(plugin);
  await agent('writer', WRITER);
  const number = await task({ description: 'Change a', spec: 'Make it work.' });
  const id = await start(number, 'writer');
  const first = await becomes(id, 'review');
  expect(first.basis).toMatchObject({ description: 'Change a', task: 'pending' });
  await run('task_doc_write', { id: String(number), content: 'Make it work on Windows, too.' });
  expect((await refused('run_approve', { run: id })).message).toContain('the spec was changed');
  await run('run_request_changes', { run: id, note: 'See the spec' });
  await until(id, ({ state, rounds = [] }) => state === 'review' && rounds.length === 2);
  const prompt = readFileSync(join(tree(id), '../prompt.md'), 'utf8');
  expect(prompt).toContain('the spec was changed');
  expect(prompt).toContain('Make it work on Windows, too.');
  await run('run_approve', { run: id });
  await becomes(id, 'merged');
});

test('the tag that stops work ends the agent and keeps its files; only a person resumes it', async () => {
  const { run, agent, task, start, becomes, until, tree, text } = await field(plugin);
  await agent('busy', BUSY);
  const number = await task({ description: 'Change a' });
  const id = await start(number, 'busy');
  await until(id, () => existsSync(join(tree(id), 'src/begun.txt')));
  await run('task_modify', { filter: String(number), tags: ['+backlog-stop'] });
  const stopped = await becomes(id, 'stopped');
  expect(stopped.reason).toMatchObject({ code: 'withdrawn', text: expect.stringContaining('is to stop') });
  expect(await text('backlog_status')).toContain('is to stop');
  await run('run_resume', { run: id });
  await until(id, ({ state }) => state === 'running');
  await run('run_stop', { run: id });
  expect((await becomes(id, 'stopped')).reason).toMatchObject({ code: 'asked' });
});
