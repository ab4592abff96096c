import { expect, test } from 'vitest';
import { cli } from './line.ts';

test.each([
  ['words decline', /^decline +discard ID$/m],
  ['words issue close', /^close +done$/m],
  ['words assignee', /^assignee: {2,}the field agent$/m],
  ['words cancelled', /status: cancelled {2,}\+DELETED/],
  ['words urgent', /priority: urgent {2,}priority:H/],
  ['words n', /^-n {2,}--limit$/m],
])('%s shows what Backlog has for it', async (line, row) => {
  const { say } = cli();
  const { code, out } = await say(line);
  expect([code, out]).toEqual([0, expect.stringMatching(row)]);
});

test('a word that no table has gets two lines that run', async () => {
  const { say } = cli();
  const { out } = await say('words xyzzy');
  expect(out).toContain('No program in the table has "xyzzy"');
  const lines = Array.from(out.matchAll(/`backlog ([^`]+)`/g), ([, line]) => line!);
  expect(lines).toHaveLength(2);
  for (const line of lines) expect((await say(line)).code).toBe(0);
});
