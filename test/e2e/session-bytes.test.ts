import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { describeClients } from './support/describe-clients.ts';
import type { Turn } from './support/model-server.ts';
import { call, say } from './support/reply.ts';
import { ALL_TOOLS, openWorkshop, type Row, steps, tool } from './support/workshop.ts';

const plugin = builtPlugin();
const ALWAYS = ['task_next', 'task_done'].map(tool);
const LONG = 'and a long description that fills its line to the end and says more than anybody would read';

/**
 * Maximum number of bytes that the plugin adds to the first request of a session, with the listing of its skills: without
 * a queue, with one, and with one where the client searches for no tools.
 */
const LIMITS = { without: 2_048, search: 5_120, whole: 20_480 };

describeClients('the first request of a session', (version) => {
  soak.each([
    ['without a queue', false, 'true', LIMITS.without],
    ['with a queue', true, 'true', LIMITS.search],
    ['with a queue and without tool search', true, 'false', LIMITS.whole],
  ] as const)('%s is within its limit', async (name, queue, search, limit) => {
    const own = await first(true, queue, search);
    const plain = await first(false, queue, search);
    const ours = own.body.tools?.filter((one) => one.name.startsWith('mcp__plugin_backlog')) ?? [];
    if (search === 'true') expect(ours.map((one) => one.name).sort()).toEqual(queue ? [...ALWAYS].sort() : []);
    const bytes = bytesOf(own) - bytesOf(plain);
    console.log(`${version}, ${name}: ${bytes} bytes, ${ours.length} tools of ${bytesIn(ours)}`);
    if (process.env.BACKLOG_SHOW_BYTES) console.log(partsOf(own, plain));
    expect(bytes).toBeLessThanOrEqual(limit);
  });

  soak.each([
    ['five tasks of long words', 5, LONG],
    ['200 tasks of long words, some of them blocked and some active', 200, LONG],
    [
      '200 tasks in Japanese, some of them blocked and some active',
      200,
      'ログインの期限切れを直してテストを書く'.repeat(6),
    ],
    ['200 tasks of quoted words, some of them blocked and some active', 200, 'say "no" to "yes" '.repeat(6)],
  ] as const)('with %s is within its limit, whatever the summary has to say', async (name, count, words) => {
    const plain = await first(false, false, 'true');
    const shop = await openWorkshop(version, plugin);
    await shop.plan(...manyRows(count, words));
    for (const id of count > 5 ? ['1', '2', '4', '5', '7'] : []) await shop.cli('task', 'start', id);
    const { model } = await shop.play({
      main: () => say('ok'),
      allowedTools: [ALL_TOOLS],
      env: { ENABLE_TOOL_SEARCH: 'true' },
    });
    const own = model.asked('main')[0]!;
    const bytes = bytesOf(own) - bytesOf(plain);
    const [summary = ''] = /Backlog: \d+ .*?(?=<\/system-reminder>|$)/s.exec(own.text) ?? [];
    console.log(`${version}, ${name}: ${bytes} bytes, summary of ${Buffer.byteLength(summary)}`);
    if (process.env.BACKLOG_SHOW_BYTES) console.log(partsOf(own, plain));
    expect(bytes).toBeLessThanOrEqual(LIMITS.search);
  });

  soak(
    'an agent gets at most 1 KB of text beside its task, with its prompt and the names of its four tools',
    async () => {
      const shop = await openWorkshop(version, plugin);
      await shop.plan({ description: 'Fix login' });
      const launch = (prompt: string) =>
        call('Agent', {
          description: 'a task',
          prompt,
          subagent_type: 'backlog:implementer',
          run_in_background: false,
        });
      const { model } = await shop.play({
        main: steps(launch('Do task 1. NEEDLE')),
        agents: { NEEDLE: () => say('done') },
        allowedTools: [ALL_TOOLS],
        env: { ENABLE_TOOL_SEARCH: 'true' },
      });
      const [turn] = model.asked('agent', 'NEEDLE');
      const { tools = [], messages } = turn!.body;
      const ours = tools.filter(({ name }) => name.startsWith('mcp__plugin_backlog')).map(({ name }) => name);
      expect(ours).toEqual([tool('task_done')]);
      const own = turn!.system.slice(
        turn!.system.indexOf('Do the one task'),
        turn!.system.indexOf('what is open.') + 13,
      );
      const names = [...new Set(JSON.stringify(messages).match(/mcp__plugin_backlog_tasks__\w+/g))];
      const texts = JSON.stringify(messages);
      const [, start = ''] = /SubagentStart hook additional context: (.*?)\\n\\n/.exec(texts) ?? [];
      const [, brief = ''] = /NEEDLE(.*?)"/.exec(texts) ?? [];
      expect(brief).toContain('1 - ready Fix login');
      const parts = { own, start, names: names.join('\n') };
      const bytes = Object.values(parts).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      const each = Object.entries(parts).map(([name, text]) => `${name} ${Buffer.byteLength(text)}`);
      console.log(`${version}: ${bytes} bytes of an agent beside its brief: ${each.join(', ')}`);
      expect(start).toContain('task_done');
      expect(bytes).toBeLessThanOrEqual(1_024);
    },
  );

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

  async function first(withPlugin: boolean, queue: boolean, search: string): Promise<Turn> {
    const shop = await openWorkshop(version, plugin, { installed: !withPlugin });
    if (queue) await shop.plan(...Array.from({ length: 30 }, (_, i) => ({ description: `Task ${i}` })));
    const env = { ENABLE_TOOL_SEARCH: search };
    const { model } = await shop.play({ main: () => say('ok'), allowedTools: [ALL_TOOLS], env });
    return model.asked('main')[0]!;
  }
});

/** Lists the lines of a request that the request without the plugin doesn't have. */
function partsOf(own: Turn, plain: Turn): string {
  const linesOf = ({ body }: Turn) => JSON.stringify(body, undefined, 1).replaceAll('\\n', '\n').split('\n');
  const known = new Set(linesOf(plain));
  return linesOf(own)
    .filter((line) => !known.has(line))
    .join('\n');
}

function bytesOf({ body: { system, messages, tools } }: Turn): number {
  return bytesIn({ system, messages, tools });
}

function bytesIn(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Tasks with long descriptions and scopes: some blocked, some due, some of them without a scope. */
function manyRows(count: number, words: string): Row[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ description: `Task ${n} ${words}`, ref: `t${n}` },
    ...(n % 3 === 2 ? { depends: [`t${n - 1}`] } : {}),
    ...(n % 2 === 0 ? { scope: [`src/part-${n}/**`, `docs/part-${n}/**`] } : {}),
  }));
}
