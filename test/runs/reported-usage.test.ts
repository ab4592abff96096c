import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MOST_EVENT_BYTES, openEvents, readEvents } from '../../src/runs/view/events.ts';
import { usageReader } from '../../src/runs/view/usage-so-far.ts';
import { tempFolder } from '../support/folder.ts';

const AT = '2026-07-30T14:30:00Z';
const tokens = { input: 1, output: 1, cached: 0 };
const line = (event: object) => `${JSON.stringify({ at: AT, ...event })}\n`;
const round = (n: number) => line({ type: 'round', n, why: 'start' });
const usage = (costUsd: unknown) => line({ type: 'usage', tokens, turns: 1, costUsd });

/** A file of events, and a reader that counts what it reads. */
function log(...lines: readonly string[]) {
  const file = join(tempFolder('usage'), 'events.ndjson');
  writeFileSync(file, lines.join(''));
  const reads: number[] = [];
  const read = usageReader((of, from) => {
    reads.push(from);
    return readEvents(of, from);
  });
  return {
    file,
    reads,
    add: (text: string | Buffer) => appendFileSync(file, text),
    cost: (n = 1) => read(file, n)?.costUsd,
  };
}

test('a look at a file that has not grown reads nothing, another look only what was added', () => {
  const { file, reads, add, cost } = log(round(1), usage(1));
  expect([cost(), cost(), cost()]).toEqual([1, 1, 1]);
  expect(reads).toEqual([0]);
  const { size } = statSync(file);
  add(usage(2));
  expect([cost(), cost()]).toEqual([2, 2]);
  expect(reads).toEqual([0, size]);
});

test('only the events of the asked round count', () => {
  const { add, cost } = log(usage(9), round(1), usage(5));
  expect(cost(1)).toBe(5);
  expect(cost(2)).toBeUndefined();
  add(round(2) + usage(1));
  expect(cost(2)).toBe(1);
});

test.each<[what: string, forged: string | Buffer]>([
  ['a lower cost', usage(0)],
  ['a negative cost', usage(-50)],
  ['no number', usage(Number.NaN)],
  ['a text', usage('0')],
  ['a cost beyond all sums', usage(1e308)],
  ['a list', usage([1e9])],
  ['no cost', line({ type: 'usage', tokens, turns: 1 })],
  ['the same round again', round(1) + usage(0)],
  ['a later round', round(2) + usage(0)],
  ['an event without fields', line({ type: 'usage' })],
  ['a torn line', '{"at":"2026-07-30T14:30:00Z","type":"usage","tok'],
  ['a torn line that another one follows', `{"at":"2026-07-30T1\n${usage(2)}`],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
  ['many lines without usage', line({ type: 'text', text: 'x'.repeat(8_000) }).repeat(80)],
])('%s in the events does not lower the cost, whether it was read before or not', (_, forged) => {
  const { file, add, cost } = log(round(1), usage(7));
  expect(cost()).toBe(7);
  add(forged);
  expect(cost()).toBe(7);
  expect(usageReader()(file, 1)?.costUsd).toBe(7);
  add(`\n${usage(8)}`);
  expect(cost()).toBe(8);
});

test('a line of 100 MB is passed over, and usage after it counts', () => {
  const { add, cost } = log(round(1), usage(7));
  for (let n = 0; n < 100; n++) add(Buffer.alloc(1024 * 1024, 0x61));
  expect(cost()).toBe(7);
  add(`\n${usage(8)}`);
  expect(cost()).toBe(8);
});

/** Replaces a file by one with other lines. */
function replaced(file: string): void {
  writeFileSync(`${file}.new`, round(1) + usage(1));
  renameSync(`${file}.new`, file);
}

function toFolder(file: string): void {
  rmSync(file);
  mkdirSync(file);
}

test.each<[what: string, replace: (file: string) => void]>([
  ['empty', (file) => truncateSync(file)],
  ['another one', replaced],
  ['gone', (file) => rmSync(file)],
  ['a folder', toFolder],
])('the cost stays if the file is %s', (_, replace) => {
  const { file, cost } = log(round(1), usage(7));
  expect(cost()).toBe(7);
  replace(file);
  expect(cost()).toBe(7);
});

test('a full file still gets usage that grows, but not every one', () => {
  const { file, cost } = log(round(1), usage(1));
  truncateSync(file, MOST_EVENT_BYTES);
  const events = openEvents(file, () => AT);
  events.add({ type: 'text', text: 'is left out' });
  for (let cents = 100; cents <= 10_000; cents++) events.add({ type: 'usage', tokens, turns: 1, costUsd: cents / 100 });
  events.close();
  expect(cost()).toBeGreaterThan(98);
  expect(statSync(file).size - MOST_EVENT_BYTES).toBeLessThan(600 * usage(1).length);
});
