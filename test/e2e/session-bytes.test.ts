import { expect } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { describeClients } from './support/describe-clients.ts';
import type { Turn } from './support/model-server.ts';
import { call, say } from './support/reply.ts';
import { ALL_TOOLS, openWorkshop, steps, tool } from './support/workshop.ts';

const plugin = builtPlugin();
const CORE = COMMANDS.filter(({ toolset }) => toolset === 'core').map(({ name }) => tool(name));

/** Maximum number of bytes that the plugin adds to the first request of a session, with tool search and without. */
const LIMITS = { search: 9_472, whole: 20_480 };

describeClients('the first request of a session', (version) => {
  soak.each([
    ['with tool search', 'true', LIMITS.search],
    ['without tool search', 'false', LIMITS.whole],
  ])('%s has the core tools whole, within the limit', async (_, search, limit) => {
    const with30 = await first(true, search);
    const without = await first(false, search);
    const ours = with30.body.tools?.filter(({ name }) => name.startsWith('mcp__plugin_backlog')) ?? [];
    expect(ours.map(({ name }) => name)).toEqual(expect.arrayContaining(CORE));
    if (search === 'true') expect(ours).toHaveLength(CORE.length);
    const bytes = bytesOf(with30) - bytesOf(without);
    console.log(`${version}, search ${search}: ${bytes} bytes, ${ours.length} tools of ${bytesIn(ours)}`);
    expect(bytes).toBeLessThanOrEqual(limit);
  });

  soak('a call may name fields that the list omits, and write lists and numbers as it likes', async () => {
    const shop = await openWorkshop(version, plugin);
    const { result } = await shop.play({
      main: steps(
        call(tool('task_add'), { description: 'Water', due: 'friday', recur: 'weekly', tags: ['home', 'garden'] }),
        call(tool('task_add'), { description: 'Dig', estimate: '2h', tags: 'home,garden' }),
        call(tool('task_modify'), { filter: 3, rank: 7, wait: 'friday' }),
        call(tool('task_done'), { id: [3], force: true }),
      ),
      allowedTools: [ALL_TOOLS],
    });
    expect(result).toMatchObject({ code: 0, answer: 'done' });
    expect(await shop.cli('task', 'list', 'status.any:', '--sort', 'id+')).toMatchObject({
      tasks: [
        { description: 'Water', status: 'recurring', recur: 'weekly', tags: ['home', 'garden'] },
        { description: 'Water', status: 'pending' },
        { description: 'Dig', status: 'completed', estimate: 'PT2H', tags: ['home', 'garden'], rank: 7 },
      ],
    });
  });

  async function first(withPlugin: boolean, search: string): Promise<Turn> {
    const shop = await openWorkshop(version, plugin, { installed: !withPlugin });
    await shop.plan(...Array.from({ length: 30 }, (_, i) => ({ description: `Task ${i}` })));
    const env = { ENABLE_TOOL_SEARCH: search };
    const { model } = await shop.play({ main: () => say('ok'), allowedTools: [ALL_TOOLS], env });
    return model.asked('main')[0]!;
  }
});

function bytesOf({ body: { system, messages, tools } }: Turn): number {
  return bytesIn({ system, messages, tools });
}

function bytesIn(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
