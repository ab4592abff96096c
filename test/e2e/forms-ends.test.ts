import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { unless } from '../support/needs.ts';
import { accept, reviewer, whyNoPerson } from './support/at-review.ts';
import type { ClaudeConversation } from './support/tmux.ts';

const plugin = builtPlugin();
const CHANGED = /Answered: the answer doesn't count: this has changed while the form was open: Approve run r1/;
type Reviewer = Awaited<ReturnType<typeof reviewer>>;

describe.each(['old', 'new'] as const)('an open form in the interactive client (%s)', (version) => {
  const reason = whyNoPerson(version);
  const isClient = (words: string) => words.includes('/claude\0');
  const isServer = (words: string) => words.includes(plugin.server);

  test(
    'whose client is killed approves nothing and leaves nothing; the next session approves',
    unless(reason),
    async () => {
      const at = await reviewer(plugin, version);
      const conversation = await at.sit();
      await conversation.shows(/requests your input/);
      await kill(conversation, isClient);
      // A server whose client is gone ends by itself.
      await expect.poll(() => conversation.processes().filter((pid) => isServer(wordsOf(pid)))).toEqual([]);
      await nothingHappened(at);
      await approves(at, await at.sit());
    },
  );

  test('whose server is killed takes no yes; the next session approves', unless(reason), async () => {
    const at = await reviewer(plugin, version);
    const conversation = await at.sit();
    await conversation.shows(/requests your input/);
    await kill(conversation, isServer);
    // The older client closes the form by itself.
    if (version === 'new') await accept(conversation);
    await conversation.shows(/Answered: (Not connected|(MCP error -32000: )?Connection closed)/);
    await nothingHappened(at);
    // At a terminal, both clients start a killed server again with the next session only.
    await approves(at, await at.sit());
  });

  test('in two sessions: the first answer counts, and the second session is told', unless(reason), async () => {
    const at = await reviewer(plugin, version);
    const [one, other] = [await at.sit(), await at.sit()];
    for (const conversation of [one, other]) await conversation.shows(/requests your input/);
    await accept(one);
    expect(one.screen()).toContain('Answered: r1 approved');
    await at.field.becomes(at.run, 'merged');
    await accept(other);
    expect(other.screen()).toMatch(CHANGED);
  });

  test.each([
    [
      'has another commit',
      async ({ field, run }: Reviewer) => {
        const { result: before } = await field.now(run);
        await field.person('run', 'request-changes', run, 'Mend it twice');
        await field.until(run, ({ state, result }) => state === 'review' && result?.commit !== before?.commit);
      },
      'review',
    ],
    ['is discarded', ({ field, run }: Reviewer) => field.person('run', 'discard', run), 'discarded'],
  ] as const)('whose run %s meanwhile does not count, and says so', unless(reason), async (_, change, state) => {
    const at = await reviewer(plugin, version);
    const conversation = await at.sit();
    await conversation.shows(/requests your input/);
    await change(at);
    await accept(conversation);
    expect(conversation.screen()).toMatch(CHANGED);
    expect(await at.field.now(at.run)).toMatchObject({ state });
  });
});

/** Kills some of the client's processes, and waits until they are gone. */
async function kill(conversation: ClaudeConversation, isIt: (words: string) => boolean): Promise<void> {
  const killed = conversation.processes().filter((pid) => isIt(wordsOf(pid)));
  expect(killed).not.toEqual([]);
  for (const pid of killed) process.kill(pid, 'SIGKILL');
  await expect.poll(() => killed.filter((pid) => wordsOf(pid) !== '')).toEqual([]);
}

async function approves({ field, run }: Reviewer, conversation: ClaudeConversation): Promise<void> {
  await conversation.shows(/requests your input/);
  await accept(conversation);
  await field.becomes(run, 'merged');
}

/** The result is in review, nobody holds anything, and the queue has no defect. */
async function nothingHappened({ field, run }: Reviewer): Promise<void> {
  const { state, verdict } = await field.now(run);
  expect({ state, verdict }).toEqual({ state: 'review', verdict: undefined });
  expect(await field.text('task_history', { id: 1 })).not.toContain('run_control');
  expect(await field.run('claim_list')).toMatchObject({ claims: [] });
  const { report } = await field.run<{ report: { ok: boolean } }>('doctor');
  expect(report, JSON.stringify(report)).toMatchObject({ ok: true });
}

/** The command line of a process; empty if it is gone. */
function wordsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
