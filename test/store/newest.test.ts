import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newestMark, openStore } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

const meta = { command: 'test', actor: { kind: 'system', name: 'test' } } as const;

test('only the newest commit has a mark, and each change of the log makes another one', async () => {
  const dir = join(tempFolder('newest'), 'store');
  const store = await openStore({ dir, create: true, segmentSize: 4, checkpointEvery: 4 });
  expect(newestMark(dir, 0)).toBeUndefined();
  const marks = new Set<string>();
  for (let n = 1; n <= 24; n++) {
    await store.write(meta, (tx) => tx.put('task', `t${n}`, { id: n } as never));
    const mark = newestMark(dir, n);
    expect([n, mark]).toEqual([n, expect.stringMatching(new RegExp(`^${n} `))]);
    expect(newestMark(dir, n)).toBe(mark);
    expect(newestMark(dir, n - 1)).toBeUndefined();
    marks.add(mark!);
    if (n % 8 === 0) await store.maintain({ force: true });
  }
  expect(marks.size).toBe(24);
  // The files of commits that are packed go: an old number must not look like the newest one.
  const packed = newestMark(dir, 24);
  for (let n = 1; n < 24; n++) expect(marks).not.toContain(newestMark(dir, n));
  expect(newestMark(dir, 24)).toBe(packed);
  rmSync(dir, { recursive: true });
  expect(newestMark(dir, 24)).toBeUndefined();
});
