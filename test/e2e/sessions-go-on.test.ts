import { readFileSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type BuiltPlugin, builtPlugin } from '../support/built-plugin.ts';
import { carrying } from '../support/carrying.ts';
import { WAITS_FOR_NOTHING } from './support/claude.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, type Reply, say } from './support/reply.ts';
import { tempFolder } from './support/repo.ts';
import type { Turn } from './support/scripted-model.ts';
import { ALL_TOOLS, openWorkshop, steps, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();
const ALLOWED = ['Write', 'SendMessage', 'EnterWorktree', ALL_TOOLS];
const SUMMARY = 'Backlog: 2 open';
const ROWS = [
  { description: 'Write the parser', scope: ['src/parser/**'], spec: 'SPEC-OF-THE-PARSER' },
  { description: 'Write the printer', scope: ['src/printer/**'] },
];

describeClients(
  'a session that does not go straight on',
  (version) => {
    test('has its task though a launch was denied, its server hangs and dies; foreign edits are refused, or it is told that they are not', async () => {
      const shop = await withTasks(version);
      await shop.cli('task', 'start', '2');
      const at: number[] = [];
      const acts: Record<number, () => void> = {
        4: () => signalServers(shop, 'SIGSTOP'),
        5: () => signalServers(shop, 'SIGCONT'),
        6: () => signalServers(shop, 'SIGKILL'),
      };
      const replies = [
        launch('ONE-PROMPT: task 1'),
        call(tool('task_next'), {}),
        write('src/parser/own.ts'),
        write('src/printer/foreign.ts'),
        write('src/parser/slow.ts'),
        write('src/printer/late.ts'),
        write('src/parser/own-again.ts'),
        call(tool('task_annotate'), { id: 1, text: 'NOTED' }),
        write('src/printer/last.ts'),
      ];
      const { model, result } = await shop.play({
        main: ({ step }) => {
          at[step] = performance.now();
          acts[step]?.();
          return replies[step] ?? say('done');
        },
        allowedTools: ALLOWED,
        args: ['--settings', JSON.stringify({ permissions: { ask: ['Agent'] } })],
      });
      expect(result.denials[0]?.tool_name).toMatch(/^(Agent|Task)$/);
      const { results } = model.asked('main').at(-1)!;
      const isRefused = results.map(({ isError }) => isError);
      expect(isRefused.slice(0, 5), JSON.stringify(results)).toEqual([true, false, false, true, false]);
      expect(results[3]?.text).toContain('#2 Write the printer');
      expect(at[5]! - at[4]!, 'an edit waits for a hanging server').toBeLessThan(8_000);
      expect(isRefused.slice(5), JSON.stringify(results)).toEqual([true, false, false, version === 'new']);
      const told = 'hooks of the client do not reach this server';
      expect(model.asked('main').at(-1)?.text.split(told).length).toBe(version === 'new' ? 1 : 2);
      const { commits } = await shop.cli<History>('task', 'history', '1');
      expect(commits.map(({ command }) => command)).toEqual(expect.arrayContaining(['task_next', 'task_annotate']));
      expect(await claimsOf(shop)).toMatchObject([{ label: '#2 Write the printer' }]);
    });

    test('gives agents that can only look the brief and no claim; one launched after EnterWorktree has its task', async () => {
      const looker =
        '---\nname: another\ndescription: Looks\ndisallowedTools: Edit, Write, NotebookEdit, Bash\n---\nLook.\n';
      const shop = await withTasks(version, { '.claude/agents/team/looker.md': looker });
      const agents = { peeker: { description: 'Peeks', prompt: 'Peek.', tools: ['Read', 'Grep'] } };
      const seen: unknown[] = [];
      const look = async ({ step }: Turn) => {
        if (step === 0) seen.push(...(await claimsOf(shop)));
        return say('looked');
      };
      const { model, result } = await shop.play({
        main: steps(
          launch('LOOK-PROMPT: task 1', 'another'),
          launch('PEEK-PROMPT: task 1', 'peeker'),
          call('EnterWorktree', { name: 'w5' }),
          launch('WORK-PROMPT: do task 1'),
        ),
        agents: {
          'LOOK-PROMPT': look,
          'PEEK-PROMPT': look,
          'WORK-PROMPT': steps(
            write('.claude/worktrees/w5/src/parser/a.ts'),
            call(tool('task_done'), { id: 1, evidence: [] }),
          ),
        },
        allowedTools: ALLOWED,
        args: ['--agents', JSON.stringify(agents)],
      });
      expect(result.code).toBe(0);
      for (const prompt of ['LOOK-PROMPT', 'PEEK-PROMPT'])
        expect(model.asked('agent', prompt)[0]?.prompt).toMatch(/for information only.*SPEC-OF-THE-PARSER/s);
      expect(seen).toEqual([]);
      const worked = model.asked('agent', 'WORK-PROMPT').at(-1);
      expect(worked?.results.map(({ isError, text }) => isError && text)).toEqual([false, false]);
      const { commits } = await shop.cli<History>('task', 'history', '1');
      expect(commits.map(({ command }) => command)).not.toContain('task_stop');
      const done = commits.find(({ command }) => command === 'task_done');
      expect(done?.actor.agent).toMatch(/^\w+$/);
    });

    test('and is forked as it is resumed holds nothing: the fork may take the task, and so may the next session', async () => {
      const shop = await withTasks(version);
      const first = await shop.play({ main: steps(call(tool('task_start'), { id: 1 })), allowedTools: ALLOWED });
      const fork = await shop.play({
        main: steps(write('src/parser/a.ts'), call(tool('task_start'), { id: 1 }), write('src/parser/b.ts')),
        allowedTools: ALLOWED,
        resume: first.result.session,
        args: ['--fork-session'],
      });
      expect(fork.result.session).not.toBe(first.result.session);
      const { results } = fork.model.asked('main').at(-1)!;
      expect(results.map(({ isError, text }) => isError && text)).toEqual([false, false, false]);
      expect(await claimsOf(shop)).toEqual([]);
      const third = await shop.play({ main: steps(call(tool('task_start'), { id: 1 })), allowedTools: ALLOWED });
      expect(third.model.asked('main').at(-1)?.last).toMatchObject({ isError: false });
    });

    test('wakes an agent of the time before its end, which has its task again', async () => {
      const shop = await withTasks(version);
      const first = await shop.play({
        main: steps(launch('ONE-PROMPT: task 1')),
        agents: { 'ONE-PROMPT': steps(write('src/parser/a.ts'), say('half way')) },
        allowedTools: ALLOWED,
      });
      const agent = /agentId: (\w+)/.exec(first.model.asked('main').at(-1)?.text ?? '')?.[1] ?? 'none';
      expect(await claimsOf(shop)).toEqual([]);
      const again = await shop.play({
        main: steps(call('SendMessage', { to: agent, summary: 'more', message: 'AGAIN-PROMPT' })),
        agents: {
          'AGAIN-PROMPT': ({ results }) => {
            const done = results.map(({ input }) => String(input.file_path ?? input.id));
            if (!done.some((one) => one.endsWith('b.ts'))) return write('src/parser/b.ts');
            return done.includes('1') ? say('done') : call(tool('task_done'), { id: 1 });
          },
        },
        allowedTools: ALLOWED,
        resume: first.result.session,
      });
      const woken = again.model.asked('agent').at(-1);
      expect(woken?.results.filter(({ isError }) => isError)).toEqual([]);
      const { tasks } = await shop.cli<{ tasks: object[] }>('task', 'list', '1', '--format', 'json');
      expect(tasks).toMatchObject([{ status: 'completed' }]);
    });

    test('has what is ready before its model though its server comes late', async () => {
      const shop = await withTasks(version, {}, await slowPlugin(plugin, 3));
      const { model } = await shop.play({
        main: async ({ step, text }) => {
          if (text.includes(SUMMARY) || step > 100) return say('done');
          await wait(100);
          return write(`src/free/${step}.ts`);
        },
        allowedTools: ALLOWED,
        env: WAITS_FOR_NOTHING,
      });
      const turns = model.asked('main');
      // The older client does not wait for it: the first hook that reaches it brings what was missed.
      expect(turns[version === 'new' ? 0 : turns.length - 1]?.text).toContain(SUMMARY);
    });
  },
  { only: 'soak' },
);

interface History {
  commits: { command: string; actor: { agent?: string } }[];
}

async function withTasks(
  version: Workshop['version'],
  files: Record<string, string> = {},
  of: BuiltPlugin = plugin,
): Promise<Workshop> {
  const shop = await openWorkshop(version, of, { files, aboutLimits: true });
  await shop.plan(...ROWS);
  return shop;
}

async function claimsOf(shop: Workshop): Promise<unknown[]> {
  return (await shop.cli<{ claims: unknown[] }>('claim', 'list')).claims;
}

function signalServers({ home }: Workshop, signal: NodeJS.Signals): void {
  const servers = carrying(`HOME=${home}`).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.cjs'),
  );
  expect(servers).toHaveLength(1);
  for (const pid of servers) process.kill(pid, signal);
}

/** The same plugin, whose server begins some seconds late. */
async function slowPlugin(of: BuiltPlugin, seconds: number): Promise<BuiltPlugin> {
  const folder = await tempFolder();
  await cp(of.folder, folder, { recursive: true });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the client fills it in
  const args = ['-c', `sleep ${seconds}; exec node "$0"`, '${CLAUDE_PLUGIN_ROOT}/dist/server.cjs'];
  await writeFile(join(folder, '.mcp.json'), JSON.stringify({ mcpServers: { tasks: { command: 'sh', args } } }));
  return { ...of, folder };
}

function launch(prompt: string, type = 'backlog:implementer'): Reply {
  return call('Agent', { description: 'a task', prompt, subagent_type: type, run_in_background: false });
}

/** Relative to where the client runs. */
function write(path: string): Reply {
  return call('Write', { file_path: path, content: `// ${path}\n` });
}
