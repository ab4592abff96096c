import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { clientHome } from './support/client-home.ts';
import { whyLeftOut } from './support/clients.ts';
import { type CodexCall, runCodex } from './support/codex.ts';
import { openWorkshop } from './support/workshop.ts';

const plugin = builtPlugin();
const reason = whyLeftOut('codex');

describe('Codex, which has no hooks of ours', unless(reason), () => {
  test('holds a task by its thread, and hands it off when it ends', async () => {
    const { shop, run, nothingHeld } = await bench();
    const { code, events } = await run(['task_start', { id: 1 }], ['claim_list', {}]);
    expect(code).toBe(0);
    const thread = String(events.find(({ type }) => type === 'thread.started')?.thread_id);
    const [started, claims] = events.filter(({ item }) => item?.result).map(({ item }) => JSON.stringify(item?.result));
    expect(started).toContain('Started and claimed.');
    expect(claims).toMatch(/#1 Fix login/);
    const { commits } = await shop.cli<{ commits: { actor: object }[] }>('task', 'history', '1');
    expect(commits[1]?.actor).toMatchObject({ name: 'codex-mcp-client', session: thread });
    await nothingHeld();
    expect(await shop.cli('task', 'list', '1', '--format', 'json')).toMatchObject({
      tasks: [{ status: 'pending', handoff: { note: expect.stringContaining('The client ended while') } }],
    });
  });

  soak('may take up again what it left', async () => {
    const { run, nothingHeld } = await bench();
    await run(['task_start', { id: 1 }]);
    await nothingHeld();
    const { events } = await run(['task_next', {}], ['task_done', { id: 1 }]);
    expect(JSON.stringify(events)).toContain('Completed #1');
  });
});

describe('Codex in a repository without a queue', unless(reason), () => {
  soak('reads all tools, so that the session that makes the queue can work with it', async () => {
    const { shop, run } = await bench({ queue: false });
    const { turns, events } = await run(
      ['task_add', { description: 'Fix login' }],
      ['task_next', {}],
      ['task_done', { id: 1 }],
    );
    expect(turns[0]?.tools).toEqual(expect.arrayContaining(['task_add', 'task_next', 'task_done']));
    expect(JSON.stringify(events)).toContain('Completed #1');
    expect(await shop.cli('task', 'count', 'status:completed')).toEqual({ count: 1 });
  });
});

async function bench({ queue = true } = {}) {
  const shop = await openWorkshop('new', plugin);
  if (queue) await shop.plan({ description: 'Fix login', scope: ['src/login/**'] });
  const home = clientHome();
  const run = (...calls: CodexCall[]) => runCodex({ cwd: shop.cwd, home, server: plugin.server, env: shop.env, calls });
  // Codex does not wait for the end of its servers.
  const nothingHeld = () => expect.poll(() => shop.cli('claim', 'list')).toMatchObject({ claims: [] });
  return { shop, run, nothingHeld };
}
