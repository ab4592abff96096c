import { readFileSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LEASE_MS } from '../../../src/domain/lease-lengths.ts';
import { memoryBackend, openStore, type Store } from '../../../src/store/index.ts';
import { renewLeases } from '../../../src/work/claim/claims.ts';
import { claimSilence } from '../../../src/work/claim/lease-facts.ts';
import { observeLeases } from '../../../src/work/claim/lease-observations.ts';
import { bootId } from '../../../src/work/processes/process-facts.ts';
import { tempFolder } from '../../support/folder.ts';

const lease = { expires: '2026-07-30T14:30:00Z' as const };

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

test('while the server does not answer, nobody can renew a lease: that time is no silence of its holder', () => {
  const file = join(tempFolder(), 'seen.json');
  let time = 1_000;
  const process = () => observeLeases(file, { boot: 'one', now: () => time });
  const [server, other] = [process(), process()];
  expect([server.silence('a', lease), other.silence('a', lease)]).toEqual([0, 0]);
  time += 60_000;
  // Commands that fail tell it, too, each after its second. Nothing was answered between them.
  for (let n = 0; n < 50; n++) {
    time += 60_000;
    (n % 2 === 0 ? server : process()).lost(1_000);
  }
  time += 60_000;
  const silence = 60_000 + 59_000 + 60_000;
  expect([server.silence('a', lease), process().silence('a', lease)]).toEqual([silence, silence]);
  time += 240_000;
  const later = silence + 240_000;
  expect([server.silence('a', lease), other.silence('a', lease)]).toEqual([later, later]);
  // Its holder renews it by its age: other machines may have had no outage.
  expect(server.age('a', lease)).toBe(60_000 + 50 * 60_000 + 60_000 + 240_000);
});

test('a server that fails for some seconds of each minute keeps no claim of a dead machine for ever', () => {
  const file = join(tempFolder(), 'seen.json');
  let time = 1_000;
  const process = () => observeLeases(file, { boot: 'one', now: () => time });
  const server = process();
  let minutes = 0;
  for (let silence = 0; silence < 2 * LEASE_MS && minutes < 60; minutes++) {
    time += 54_000;
    silence = server.silence('a', lease);
    time += 6_000;
    server.lost(6_000);
  }
  expect(minutes).toBe(24);
  expect(process().age('a', lease)).toBe(minutes * 60_000 - 54_000);
  // Of very many outages, the file has some.
  for (let n = 0; n < 2_000; n++) {
    time += 4_000;
    server.silence('a', lease);
    time += 6_000;
    server.lost(6_000);
  }
  server.keep();
  expect(JSON.parse(readFileSync(file, 'utf8')).outages).toHaveLength(1_000);
});

test.each([
  '{"boot":"one","seen":null}',
  '{"boot":"one","outages":"x"}',
  '{"boot":"one","outages":[[0,1e300],[5],[3,2],null,["0",9]],"asked":{}}',
  '[]',
  'null',
])('a file with %s only delays', (content) => {
  const file = join(tempFolder(), 'seen.json');
  writeFileSync(file, content);
  let time = 1_000;
  const { silence } = observeLeases(file, { boot: 'one', now: () => time });
  expect(silence('a', lease)).toBe(0);
  time += 1_000;
  expect(silence('a', lease)).toBe(1_000);
});

test('a holder renews its lease though its own machine had outages in which others saw no renewal', async () => {
  const dir = tempFolder();
  const store = Object.create(await openStore({ dir: '', backend: memoryBackend(), create: true }), {
    dir: { value: dir },
    address: { value: 'postgres://db.example/work' },
  }) as Store;
  const at = '2026-07-30T14:20:00.000Z' as const;
  const claim = { id: 'c1', holder: 'run:r1', scope: [], since: at, expires: lease.expires, fence: 1 };
  await store.write({ command: 'claim', actor: { kind: 'system', name: 'test' } }, (tx) =>
    tx.put('claim', 'c1', claim),
  );
  const seen = { c1: [`${lease.expires} 0`, sinceBoot(6)] };
  const outages = [1, 2, 3, 4, 5].map((n) => [sinceBoot(n), sinceBoot(n) + 50_000]);
  writeFileSync(join(dir, 'seen.json'), JSON.stringify({ boot: bootId(), seen, outages }));
  expect(claimSilence(store)!(claim)).toBeLessThan(3 * 60_000);
  expect(await renewLeases(store, () => true, Date.now())).toBe(1);
});

/** Returns a time in milliseconds since the boot, some minutes ago. */
const sinceBoot = (minutes: number) => uptime() * 1_000 - minutes * 60_000;
