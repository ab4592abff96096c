import { expect, test, vi } from 'vitest';
import type { Backend } from '../../../src/store/index.ts';
import { segmentName } from '../../../src/store/layout.ts';
import { beginnings, runSchedule } from './schedule.ts';

/** The floor as it once was: lanes of one process that looked for the same segment at once each counted it. */
vi.mock('../../../src/store/log/log-reader.ts', async (original) => {
  const real = await original<typeof import('../../../src/store/log/log-reader.ts')>();
  const createLogReader: typeof real.createLogReader = (backend, size, segments) => {
    let known = segments;
    const advanceFloor = async () => {
      while (await isThere(backend, segmentName(known, size))) known++;
      return known * size - 1;
    };
    return {
      ...real.createLogReader(backend, size, known),
      size,
      advanceFloor,
      async read(from, to) {
        const unpacked = from >= known * size ? await real.createLogReader(backend, size, known).read(from, to) : [];
        return from > (await advanceFloor()) ? unpacked : real.readSegment(backend, from, size);
      },
      get floor() {
        return known * size - 1;
      },
    };
  };
  return { ...real, createLogReader };
});

async function isThere(backend: Backend, segment: string): Promise<boolean> {
  return (await backend.list('history')).some(({ name }) => name === segment);
}

test('the simulation finds a floor that counts a segment twice', async () => {
  const starts = await beginnings();
  let found: string[] = [];
  for (let seed = 0; seed < 50_000 && found.length === 0; seed++) {
    found = await runSchedule(seed, starts[seed % starts.length]!);
  }
  expect(found).not.toEqual([]);
});
