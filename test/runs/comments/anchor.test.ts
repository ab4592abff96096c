import { expect, test } from 'vitest';
import { anchorAt, findAnchor } from '../../../src/runs/comments/comments.ts';

const FILE = ['a', 'b', 'c', '}', 'd', 'e', '}', 'f', 'same', 'g', 'h', 'i', 'j', 'same', 'k'];

/** From where to where a comment was, the file as it is now, and where the comment is. */
test.each<[string, [number, number], readonly string[] | undefined, [number, number] | undefined]>([
  ['stays where nothing changed', [2, 3], FILE, [2, 3]],
  ['moves down with lines above it', [2, 3], ['x', 'y', ...FILE], [4, 5]],
  ['moves up when lines above it go', [5, 6], FILE.slice(3), [2, 3]],
  ['stays when only what is around it changed', [2, 2], ['x', 'b', 'y'], [2, 2]],
  ['is gone when its text changed', [2, 3], FILE.with(1, 'other'), undefined],
  ['is gone when a range was torn apart', [2, 3], FILE.toSpliced(2, 0, 'between'), undefined],
  ['is gone with its file', [2, 2], undefined, undefined],
  ['is gone in an empty file', [2, 2], [], undefined],
  ['of two places takes that with its surroundings', [14, 14], ['x', ...FILE], [15, 15]],
  ['of two places with other surroundings takes none', [9, 9], ['same', 'x', 'same'], undefined],
  ['a bracket alone is found by what is around it', [7, 7], ['x', ...FILE], [8, 8]],
  ['a bracket alone is gone with what was around it', [7, 7], ['x', '}', 'y'], undefined],
])('a comment %s', (_, [from, to], now, place) => {
  const anchor = { from, to, ...anchorAt(FILE, { from, to }) };
  expect(findAnchor(anchor, now)).toEqual(place && { from: place[0], to: place[1] });
});
