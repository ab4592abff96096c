import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { observeLeases } from '../../../src/work/claim/lease-facts.ts';
import { tempFolder } from '../../support/folder.ts';

const lease = { expires: '2026-07-30T14:30:00Z' };

test('processes of one machine share what they saw; a renewal and another boot begin anew', () => {
  const file = join(tempFolder(), 'seen.json');
  let time = 1_000;
  const process = (boot: string | undefined = 'one') => observeLeases(file, { boot, now: () => time }).silence;
  const first = process();
  expect(first('a', lease)).toBe(0);
  time += 60_000;
  expect(first('a', lease)).toBe(60_000);
  expect(process()('a', lease)).toBe(60_000);
  expect(process()('b', lease)).toBe(0);
  expect(process()('a', { ...lease, beat: 1 })).toBe(0);
  time += 5_000;
  expect(process()('a', { ...lease, beat: 1 })).toBe(5_000);
  expect(process('two')('a', { ...lease, beat: 1 })).toBe(0);
});

test('a damaged file, a missing folder and a machine without a boot id only delay', () => {
  const file = join(tempFolder(), 'seen.json');
  writeFileSync(file, '{"boot":"one","seen":');
  let time = 0;
  for (const place of [file, join(tempFolder(), 'missing', 'seen.json')]) {
    const silence = observeLeases(place, { boot: 'one', now: () => time }).silence;
    expect(silence('a', lease)).toBe(0);
    time += 1_000;
    expect(silence('a', lease)).toBe(1_000);
  }
  observeLeases(file, { boot: undefined, now: () => time }).silence('c', lease);
  time += 1_000;
  expect(observeLeases(file, { boot: undefined, now: () => time }).silence('c', lease)).toBe(0);
});

test('a process reads and writes the file at most every five seconds, and keeps the rest at its end', () => {
  const file = join(tempFolder(), 'seen.json');
  let time = 1_000;
  const process = () => observeLeases(file, { boot: 'one', now: () => time });
  const busy = process();
  const stored = () => Object.keys(JSON.parse(readFileSync(file, 'utf8')).seen);
  for (let n = 0; n < 1_000; n++) busy.silence(`claim ${n}`, lease);
  expect(stored()).toEqual(['claim 0']);
  time += 5_000;
  busy.silence('claim 0', lease);
  expect(stored()).toHaveLength(1_000);
  busy.silence('late', lease);
  expect(stored()).toHaveLength(1_000);
  time += 10;
  // Another process keeps what this one has not seen, and the earlier of two sights.
  const other = process();
  other.silence('late', lease);
  other.silence('of the other', lease);
  other.keep();
  busy.keep();
  expect(stored()).toHaveLength(1_002);
  time += 60_000;
  expect(process().silence('late', lease)).toBe(60_010);
});

test('a lease that has ended is no longer in the file, whichever process saw it', () => {
  const file = join(tempFolder(), 'seen.json');
  let time = 1_000;
  const process = () => observeLeases(file, { boot: 'one', now: () => time });
  const [one, other] = [process(), process()];
  const stored = () => Object.keys(JSON.parse(readFileSync(file, 'utf8')).seen);
  for (let n = 0; n < 20; n++) {
    time += 5_000;
    one.silence(`claim ${n}`, lease);
    other.silence(`claim ${n}`, lease);
    for (const each of [one, other]) each.forget(`claim ${n - 1}`);
  }
  for (const each of [one, other, one]) {
    time += 5_000;
    each.silence('last', lease);
    each.keep();
  }
  expect(stored().sort()).toEqual(['claim 19', 'last']);
});

test('while the server does not answer, nobody can renew a lease: what was seen before it counts from its return', () => {
  const file = join(tempFolder(), 'seen.json');
  let time = 1_000;
  const process = () => observeLeases(file, { boot: 'one', now: () => time });
  const [server, other] = [process(), process()];
  expect([server.silence('a', lease), other.silence('a', lease)]).toEqual([0, 0]);
  time += 600_000;
  for (let n = 0; n < 10; n++) {
    server.lost();
    time += 60_000;
  }
  expect(server.silence('a', lease)).toBe(60_000);
  expect(process().silence('a', lease)).toBe(60_000);
  time += 60_000;
  expect([server.silence('a', lease), other.silence('a', lease)]).toEqual([120_000, 120_000]);
});

test.each(['{"boot":"one","seen":null}', '{"boot":"one","lost":"x"}', '{"boot":"one","lost":1e300}', '[]', 'null'])(
  'a file with %s only delays',
  (content) => {
    const file = join(tempFolder(), 'seen.json');
    writeFileSync(file, content);
    let time = 1_000;
    const { silence } = observeLeases(file, { boot: 'one', now: () => time });
    expect(silence('a', lease)).toBe(0);
    time += 1_000;
    expect(silence('a', lease)).toBe(1_000);
  },
);
