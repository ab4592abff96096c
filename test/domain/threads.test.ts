import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Annotation } from '../../src/domain/task/task.ts';
import { threadsOf } from '../../src/domain/task/threads.ts';

const note = (id: string, re?: string): Annotation => ({
  id,
  at: '2026-07-30T14:30:00Z',
  actor: 'human:ada',
  text: id,
  ...(re ? { re } : {}),
});
const shown = (...notes: Annotation[]) =>
  threadsOf(notes).map(({ note: { id }, depth }) => `${'-'.repeat(depth)}${id}`);

describe('threads', () => {
  test('have answers below what they answer, in the order in which they came', () => {
    expect(shown(note('a'), note('b'), note('a1', 'a'), note('b1', 'b'), note('a2', 'a'), note('a11', 'a1'))).toEqual([
      'a',
      '-a1',
      '--a11',
      '-a2',
      'b',
      '-b1',
    ]);
  });

  test('begin with an answer to a note that is gone, and in a circle with the first of it', () => {
    expect(shown(note('a', 'gone'), note('b', 'c'), note('c', 'b'), note('d', 'd'))).toEqual(['a', 'b', '-c', 'd']);
  });

  test('hold every note once, whatever answers what', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const notes = fc.uniqueArray(fc.record({ id, re: fc.option(id, { nil: undefined }) }), {
      selector: (one) => one.id,
    });
    fc.assert(
      fc.property(notes, (all) => {
        const given = all.map(({ id: name, re }) => note(name, re));
        const found = threadsOf(given);
        expect(found.map((one) => one.note.id).sort()).toEqual(given.map((one) => one.id).sort());
        for (const [i, { depth }] of found.entries())
          expect(depth).toBeLessThanOrEqual((found[i - 1]?.depth ?? -1) + 1);
      }),
    );
  });
});
