import { expect, test } from 'vitest';
import { cli } from './line.ts';

test('the inbox has lines of its own: by its noun, with an id, and as JSON', async () => {
  const { say } = cli();
  expect((await say('add Something')).code).toBe(0);
  const added = await say(['inbox', 'add', 'Test the empty file', '--found', 'src/a.ts:12']);
  expect(added.out).toContain('Proposed p1 "Test the empty file". A person decides about it: `backlog inbox list p1`');
  expect((await say('inbox list p1')).out).toContain('found: src/a.ts:12');
  expect((await say('inbox')).out).toMatch(/^p1 "Test the empty file" {2}src\/a.ts:12 {2}\(human:.*\)$/m);
  expect(JSON.parse((await say('inbox --state open --json')).out)).toMatchObject({ total: 1 });
  expect((await say('status')).out).toContain('inbox 1');
  expect((await say('inbox accept p1')).out).toMatch(/p1 is #2 Test the empty file/);
  expect((await say('undo')).code).toBe(0);
  expect((await say(['inbox', 'reject', 'p1', '--reason', 'No'])).out).toContain('Rejected 1 proposal: "No"');
  expect((await say('inbox accept p7')).err).toContain('no proposal "p7"');
  expect((await say('pass list')).out).toContain('todos');
  expect((await say('help daily')).out).toContain('inbox accept');
  expect((await say('inbox merge --help')).out).toContain('docs/reference/commands/inbox.md');
});

test.each([
  ['decline p1 --reason No', 'Rejected 1 proposal: "No"'],
  ['discard P1 --reason No', 'Rejected 1 proposal: "No"'],
  ['reject p1,p2 --reason No', 'Rejected 2 proposals: "No"'],
  ['accept p1', 'p1 is #2 Test one'],
  ['approve p1,p2', 'p2 is #3 Test two'],
  ['merge p1 1', 'Merged p1 "Test one" into #1'],
])('%s decides about proposals, as the letter of their ids says', async (line, answer) => {
  const { say } = cli();
  await say('add Something');
  await say(['inbox', 'add', 'Test one']);
  await say(['inbox', 'add', 'Test two']);
  const { out, err } = await say(line);
  expect(out + err).toContain(answer);
});

test('a verb before a proposal names what it needs in its own line', async () => {
  const { say } = cli();
  await say(['inbox', 'add', 'Test one']);
  const { code, err } = await say('decline p1');
  expect([code, err]).toEqual([2, expect.stringContaining('--reason')]);
  expect(err).not.toContain('discard p1');
});
