import { describe, expect, test } from 'vitest';
import { KEPT_EFFECTS, NO_EFFECTS, type Observed } from '../../../src/domain/runs/effects.ts';
import { effectsBeyond, observing } from '../../../src/runs/supervisor/result/observed.ts';

const starts = (...names: string[]) => ({ ...NO_EFFECTS, starts: names });
const MANY = { why: 'it made too many system calls to observe' };

describe('the effects of a line that runs several times', () => {
  test.each<[what: string, runs: Observed[], all: Observed]>([
    ['all count, although the last run does less', [starts('curl'), starts('sh')], starts('curl', 'sh')],
    ['one that nobody could observe makes them unknown', [MANY, starts('sh')], MANY],
    ['the same, if it is the last one', [starts('sh'), MANY], MANY],
  ])('%s', (_, runs, all) => {
    const seen = new Map<string, Observed>();
    for (const one of runs) observing(seen).observe!('setup', one);
    expect(seen.get('setup')).toEqual(all);
  });
});

const beyond = (before: Observed, now: Observed) =>
  effectsBeyond(new Map([['unit', before]]), new Map([['unit', now]]));

describe('the effects beyond those on the start commit', () => {
  test('say that the result hides what it does, if its start commit could be observed', () => {
    expect(beyond(starts('sh'), MANY)).toEqual([{ of: 'unit', fresh: [`hides what it does: ${MANY.why}`] }]);
    expect(beyond(MANY, MANY)).toEqual([{ of: 'unit', fresh: [], why: MANY.why }]);
  });

  test('keep some of each kind, and the number of the others', () => {
    const names = Array.from({ length: 60 }, (_, n) => `a${n}`);
    const [{ fresh = [] } = {}] = beyond(NO_EFFECTS, {
      ...starts(...names),
      writes: ['~/.bashrc'],
      reads: ['~/.netrc'],
    });
    expect(fresh).toEqual(
      expect.arrayContaining(['starts a0', 'writes ~/.bashrc', 'reads ~/.netrc', 'does 56 more things']),
    );
    expect(fresh.length).toBeLessThanOrEqual(KEPT_EFFECTS);
  });
});
