import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CLIENT_CAPABILITIES_META_KEY, PROTOCOL_VERSION_META_KEY } from '@modelcontextprotocol/client';
import { expect, onTestFinished, test } from 'vitest';
import { TASKS } from '../../../src/interfaces/mcp/tasks.ts';
import { field } from '../../runs/support/field.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { inRun } from '../../support/runs.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';

const plugin = builtPlugin();

/** Ends its first rounds when a file exists, and writes in the third one. */
const ASKER = `
import { existsSync, writeFileSync } from 'node:fs';
const { BACKLOG_ROUND: round, BACKLOG_DIR: queue } = process.env;
if (round !== '3') while (!existsSync(queue + '/../asked' + round)) await new Promise((go) => setTimeout(go, 20));
else writeFileSync('src/a.txt', 'answered');
`;

type Json = Record<string, unknown>;

/** Speaks to a server of the field's queue as a client of the modern era. */
function speaking({ user, store }: { user: string; store: string }, capabilities: Json) {
  const child = spawn(process.execPath, [plugin.server], {
    cwd: user,
    env: { ...ENVIRONMENT, HOME: join(store, '..'), BACKLOG_DIR: store, TZ: 'UTC' },
  });
  onTestFinished(() => void child.kill());
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  let last = 0;
  return async (method: string, params: Json = {}): Promise<Json> => {
    const id = ++last;
    const _meta = { [PROTOCOL_VERSION_META_KEY]: '2026-07-28', [CLIENT_CAPABILITIES_META_KEY]: capabilities };
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta } })}\n`);
    for (const late = performance.now() + DEADLINE_MS; performance.now() < late; await wait(10)) {
      const all = output.split('\n').slice(0, -1);
      const answer = all.map((line): Json => JSON.parse(line)).find((one) => one.id === id);
      if (answer) return (answer.result ?? answer.error) as Json;
    }
    throw new Error(`no answer to ${method}: ${output}`);
  };
}

const names = ({ tools }: Json) => (tools as { name: string }[]).map(({ name }) => name);

test('a client with tasks waits for a run in the background: working, the question of its agent, and completed at its review', async () => {
  const place = await field({ ...plugin });
  await place.agent('asker', ASKER);
  const id = await place.start(await place.task({ description: 'Colour', scope: 'src/**' }), 'asker');
  await place.becomes(id, 'running');
  const ask = speaking(place, { elicitation: { form: {} }, extensions: { [TASKS]: {} } });
  expect(await ask('server/discover')).toMatchObject({ capabilities: { extensions: { [TASKS]: {} } } });
  expect(names(await ask('tools/list'))).toContain('run_wait');
  const call = () => ask('tools/call', { name: 'run_wait', arguments: { run: id } });
  const task = await call();
  expect(task).toMatchObject({ resultType: 'task', taskId: `run_wait-${id}`, status: 'working' });
  const { taskId } = task;
  expect(await ask('tasks/get', { taskId })).toMatchObject({ resultType: 'complete', status: 'working' });
  // A client asks again after any other code.
  for (const method of ['tasks/get', 'tasks/update', 'tasks/cancel'])
    for (const unknown of ['run_wait-r99', 'other', `run_wait-${'x'.repeat(9_000)}`]) {
      const { code, message } = await ask(method, { taskId: unknown });
      expect([method, code, String(message).length < 100]).toEqual([method, -32602, true]);
    }
  expect(await speaking(place, {})('tasks/get', { taskId })).toMatchObject({ code: -32021 });

  await place.run('run_ask', { text: 'Which colour?' }, inRun(id));
  writeFileSync(join(place.store, '../asked1'), '');
  await place.becomes(id, 'asking');
  const asked = async () => Object.entries((await ask('tasks/get', { taskId })).inputRequests ?? {});
  const [[first, form]] = (await asked()) as [[string, Json]];
  expect(form).toMatchObject({
    method: 'elicitation/create',
    params: { message: `The agent of run ${id} asks: Which colour?` },
  });
  const says = (key: string, text: string) =>
    ask('tasks/update', { taskId, inputResponses: { [key]: { action: 'accept', content: { text } } } });
  // A person answers at a terminal, and the agent asks something else: the client's late answer is for the first question.
  await place.run('run_answer', { run: id, note: 'Red' });
  await place.becomes(id, 'running');
  await place.run('run_ask', { text: 'Which shade?' }, inRun(id));
  writeFileSync(join(place.store, '../asked2'), '');
  await place.becomes(id, 'asking');
  expect(await says(first, 'Blue')).toMatchObject({ resultType: 'complete' });
  const [[second]] = (await asked()) as [[string, Json]];
  expect(second).not.toBe(first);
  expect(await says(second, 'Dark')).toMatchObject({ resultType: 'complete' });
  await place.becomes(id, 'review');
  const answers = Array.from(place.opened.store.state.all('question'), ([, { text, answer }]) => [text, answer]);
  expect(answers).toContainEqual(['Which colour?', expect.objectContaining({ text: 'Red' })]);
  const byClient = { text: 'Dark', actor: expect.stringMatching(/^human:/) };
  expect(answers).toContainEqual(['Which shade?', expect.objectContaining(byClient)]);
  const done = await ask('tasks/get', { taskId });
  expect(done).toMatchObject({ status: 'completed', createdAt: task.createdAt });
  expect(JSON.stringify(done.result)).toContain(`${id} review`);
  // A run at rest is answered at once.
  expect(await call()).toMatchObject({ resultType: 'complete', content: [{ type: 'text' }] });
});

soak('a client without tasks neither gets the tool by default nor a task', async () => {
  const place = await field({ ...plugin });
  await place.task({ description: 'Colour' });
  const ask = speaking(place, {});
  expect(names(await ask('tools/list'))).not.toContain('run_wait');
  const answer = await ask('tools/call', { name: 'run_wait', arguments: { run: 'r1' } });
  expect(answer).toMatchObject({ resultType: 'complete', isError: true });
});
