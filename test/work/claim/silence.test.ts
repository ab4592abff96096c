import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSilence } from '../../../src/work/claim/silence.ts';
import { tempFolder } from '../../support/folder.ts';

const lease = { expires: '2026-07-30T14:30:00Z' };

test('processes of one machine share what they saw; a renewal and another boot begin anew', () => {
  const file = join(tempFolder(), 'seen.json');
  let time = 1_000;
  const process = (boot: string | undefined = 'one') => createSilence(file, { boot, now: () => time });
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
    const silence = createSilence(place, { boot: 'one', now: () => time });
    expect(silence('a', lease)).toBe(0);
    time += 1_000;
    expect(silence('a', lease)).toBe(1_000);
  }
  createSilence(file, { boot: undefined, now: () => time })('c', lease);
  time += 1_000;
  expect(createSilence(file, { boot: undefined, now: () => time })('c', lease)).toBe(0);
});
