import { expect } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { describeClients } from './support/describe-clients.ts';
import type { Turn } from './support/model-server.ts';
import { say } from './support/reply.ts';
import { ALL_TOOLS, openWorkshop, tool } from './support/workshop.ts';

const plugin = builtPlugin();
const CORE = COMMANDS.filter(({ toolset }) => toolset === 'core').map(({ name }) => tool(name));

/** Maximum number of bytes that the plugin adds to the first request of a session, with tool search and without. */
const LIMITS = { search: 10_752, whole: 24_832 };

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
