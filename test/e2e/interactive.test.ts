import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { FOR_SOAK, unless, WITHOUT_TMUX } from '../support/needs.ts';
import { whyLeftOut } from './support/clients.ts';
import { call, say } from './support/reply.ts';
import { type Script, startModel, type Turn } from './support/scripted-model.ts';
import { type Conversation, sitAtClaude } from './support/tmux.ts';
import { ALL_TOOLS, openWorkshop, tool, type Workshop } from './support/workshop.ts';

const plugin = builtPlugin();
const REPORT = 'Could not finish: the form needs a decision about labels.';
const reason = FOR_SOAK ?? whyLeftOut('new') ?? WITHOUT_TMUX;

interface Seat {
  shop: Workshop;
  conversation: Conversation;
  /** What the model was asked, oldest first. */
  asked(prompt: string): Turn[];
  held(): Promise<{ holder: string; label?: string }[]>;
}

/** A person at the terminal of the real client; the main model does what the words of the prompt stand for. */
async function sitDown(mode: string, main: Record<string, Script>, agent?: Script): Promise<Seat> {
  const shop = await openWorkshop('new', plugin);
  await shop.plan({ description: 'Fix login', scope: ['src/login/**'] });
  const model = await startModel();
  model.main((turn) => main[turn.prompt.trim()]?.(turn) ?? say(`Answered ${turn.prompt.trim().slice(0, 20)}`));
  if (agent) model.agent('AGENT-PROMPT', agent);
  const args = ['--permission-mode', mode, '--allowedTools', ALL_TOOLS];
  const conversation = await sitAtClaude({ ...shop, model, pluginDir: plugin.folder, args });
  await conversation.shows(/for shortcuts|to cycle|for agents/);
  const asked = (prompt: string) => model.asked('main').filter((turn) => turn.prompt.trim() === prompt);
  const held = async () => (await shop.cli<{ claims: { holder: string; label?: string }[] }>('claim', 'list')).claims;
  return { shop, conversation, asked, held };
}

describe('at a terminal', unless(reason), () => {
  test('a conversation that is moved to the background goes on with its task; agents report what they hand back', async () => {
    await Promise.all([movesToTheBackground(), handsBack()]);
  });
});

/**
 * The key ← moves the conversation: a fork of it goes on in a process of the client's daemon, and the old process lives on. In the
 * background the client edits in a worktree only.
 */
async function movesToTheBackground(): Promise<void> {
  const cwd = { now: '' };
  const write = () => {
    const file_path = join(cwd.now, '.claude/worktrees/bg/src/login/form.ts');
    return call('Write', { file_path, content: '// form\n' });
  };
  const seat = await sitDown('acceptEdits', {
    begin: ({ step }) => (step === 0 ? call(tool('task_start'), { id: 1 }) : say('Begun.')),
    'write it': ({ step }) => [call('EnterWorktree', { name: 'bg' }), write()][step] ?? say('Written.'),
  });
  const { conversation, shop } = seat;
  cwd.now = shop.cwd;
  conversation.press('/impl');
  await conversation.shows(skillRow('implement'));
  conversation.press('C-u');
  conversation.say('begin');
  await conversation.shows(/Begun\./);
  const [before] = await seat.held();
  expect(before?.label).toBe('#1 Fix login');
  await conversation.pressUntil('Left', /moved to the background/);
  await expect
    .poll(async () => (await seat.held())[0]?.holder, { message: 'the claim has the fork as its holder' })
    .not.toBe(before?.holder);
  await conversation.pressUntil('Enter', /^(?!.*moved to the background).*Begun\./s, /moved to the background/);
  conversation.say('write it');
  await conversation.shows(/Written\./);
  const [first, , third] = seat.asked('write it');
  expect(third?.last?.text).toContain('File created');
  expect(first?.text).toMatch(/Your active tasks:\n- 1 - active Fix login/);
  expect(third?.text, 'a hook without an answer').not.toContain('hook success');
  expect(await seat.held()).toHaveLength(1);
}

/** The row of a skill in the client's menu: with the description that the skill has, whatever it is now. */
function skillRow(name: string): RegExp {
  const [, description = ''] = /^description: (.+)$/m.exec(
    readFileSync(join(plugin.folder, 'skills', name, 'SKILL.md'), 'utf8'),
  )!;
  const words = description.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`/backlog:${name} +\\(Backlog\\) ${words} *$`, 'm');
}

/** In auto mode an agent reports by a tool of the client; one that ends with plain text is woken to do so. */
async function handsBack(): Promise<void> {
  const { conversation, shop } = await sitDown(
    'auto',
    {
      launch: ({ step }) =>
        step === 0
          ? call('Agent', {
              ...{ description: 'x', prompt: 'AGENT-PROMPT: task 1', subagent_type: 'general-purpose' },
              run_in_background: true,
            })
          : say('Launched.'),
    },
    ({ text, step }) => {
      if (text.includes('[handback-send-enforce]')) return call('SubagentHandback', { message: REPORT });
      return step === 0 ? call(tool('task_info'), { id: 1 }) : say('plain end');
    },
  );
  conversation.say('launch');
  await conversation.pressUntil('Enter', /Do you want to proceed/, /Enter to stay in auto mode/);
  await conversation.pressUntil('Down', /❯ Yes/, /Do you want to proceed/);
  conversation.press('Enter');
  const handoff = async () =>
    (await shop.cli<{ record: { handoff?: { note: string } } }>('task', 'info', '1')).record.handoff;
  await expect.poll(async () => (await handoff())?.note, { message: 'the report is the handoff' }).toBe(REPORT);
}
