import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { unless } from '../support/needs.ts';
import { accept, reviewer, whyNoPerson } from './support/at-review.ts';

const plugin = builtPlugin();

describe.each(['old', 'new'] as const)('a review in the interactive client (%s)', (version) => {
  const reason = whyNoPerson(version);

  test('ends in the session: diff, form, yes, merged', unless(reason), async () => {
    const { field, run, refusals, sit } = await reviewer(plugin, version);
    const conversation = await sit();
    const form = await conversation.shows(/requests your input/);
    expect(form).toMatch(/Approve run r1 of task 1 "Fix login" and merge it into main\?/);
    expect(form).toMatch(/Commit [0-9a-f]{7}: 1 file, \+1 -0 \(src\/a\.txt\)\. No checks ran\./);
    expect((await field.now(run)).state).toBe('review');
    await accept(conversation);
    expect(conversation.screen()).toContain('Answered: r1 approved 1 Fix login');
    await field.becomes(run, 'merged');
    expect(git(field.user, 'show', 'main:src/a.txt')).toBe('a\nmended');
    expect((await field.now(run)).verdict?.actor).toMatch(/^human:/);
    expect(await field.text('task_history', { id: 1 })).toMatch(/human:\S+ \(form, session \S+\) run_control/);
    expect(refusals()).toEqual([]);
  });

  test(
    'a declined form leaves the result in review, and so does one that is left with Escape',
    unless(reason),
    async () => {
      const { field, run, sit } = await reviewer(plugin, version);
      const conversation = await sit();
      await conversation.shows(/requests your input/);
      await conversation.pressUntil('Down', /❯ Accept/);
      await conversation.pressUntil('Right', /❯ Decline/);
      expect(await conversation.pressUntil('Enter', /Answered:/)).toMatch(
        /Answered: the form for this call was declined/,
      );
      expect((await field.now(run)).state).toBe('review');
      conversation.say(`/backlog:review ${run}`);
      await conversation.shows(/requests your input/);
      await conversation.pressUntil('Escape', /Answered: deciding about runs is for people/, /requests your input/);
      expect((await field.now(run)).state).toBe('review');
    },
  );
});

const newReason = whyNoPerson('new');

test('a hook of the client answers a form, as the page about forms says', unless(newReason), async () => {
  const answer = { hookEventName: 'Elicitation', action: 'accept', content: { yes: true } };
  const command = `echo '${JSON.stringify({ hookSpecificOutput: answer })}'`;
  const hooks = { Elicitation: [{ hooks: [{ type: 'command', command }] }] };
  const { field, run, sit } = await reviewer(plugin, 'new', { settings: { hooks } });
  const conversation = await sit();
  await conversation.shows(/Answered: r1 approved/);
  await field.becomes(run, 'merged');
});
