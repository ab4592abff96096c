import { expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { served } from './served.ts';

/** Of the work of this process until a call is over, the largest part that was done without looking at anything else. */
async function largestPart(work: Promise<unknown>): Promise<number> {
  let over = false;
  void work.finally(() => {
    over = true;
  });
  // Its own time: what other processes take meanwhile does not count.
  const spent = () => process.cpuUsage().user + process.cpuUsage().system;
  const began = spent();
  let longest = 0;
  for (let last = began; !over; ) {
    await new Promise(setImmediate);
    const now = spent();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest / (spent() - began);
}

const MEGABYTE = 1_000_000;
const PROSE = 'The retry waits a little longer each time, up to five minutes; attemptNumber counts. ';

soak('others are answered while large documents are searched', async () => {
  const board = await served();
  await board.call('task_add', { description: 'One' });
  const content = `${PROSE.repeat((0.9 * MEGABYTE) / PROSE.length)} needle`;
  const names = Array.from({ length: 12 }, (_, i) => `doc-${i}`);
  for (const name of names) {
    const input = { id: 'workspace', name, content: content + name };
    await execute(board.opened, ADA, commandNamed('task_doc_write'), input);
  }
  const search = board.call<{ documents: { snippet: string }[] }>('task_doc_search', { text: 'needle' });
  const part = await largestPart(search);
  expect((await search).body.documents.map(({ snippet }) => snippet.includes('needle'))).toEqual(names.map(() => true));
  // Without giving way it would be all.
  expect(part).toBeLessThan(1 / 2);
});

const MANY = 500_000;

test.each(
  everyNth(3, [
    ['a list of numbers', 413, () => `{"filter":[${'1,'.repeat(5 * MEGABYTE)}1]}`],
    ['a text', 413, () => JSON.stringify({ filter: 'a'.repeat(10 * MEGABYTE) })],
    ['short values', 400, () => `{"filter":[${'1,'.repeat(MANY)}1]}`],
    ['fields that nobody knows', 400, () => fields(MANY)],
    ['not quite as many', 400, () => fields(90_000)],
    ['wrong values', 400, () => `{"fields":[${'{},'.repeat(90_000)}1]}`],
  ]),
)('what is too large is refused before it is looked through: %s', async (_, status, body) => {
  const { origin, uuid, shown } = await served();
  const headers = { ...shown, 'content-type': 'application/json', 'x-backlog': '1' };
  const refused = await fetch(`${origin}/api/v1/${uuid}/task_list`, { method: 'POST', headers, body: body() });
  const text = await refused.text();
  expect({ status: refused.status, text }).toMatchObject({ status, text: expect.stringContaining('"code":"usage"') });
  expect(text.length).toBeLessThan(5_000);
});

function fields(count: number): string {
  return `{${Array.from({ length: count }, (_, i) => `"field${i}":1`).join()}}`;
}
