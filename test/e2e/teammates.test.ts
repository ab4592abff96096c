import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { unless } from '../support/needs.ts';
import { gate } from './support/gate.ts';
import { call, say } from './support/reply.ts';
import type { Script } from './support/scripted-model.ts';
import { sitDown, whyNoSeat } from './support/seat.ts';
import { openWorkshop, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();
const TEAMS = { CLAUDE_CODE_EXPERIMENTAL_AGENT_TEAMS: '1' };

interface TaskNow {
  status: string;
  start?: string;
  handoff?: { note: string; actor: string };
}

async function taskNow(shop: Workshop): Promise<TaskNow> {
  return (await shop.cli<{ record: TaskNow }>('task', 'info', '1')).record;
}

/** The lead launches a teammate for task 1, which ends its turn half way and finishes the task after a message. */
async function team(where: 'in-process' | 'tmux') {
  const shop = await openWorkshop('new', plugin);
  await shop.plan(
    { description: 'Fix login', scope: ['src/login/**'] },
    { description: 'Write parser', scope: ['src/parser/**'] },
  );
  const [works, mayRest] = [gate(), gate()];
  const begins: Script = async ({ step }) => {
    if (step === 0) return write('src/login/a.ts');
    works.open();
    await mayRest.opened;
    return say('LAST-WORDS: half way');
  };
  const goesOn: Script = ({ step }) =>
    [write('src/login/c.ts'), call(tool('task_done'), { id: 1 })][step] ?? say('finished');
  const mate: Script = (turn) => (turn.prompt.includes('AGAIN-PROMPT') ? goesOn : begins)(turn);
  const launch = {
    ...{ description: 'd', prompt: 'MATE-PROMPT: do task 1' },
    ...{ subagent_type: 'general-purpose', name: 'mate' },
  };
  const seat = await sitDown(shop, plugin.folder, {
    main: {
      begin: ({ step }) => (step === 0 ? call('Agent', launch) : say('Launched.')),
      intrude: ({ step }) =>
        [write('src/login/b.ts'), call(tool('task_start'), { id: 1 }), call(tool('task_next'))][step] ??
        say('Intruded.'),
      wake: ({ step }) =>
        step === 0 ? call('SendMessage', { to: 'mate', summary: 'more', message: 'AGAIN-PROMPT' }) : say('Woken.'),
      'MATE-PROMPT': mate,
      'AGAIN-PROMPT': mate,
    },
    agents: { 'MATE-PROMPT': mate },
    args: ['--teammate-mode', where],
    env: TEAMS,
    opensPanes: where === 'tmux',
  });
  return { ...seat, works, mayRest };
}

const write = (path: string) => call('Write', { file_path: path, content: `// ${path}\n` });

describe('a teammate', unless(whyNoSeat), () => {
  test.each(['in-process', 'tmux'] as const)(
    '(%s) has its task from its first call, releases it when it is idle, and has it again after a message',
    async (where) => {
      const { shop, conversation, works, mayRest, held, asked } = await team(where);
      conversation.say('begin');
      await conversation.shows(/Launched\./);
      await works.opened;
      const [claim, ...more] = await held();
      expect([claim?.label, more]).toEqual(['#1 Fix login', []]);
      expect(claim?.holder).toMatch(where === 'tmux' ? /^[\w-]+$/ : /^[\w-]+\/amate-\w+$/);

      conversation.say('intrude');
      await conversation.shows(/Intruded\./);
      const [edit, start, next] = asked('intrude').at(-1)!.results;
      expect([edit, start].map((one) => one?.isError)).toEqual([true, true]);
      expect([edit, start].map((one) => one?.text)).toEqual([
        expect.stringContaining('#1 Fix login'),
        expect.stringMatching(/claimed by/),
      ]);
      expect(next?.text).toContain('2 - active Write parser');

      mayRest.open();
      await expect.poll(async () => (await taskNow(shop)).handoff?.note).toContain('LAST-WORDS: half way');
      expect((await held()).map(({ label }) => label)).toEqual(['#2 Write parser']);

      conversation.say('wake');
      await conversation.shows(/Woken\./);
      await expect.poll(async () => (await taskNow(shop)).status).toBe('completed');
      const { commits } = await shop.cli<{ commits: { command: string; actor: Record<string, string> }[] }>(
        ...['task', 'history', '1'],
      );
      expect(commits.find(({ command }) => command === 'task_done')?.actor.agentType).toBe('general-purpose');
    },
  );
});
