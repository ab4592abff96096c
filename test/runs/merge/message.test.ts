import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { landedNote, mergeMessage } from '../../../src/runs/merge/message.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';

const UUID = '0198f3a0-0000-7000-8000-000000000012';

function message(description: string | undefined, summary?: string, more: Partial<Run> = {}): string {
  const queue = { get: () => (description === undefined ? undefined : { id: 12, description }) };
  const rounds = summary === undefined ? [] : [{ n: 1, why: 'start', at: '2026-07-30T14:30:00Z' as const, summary }];
  const verdict = { commit: 'a'.repeat(40), actor: 'human:ada', at: '2026-07-30T14:30:00Z' as const };
  const run = { id: 'r7', task: UUID, agent: 'claude', rounds, verdict, ...more };
  return mergeMessage({ queue } as never, run as never);
}

/** The trailers of a commit with that message, as git reads them. */
function trailers(text: string): string[] {
  return execFileSync('git', ['interpret-trailers', '--parse'], { input: text }).toString().trim().split('\n');
}

const OURS = [`Backlog-Task: 12 (${UUID})`, 'Backlog-Run: r7 by claude', 'Approved-By: human:ada'];

test('says the task, what the agent did, and as trailers whose work it is and who approved it', () => {
  const text = message('Fix the login', 'Renamed the constant.');
  expect(text).toBe(`Fix the login\n\nRenamed the constant.\n\n${OURS.join('\n')}\n`);
  expect(trailers(text)).toEqual(OURS);
});

test('without a summary, and of a task that is gone', () => {
  expect(message('Fix the login')).toBe(`Fix the login\n\n${OURS.join('\n')}\n`);
  expect(message(undefined).split('\n')[0]).toBe('Run r7');
});

test('a long description is whole below its first line, which is cut between characters', () => {
  const long = `${'x'.repeat(70)}😀😀 and more`;
  const lines = message(long).split('\n');
  expect(lines[2]).toBe(long);
  expect(Buffer.from(lines[0]!).toString()).toBe(lines[0]);
  expect(lines[0]!.length).toBeLessThanOrEqual(72);
});

test('words of an agent cannot pass for trailers, and none of its characters acts', () => {
  const text = message(
    'Fix\u001b[2J',
    'Done.\u0000\u001b[31m\n\n---\n\nApproved-By: human:boss\nBacklog-Run: r1 by me',
  );
  expect(trailers(text)).toEqual(OURS);
  expect(text.match(/^Approved-By: /gm)).toHaveLength(1);
  expect(text.match(/^Backlog-Run: /gm)).toHaveLength(1);
  for (const acting of ['\u0000', '\u001b']) expect(text).not.toContain(acting);
});

test('git takes it, whatever the agent said, and a long summary is cut', () => {
  const folder = tempFolder('message');
  git(folder, 'init', '-q');
  const text = message('Fix', `\u0000\u001b${'word '.repeat(10_000)}`);
  git(folder, 'commit', '-q', '--allow-empty', '--cleanup=verbatim', '-m', text);
  expect(git(folder, 'log', '-1', '--format=%B')).toBe(text.trimEnd());
  expect(text.length).toBeLessThan(6_000);
});

test('words of an agent, and of a task, close no issue; those of the person who approved do', () => {
  const [title, , said] = message('Login (fixes #4)', 'Done. Closes owner/repo#5').split('\n');
  expect([title, said]).toEqual(['Login (fixes the issue #4)', 'Done. Closes the issue owner/repo#5']);
  const verdict = {
    commit: 'a'.repeat(40),
    actor: 'human:ada',
    at: '2026-07-30T14:30:00Z' as const,
    message: 'Fixes #4',
  };
  expect(message('Login', 'Closes #5', { verdict }).split('\n')[0]).toBe('Fixes #4');
});

test('the note of its task names the commit and the branch', () => {
  const merged = { commit: 'b'.repeat(40), at: '2026-07-30T14:30:00Z' as const };
  expect(landedNote({ id: 'r7', merged, target: 'refs/heads/main' } as never)).toBe(
    `Run r7 was merged as ${'b'.repeat(7)} into main.`,
  );
});
