import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MOST_EVENT_BYTES, openEvents, readEvents } from '../../src/runs/view/events.ts';
import { tempFolder } from '../support/folder.ts';

const now = () => '2026-07-30T14:30:00Z';
const step = (text: string) => ({ type: 'step' as const, text });
const texts = (events: readonly object[]) => events.map((event) => (event as { text?: string }).text);

function log(...words: string[]): string {
  const file = join(tempFolder('events'), 'events.ndjson');
  const events = openEvents(file, now);
  for (const text of words) events.add(step(text));
  events.close();
  return file;
}

test('events come back as they were added, with their time, from any cursor on', () => {
  const file = log('one', 'two');
  const { events, next } = readEvents(file);
  expect(events).toEqual([
    { at: now(), ...step('one') },
    { at: now(), ...step('two') },
  ]);
  const more = openEvents(file, now);
  more.add(step('three'));
  more.close();
  expect(texts(readEvents(file, next).events)).toEqual(['three']);
});

test('without a file there is nothing yet', () => {
  expect(readEvents(join(tempFolder('events'), 'none'))).toEqual({ events: [], next: 0 });
});

test('a line that is not whole yet waits; one that a killed supervisor left is passed over, and what comes after it is not lost', () => {
  const file = log('one');
  const { next } = readEvents(file);
  appendFileSync(file, '{"at":"2026-07-30T14:30:00Z","type":"step","te');
  expect(readEvents(file, next)).toEqual({ events: [], next });
  const events = openEvents(file, now);
  events.add(step('two'));
  events.close();
  expect(texts(readEvents(file, next).events)).toEqual(['two']);
});

test('lines that are no events are left out', () => {
  const file = log('one');
  appendFileSync(file, '\nnull\n12\n"text"\n{"no":"type"}\n[]\n');
  expect(texts(readEvents(file).events)).toEqual(['one']);
});

test('a cursor from the end begins with a whole event, and one beyond the end gives nothing', () => {
  const file = log('one', 'two', 'three');
  const { size } = statSync(file);
  expect(texts(readEvents(file, -Math.round(size / 3 + 5)).events)).toEqual(['three']);
  expect(texts(readEvents(file, -10 * size).events)).toEqual(['one', 'two', 'three']);
  expect(readEvents(file, size + 100)).toEqual({ events: [], next: size });
});

test('a part of the events ends after as many as were asked for, and the cursor goes on there', () => {
  const file = log('one', 'zwölf ⏎', 'three');
  const first = readEvents(file, 0, { most: 2 });
  expect(texts(first.events)).toEqual(['one', 'zwölf ⏎']);
  expect(texts(readEvents(file, first.next, { most: 2 }).events)).toEqual(['three']);
});

test('a line that is longer than what is read at once is passed over, and the rest is read', () => {
  const file = log('one', 'x'.repeat(2_500_000), 'three');
  const seen: (string | undefined)[] = [];
  let cursor = 0;
  for (let page = readEvents(file); page.next > cursor; page = readEvents(file, cursor)) {
    seen.push(...texts(page.events));
    cursor = page.next;
  }
  expect(seen).toEqual(['one', 'three']);
  expect(cursor).toBe(statSync(file).size);
});

test('events that are full say so once, and take no more of the agent', () => {
  const file = log();
  writeFileSync(file, '');
  truncateSync(file, MOST_EVENT_BYTES - 10);
  const events = openEvents(file, now);
  for (let i = 0; i < 100; i++) events.add({ type: 'text', text: `said ${i}` });
  events.close();
  const tail = readFileSync(file)
    .subarray(MOST_EVENT_BYTES - 10)
    .toString();
  expect(tail.match(/is not recorded/g)).toHaveLength(1);
  expect(statSync(file).size).toBeLessThan(MOST_EVENT_BYTES + 1_000);
});

test('full events still take limits and ends of turns of the agent, as far as a reserve lasts', () => {
  const file = log();
  truncateSync(file, MOST_EVENT_BYTES);
  const events = openEvents(file, now);
  const limit = { type: 'limit' as const, kind: 'rate_limit' as const, resetsAt: '2026-07-30T14:30:00Z' as const };
  for (const event of [
    { type: 'text' as const, text: 'said' },
    limit,
    { type: 'turn_end' as const, ok: true, background: 0 },
  ])
    events.add(event);
  expect(readEvents(file, -500).events).toMatchObject([limit, { type: 'turn_end' }]);
  for (let i = 0; i < 40; i++) events.add({ ...limit, kind: 'x'.repeat(100_000) as 'rate_limit' });
  events.add(step('own'));
  events.close();
  expect(statSync(file).size).toBeLessThan(MOST_EVENT_BYTES + 2 * 1024 * 1024);
  expect(texts(readEvents(file, -100).events)).toEqual(['own']);
});

test('lines that somebody else wrote are passed over, whatever they are: nobody who reads events stumbles over them', () => {
  const file = log('one');
  for (const line of [
    'null',
    '7',
    '[]',
    '{"type":"text"}',
    '{"type":"text","text":"x"}',
    '{"at":7,"type":"text","text":"x"}',
    '{"at":"x","type":"text","text":"x"}',
    '{"at":"2026-99-30T14:30:00Z","type":"text","text":"x"}',
    '{"at":"+275760-09-13T00:00:00Z","type":"text","text":"x"}',
    '{"at":"30 July 2026","type":"text","text":"x"}',
  ])
    appendFileSync(file, `${line}\n`);
  for (const type of ['snapshot', 'state', 'limit', 'toString', '__proto__'])
    appendFileSync(file, `${JSON.stringify({ at: now(), type, state: 7 })}\n`);
  const tokens = { input: 1, output: 1, cached: 0 };
  for (const odd of [
    { type: 'usage' },
    { type: 'usage', tokens, turns: -1 },
    { type: 'usage', tokens: { ...tokens, input: 0.5 }, turns: 1 },
    { type: 'usage', tokens, turns: 1, costUsd: 1e300 },
    { type: 'limit', kind: 'rate_limit', resetsAt: { toString: 1 } },
    { type: 'retrying', attempt: { toString: 1 }, why: 'x' },
    { type: 'state', state: 'running', text: [] },
  ])
    appendFileSync(file, `${JSON.stringify({ at: now(), ...odd })}\n`);
  expect(texts(readEvents(file).events)).toEqual(['one']);
});
