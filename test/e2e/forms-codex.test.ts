import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { inReview, whyNoPerson } from './support/at-review.ts';
import { whyLeftOut } from './support/clients.ts';
import { runCodex } from './support/codex.ts';
import { sitAtCodex } from './support/codex-terminal.ts';
import { type ResponsesTurn, startResponses } from './support/responses.ts';

const plugin = builtPlugin();
const FORM = /Approve run r1 of task 1 "Fix login" and merge it into main\?/;
const COMMIT = /Commit [0-9a-f]{7}: 1 file, \+1 -0 \(src\/a\.txt\)\. No checks ran\./;

/** A person at Codex, with a run in review. Each prompt makes the model approve it. */
async function reviewer(...args: string[]) {
  const { field, run, approve } = await inReview(plugin);
  const { url, turns } = await startResponses((turn) =>
    isAnswered(turn)
      ? { text: `Answered: ${resultIn(turn)}` }
      : { name: 'run_control', arguments: approve, namespace: 'mcp__backlog' },
  );
  const where = {
    cwd: field.user,
    home: field.home,
    server: plugin.server,
    env: { BACKLOG_DIR: field.store, USER: 'ada' },
  };
  const sit = () => sitAtCodex({ ...where, url, args, prompt: 'approve it' });
  return { field, run, approve, where, turns, sit };
}

/** Whether the newest prompt's call has its result. */
function isAnswered({ text }: ResponsesTurn): boolean {
  const items = JSON.parse(text) as { type: string }[];
  return items.at(-1)?.type === 'function_call_output';
}

/** The text of the newest result of a tool, without Codex's own line about its time. */
function resultIn({ text }: ResponsesTurn): string {
  const items = JSON.parse(text) as { type: string; output?: { text: string }[] }[];
  return items.findLast(({ type }) => type === 'function_call_output')?.output?.at(-1)?.text ?? '';
}

const reason = whyNoPerson('codex');

describe('a review in Codex at a terminal', unless(reason), () => {
  test('ends in the session: form, yes, merged; an open form does not use up the time limit of tools', async () => {
    const { field, run, sit } = await reviewer('-c', 'mcp_servers.backlog.tool_timeout_sec=3');
    const conversation = await sit();
    const form = await conversation.shows(/enter to submit/);
    await wait(4_000);
    expect(form).toMatch(FORM);
    expect(form).toMatch(COMMIT);
    expect(form, 'Enter alone is no yes').toMatch(/› 2\. False/);
    expect((await field.now(run)).state).toBe('review');
    await conversation.pressUntil('Up', /› 1\. True/);
    expect(await conversation.pressUntil('Enter', /Answered:/)).toContain('Answered: r1 approved 1 Fix login');
    await field.becomes(run, 'merged');
    expect(git(field.user, 'show', 'main:src/a.txt')).toBe('a\nmended');
    expect(await field.text('task_history', { id: 1 })).toMatch(/human:\S+ \(form, session \S+\) run_control/);
  });

  test('Enter alone and Escape leave the result in review; each new prompt asks again', async () => {
    const { field, run, sit } = await reviewer();
    const conversation = await sit();
    await conversation.shows(/enter to submit/);
    await conversation.pressUntil('Enter', /Answered: nothing was changed/, /enter to submit/);
    await conversation.ask('approve it, please');
    await conversation.shows(/enter to submit/);
    await conversation.pressUntil('Escape', /Answered: deciding about runs is for people/, /enter to submit/);
    expect((await field.now(run)).state).toBe('review');
    await conversation.ask('approve it, really');
    await conversation.shows(/enter to submit/);
    await conversation.pressUntil('Up', /› 1\. True/);
    await conversation.pressUntil('Enter', /Answered: r1 approved/);
    await field.becomes(run, 'merged');
  });

  test('that allows no questions shows no form, and the model reads the line for a terminal', async () => {
    const { field, run, sit } = await reviewer('-a', 'never');
    const conversation = await sit();
    const screen = await conversation.shows(/Answered: .*declined/);
    expect(screen).not.toMatch(/human:\S+ declined/);
    expect(screen.replaceAll(/\s+/g, ' ')).toContain('backlog approve r1');
    expect((await field.now(run)).state).toBe('review');
  });
});

const headless = whyLeftOut('codex');

describe('codex exec', unless(headless), () => {
  soak('is refused as without forms, with the line for a terminal', async () => {
    const { field, run, approve, where } = await reviewer();
    const { turns } = await runCodex({ ...where, calls: [['run_control', approve]] });
    const [last] = turns.slice(-1);
    expect(resultIn(last!)).toMatch(/^deciding about runs is for people.*\n/);
    expect(resultIn(last!)).toContain(`\`backlog approve ${run} --commit ${approve.commit}\` at a terminal`);
    expect((await field.now(run)).state).toBe('review');
  });
});
