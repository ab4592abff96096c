import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { IS_SOAK } from '../support/seed.ts';
import { isTmuxThere } from '../support/tmux.ts';
import { whyLeftOut } from './support/clients.ts';
import { call, say } from './support/reply.ts';
import { clientField } from './support/run-field.ts';
import { startModel } from './support/scripted-model.ts';
import { type Conversation, sitAtClaude } from './support/tmux.ts';
import { tool } from './support/workshop.ts';

const plugin = builtPlugin();
const FIXER = `import { appendFileSync } from 'node:fs'; appendFileSync('src/a.txt', 'mended\\n');`;

/** A person at the real client, with a run in review; `/backlog:review r1` calls approve, as the skill says. */
async function reviewer(version: 'old' | 'new') {
  const field = await clientField(plugin);
  await field.agent('fixer', FIXER);
  const id = await field.task({ description: 'Fix login', scope: 'src/**' });
  const run = await field.start(id, 'fixer');
  const { result } = await field.becomes(run, 'review');
  const model = await startModel();
  const approve = { run, verb: 'approve', commit: result!.commit };
  model.main(({ prompt, step, last }) => {
    if (!prompt.includes('# Review\n')) return say('Nothing to do.');
    const steps = [
      call(tool('run_show'), { run }),
      call(tool('run_diff'), { run }),
      call(tool('run_control'), approve),
    ];
    return steps[step] ?? say(`Answered: ${last?.text.split('\n')[0]}`);
  });
  const conversation = await sitAtClaude({
    ...{ version, model, cwd: field.user, home: field.home, pluginDir: plugin.folder },
    // The client then waits for its servers before its first request.
    env: { ...field.env, MCP_CONNECTION_NONBLOCKING: '0', MCP_CONNECT_TIMEOUT_MS: '60000' },
    args: ['--permission-mode', 'default'],
  });
  await conversation.shows(/for shortcuts|to cycle|for agents/);
  conversation.say(`/backlog:review ${run}`);
  const form = await conversation.shows(/requests your input/);
  return { field, run, model, conversation, form };
}

/** Ticks the form's field and sends the form. The client leaves keys alone for a moment after it has opened a form. */
async function accept(conversation: Conversation): Promise<void> {
  await conversation.pressUntil('Space', /☒/);
  await conversation.pressUntil('Down', /❯ Accept/);
  await conversation.pressUntil('Enter', /Answered:/);
}

describe.each(['old', 'new'] as const)('a review in the interactive client (%s)', (version) => {
  const reason =
    whyLeftOut(version) ?? (isTmuxThere() ? (IS_SOAK ? undefined : 'for a soak') : 'tmux is not installed');

  test.skipIf(reason)('ends in the session: diff, form, yes, merged', async () => {
    const { field, run, model, conversation, form } = await reviewer(version);
    expect(form).toMatch(/Approve run r1 of task 1 "Fix login" and merge it into main\?/);
    expect(form).toMatch(/Commit [0-9a-f]{12}: 1 file, \+1 -0 \(src\/a\.txt\)\. No checks ran\./);
    expect((await field.now(run)).state).toBe('review');
    await accept(conversation);
    expect(conversation.screen()).toContain('Answered: r1 approved 1 Fix login');
    await field.becomes(run, 'merged');
    expect(git(field.user, 'show', 'main:src/a.txt')).toBe('a\nmended');
    expect((await field.now(run)).verdict?.actor).toMatch(/^human:/);
    expect(await field.text('task_history', { id: 1 })).toMatch(/human:\S+ \(form, session \S+\) run_control/);
    expect(
      model
        .asked('main')
        .flatMap(({ results }) => results)
        .filter(({ isError }) => isError),
    ).toEqual([]);
  });

  test.skipIf(reason)(
    'a declined form leaves the result in review, and so does one that is left with Escape',
    async () => {
      const { field, run, conversation } = await reviewer(version);
      await conversation.pressUntil('Down', /❯ Accept/);
      await conversation.pressUntil('Right', /❯ Decline/);
      expect(await conversation.pressUntil('Enter', /Answered:/)).toMatch(
        /Answered: human:\S+ declined this call in the form/,
      );
      expect((await field.now(run)).state).toBe('review');
      conversation.say(`/backlog:review ${run}`);
      await conversation.shows(/requests your input/);
      await conversation.pressUntil('Escape', /Answered: deciding about runs is for people/, /requests your input/);
      expect((await field.now(run)).state).toBe('review');
    },
  );
});
