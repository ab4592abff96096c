import { expect, test, vi } from 'vitest';
import { segmentPath } from '../../../src/store/layout.ts';
import { type LogReader, readSegment } from '../../../src/store/log.ts';
import { beginnings, runSchedule } from './schedule.ts';

/** The floor as it once was: lanes of one process that looked for the same segment at once each counted it. */
vi.mock('../../../src/store/log.ts', async (original) => {
  const real = await original<typeof import('../../../src/store/log.ts')>();
  const createLogReader: typeof real.createLogReader = (backend, size, segments) => {
    let known = segments;
    const advanceFloor = async () => {
      while (await backend.stat(segmentPath(known, size))) known++;
      return known * size - 1;
    };
    const next: LogReader['next'] = async (from) => {
      const unpacked = from >= known * size ? await real.createLogReader(backend, size, known).next(from) : null;
      return from > (await advanceFloor()) ? unpacked : readSegment(backend, from, size);
    };
    return {
      size,
      advanceFloor,
      next,
      get floor() {
        return known * size - 1;
      },
    };
  };
  return { ...real, createLogReader };
});

test('the simulation finds a floor that counts a segment twice', async () => {
  const starts = await beginnings();
  let found: string[] = [];
  for (let seed = 0; seed < 50_000 && found.length === 0; seed++) {
    found = await runSchedule(seed, starts[seed % starts.length]!);
  }
  expect(found).not.toEqual([]);
});
