import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { agentsByPrompt } from './support/agents.ts';
import { describeClients } from './support/describe-clients.ts';
import { gate } from './support/gate.ts';
import { call, fail, type Reply, say, together } from './support/reply.ts';
import { ALL_TOOLS, openWorkshop, type Scene, steps, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();
const ALLOWED = ['Write', 'SendMessage', 'TaskStop', ALL_TOOLS];
const ROWS = [
  { description: 'Write the parser', scope: ['src/parser/**'], spec: 'SPEC-OF-THE-PARSER' },
  { description: 'Write the printer', scope: ['src/printer/**'] },
];
/** No second try at a failing endpoint. */
const ENV = { CLAUDE_CODE_MAX_RETRIES: '0' };

describeClients(
  'an agent that ends without a word',
  (version) => {
    test('because its endpoint failed has given its task back when the session goes on', async () => {
      const { shop, asked } = await play(version, {
        main: steps(launch('ONE-PROMPT: task 1'), say('waiting')),
        agents: { 'ONE-PROMPT': (turn) => (turn.step === 0 ? write('src/parser/a.ts') : fail(400)) },
      });
      expect(asked).toBeGreaterThan(0);
      expect(await claimsOf(shop)).toEqual([]);
      expect(await first(shop)).toMatchObject({
        status: 'pending',
        handoff: { note: expect.stringMatching(/failed before/) },
      });
    });

    test('because it was stopped has given its task back, and a second agent gets it', async () => {
      const works = gate();
      const { shop, told } = await play(version, {
        main: async ({ step, last }) => {
          if (step === 0) return launch('ONE-PROMPT: task 1', { run_in_background: true });
          if (step === 2) return launch('TWO-PROMPT: task 1');
          if (step > 2) return say('done');
          await works.opened;
          return call('TaskStop', { task_id: agentIn(last?.text) });
        },
        agents: {
          'ONE-PROMPT': async ({ step }) => {
            if (step === 0) return write('src/parser/a.ts');
            works.open();
            await wait(3_000);
            return say('too late');
          },
          'TWO-PROMPT': steps(write('src/parser/b.ts')),
        },
      });
      expect(told('TWO-PROMPT')).toContain('this is your task');
      expect(await claimsOf(shop)).toEqual([]);
    });

    test('because the person interrupted it has given its task back at the next prompt', async () => {
      const works = gate();
      const { told } = await play(version, {
        prompt: 'first',
        more: ['second'],
        interrupts: [works.opened],
        main: ({ text }) => {
          if (!text.includes('second')) return launch('ONE-PROMPT: task 1', { run_in_background: false });
          return text.includes('TWO-DONE') ? say('done') : launch('TWO-PROMPT: task 1', { run_in_background: false });
        },
        agents: {
          'ONE-PROMPT': async ({ step }) => {
            if (step === 0) return write('src/parser/a.ts');
            works.open();
            await wait(2_000);
            return say('too late');
          },
          'TWO-PROMPT': steps(write('src/parser/b.ts'), say('TWO-DONE')),
        },
      });
      expect(told('TWO-PROMPT')).toContain('this is your task');
    });

    test('in the background, by an interrupt, has given its task back at the end of the turn', async () => {
      const works = gate();
      const { shop } = await play(version, {
        prompt: 'first',
        more: ['second', 'third'],
        interrupts: [works.opened],
        main: async ({ prompt, step }) => {
          if (prompt.includes('first') && step === 0) return launch('ONE-PROMPT: task 1', { run_in_background: true });
          if (prompt.includes('first')) await wait(1_500);
          if (prompt.includes('third') && step === 0) return call(tool('claim_list'));
          return say('done');
        },
        agents: {
          'ONE-PROMPT': async ({ step }) => {
            if (step === 0) return write('src/parser/a.ts');
            works.open();
            await wait(2_500);
            return say('too late');
          },
        },
      });
      const { commits } = await shop.cli<History>('task', 'history', '1');
      expect(commits.map(({ command }) => command)).toContain('agent_stop');
      expect(await claimsOf(shop)).toEqual([]);
    });
  },
  { only: 'soak' },
);

describeClients(
  'a launch that comes to no agent',
  (version) => {
    test('leaves its task free for the next try', async () => {
      const { told } = await play(version, {
        main: steps(
          call('Agent', { description: 'x', prompt: 'ONE-PROMPT: task 1', subagent_type: 'no-such-type' }),
          launch('TWO-PROMPT: task 1'),
        ),
        agents: { 'TWO-PROMPT': steps(write('src/parser/a.ts')) },
      });
      expect(told('TWO-PROMPT')).toContain('this is your task');
    });

    test('because a rule denies it, too', async () => {
      const { told } = await play(version, {
        main: steps(
          launch('ONE-PROMPT: task 1'),
          call('Agent', { description: 'x', prompt: 'TWO-PROMPT: task 1', subagent_type: 'general-purpose' }),
        ),
        agents: { 'TWO-PROMPT': steps(write('src/parser/a.ts')) },
        args: ['--disallowedTools', 'Agent(backlog:implementer)'],
      });
      expect(told('TWO-PROMPT')).toContain('this is your task');
    });
  },
  { only: 'soak' },
);

describeClients(
  'an agent that goes on after its end',
  (version) => {
    test('resumed by a message, works under its own claim again', async () => {
      const { shop, files } = await play(version, {
        main: ({ step, text }) => {
          if (step === 0) return launch('ONE-PROMPT: task 1', { run_in_background: false });
          if (step === 1) return call('SendMessage', { to: agentIn(text), summary: 'more', message: 'AGAIN-PROMPT' });
          return say('done');
        },
        agents: {
          'AGAIN-PROMPT': ({ results }) =>
            results.some(({ input }) => String(input.file_path).endsWith('b.ts'))
              ? say('done')
              : write('src/parser/b.ts'),
          'ONE-PROMPT': steps(write('src/parser/a.ts')),
        },
      });
      expect(await files()).toEqual(expect.arrayContaining(['a.ts']));
      const commands = (await shop.cli<History>('task', 'history', '1')).commits.map(({ command }) => command);
      expect(commands.filter((command) => command === 'agent_resume')).toHaveLength(1);
      expect(commands.filter((command) => command === 'agent_stop')).toHaveLength(2);
    });

    test('kept by another hook, works under its own claim again', async () => {
      const { shop } = await play(version, {
        settings: {
          hooks: {
            SubagentStop: [
              { hooks: [{ type: 'command', command: 'test -e kept || { touch kept; echo KEEP-ON >&2; exit 2; }' }] },
            ],
          },
        },
        main: steps(launch('ONE-PROMPT: task 1')),
        agents: {
          'ONE-PROMPT': ({ step }) =>
            [write('src/parser/a.ts'), say('stopping'), write('src/parser/b.ts')][step] ?? say('done'),
        },
      });
      const { commits } = await shop.cli<History>('task', 'history', '1');
      expect(commits.map(({ command }) => command)).toEqual(expect.arrayContaining(['agent_resume']));
      expect(await claimsOf(shop)).toEqual([]);
    });
  },
  { only: 'soak' },
);

describeClients(
  'helpers',
  (version) => {
    test('of an agent that holds a task edit inside its claim, others do not', async () => {
      const { model } = await play(version, {
        main: steps(together(helper('ONE-PROMPT: task 1'), launch('TWO-PROMPT: task 2'))),
        agents: {
          'HELPER-PROMPT': steps(write('src/parser/helped.ts')),
          'ONE-PROMPT': steps(
            write('src/parser/a.ts'),
            helper('HELPER-PROMPT: help with task 1'),
            write('src/parser/b.ts'),
          ),
          'TWO-PROMPT': steps(write('src/parser/foreign.ts')),
        },
      });
      const last = (prompt: string) =>
        model
          .asked('agent', prompt)
          .filter(({ prompt: own }) => own.includes(prompt))
          .at(-1);
      expect(last('HELPER-PROMPT')?.prompt).toContain('claimed by the session or agent that launched you');
      expect(last('HELPER-PROMPT')?.results).toMatchObject([{ isError: false }]);
      expect(last('TWO-PROMPT')?.results).toMatchObject([{ isError: true }]);
      expect(last('ONE-PROMPT')?.results.map(({ isError }) => isError)).toEqual([false, false, false]);
    });

    test('that can only look get the brief and hold nothing, whatever number they name', async () => {
      const { shop, told } = await play(version, {
        main: steps(together(look('ONE-PROMPT: review task 1'), look('TWO-PROMPT: look at issue #2 on GitHub'))),
        agents: { 'ONE-PROMPT': steps(), 'TWO-PROMPT': steps() },
      });
      expect(told('ONE-PROMPT')).toMatch(/for information only.*SPEC-OF-THE-PARSER/s);
      expect(told('TWO-PROMPT')).not.toContain('Backlog:');
      const { commits } = await shop.cli<History>('task', 'history', '1');
      expect(commits).toHaveLength(1);
    });
  },
  { only: 'soak' },
);

describeClients(
  'as many agents as the client starts at once',
  (version) => {
    test('each sign with their own id', async () => {
      const many = Array.from({ length: 50 }, (_, n) => `PROMPT-${n}-`);
      const { shop, model } = await play(version, {
        main: steps(
          together(
            ...many.map((prompt) => call('Agent', { description: 'x', prompt, subagent_type: 'general-purpose' })),
          ),
        ),
        agents: Object.fromEntries(
          many.map((prompt) => [prompt, steps(call(tool('task_add'), { description: prompt }))]),
        ),
      });
      const added = model
        .asked('agent')
        .filter(({ step }) => step === 1)
        .map(({ prompt }) => prompt);
      const silent = many.filter((prompt) => !added.some((one) => one.includes(prompt)));
      const known = silent.map((prompt) => [prompt, ...model.asked('agent', prompt).map(({ last }) => last?.text)]);
      expect(added.length, JSON.stringify(known)).toBeGreaterThanOrEqual(version === 'old' ? 50 : 20);
      const ids = await shop.agentsByPrompt();
      const { commits } = await shop.cli<History>('task', 'history', '--limit', '500');
      const made = commits.filter(({ command }) => command === 'task_add');
      expect(made).toHaveLength(added.length);
      for (const { actor, changes } of made) {
        const description = changes.find(({ kind }) => kind === 'task')?.after.description;
        expect([description, actor.agent]).toEqual([description, ids.get(String(description))]);
      }
    });
  },
  { only: 'soak' },
);

interface Playing extends Omit<Scene, 'allowedTools'> {
  /** The project's own settings. */
  settings?: object;
}

/** A session in a repository with two tasks. */
async function play(version: Workshop['version'], { settings, ...scene }: Playing) {
  const shop = await openWorkshop(version, plugin);
  await shop.plan(...ROWS);
  if (settings) {
    await mkdir(join(shop.cwd, '.claude'));
    await writeFile(join(shop.cwd, '.claude/settings.json'), JSON.stringify(settings));
  }
  const { model, result } = await shop.play({ ...scene, allowedTools: ALLOWED, env: { ...ENV, ...scene.env } });
  expect(result.code).toBe(0);
  return {
    model,
    asked: model.asked('agent').length,
    /** The prompt that an agent got. */
    told: (prompt: string) => model.asked('agent', prompt)[0]?.prompt ?? '',
    files: async () => readdir(join(shop.cwd, 'src/parser')),
    shop: { ...shop, agentsByPrompt: () => agentsByPrompt(shop, result.events) },
  };
}

interface History {
  commits: {
    command: string;
    actor: { agent?: string };
    changes: { kind: string; after: { description?: string } }[];
  }[];
}

async function claimsOf(shop: Workshop): Promise<unknown[]> {
  return (await shop.cli<{ claims: unknown[] }>('claim', 'list')).claims;
}

async function first(shop: Workshop): Promise<unknown> {
  return (await shop.cli<{ tasks: unknown[] }>('task', 'list', '1', '--format', 'json')).tasks[0];
}

function launch(prompt: string, more: object = {}): Reply {
  return call('Agent', { description: 'a task', prompt, subagent_type: 'backlog:implementer', ...more });
}

function helper(prompt: string): Reply {
  return call('Agent', { description: 'help', prompt, subagent_type: 'general-purpose' });
}

function look(prompt: string): Reply {
  return call('Agent', { description: 'a look', prompt, subagent_type: 'Explore' });
}

/** Relative to where the client runs. */
function write(path: string): Reply {
  return call('Write', { file_path: path, content: `// ${path}\n` });
}

function agentIn(text: string | undefined): string {
  return /agentId: (\w+)/.exec(text ?? '')?.[1] ?? 'none';
}
