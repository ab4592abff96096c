import { describe, expect, test } from 'vitest';
import { FilterError } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { clock, ids, sample } from './sample.ts';

/**
 * Filters that another work queue for agents got wrong when it was probed, with what a person would expect. Each line is one
 * input and the ids it should select, or an error.
 */
const all = sample.map(({ id }) => id);
const CASES: [filter: string, expected: number[] | 'error'][] = [
  ['', all],
  ['status:pending', [1, 2, 3, 4, 6]],
  ['+OVERDUE or +ACTIVE', [6]],
  ['( +OVERDUE or +ACTIVE )', [6]],
  ['(+OVERDUE or +ACTIVE)', [6]],
  ['project:webapp or +OVERDUE', [6, 7]],
  ['status:pending and +OVERDUE', [6]],
  ['+OVERDUE project:none or project:webapp', [7]],
  ['-OVERDUE', all.filter((id) => id !== 6)],
  ['-BLOCKED', all.filter((id) => id !== 3)],
  ['-', 'error'],
  ['not status:pending', [5, 7, 8, 9]],
  ['+PENDING and not +BLOCKED', [1, 2, 4, 6]],
  ['and not +BLOCKED', 'error'],
  ['login xor Fix', []],
  ['login status:pending', [2]],
  ['status:pending and login', [2]],
  ['login or news', [2, 7]],
  ['description.contains:"Fix login"', [2]],
  ['description:"Fix login"', [2]],
  ['project.startswith:web', [1, 2, 7]],
  ['project.none:', [3, 4, 5, 6, 8, 9]],
  ['project.any:', [1, 2, 7]],
  ['project.hasnt:web', [3, 4, 5, 6, 8, 9]],
  ['due.by:eow', [2, 5, 6]],
  ['due.none: status:pending', [1, 3, 4]],
  ['project:', [3, 4, 5, 6, 8, 9]],
  ['project:we', []],
  ['project:web', [1, 2]],
  ['due:today', [2]],
  ['due:2026-07-30', [2]],
  ['due.before:garbage', 'error'],
  ['due.before:eonw', [2, 5, 6]],
  ['due.before:next-week', 'error'],
  ['due.before:4h', [2, 6]],
  ['entry.after:now-1h', []],
  ['end.after:now-30d', [7]],
  ['due.before:2024-13-45', 'error'],
  ['has_doc:yes', [1]],
  [`uuid:${sample[1]!.uuid}`, [2]],
  ['22222222', [2]],
  ['1 2 3', [1, 2, 3]],
  ['1-3', [1, 2, 3]],
  ['1,3', [1, 3]],
  ['id:1,2', [1, 2]],
  ['priority:h', 'error'],
  ['status:PENDING', [1, 2, 3, 4, 6]],
  ['urgency.over:10', [2, 3, 6]],
  ['foo:bar', 'error'],
  ['rc.x:1', 'error'],
  ['limit:2', all],
  ['project.not:webapp', all.filter((id) => id !== 7)],
  ['priority.not:H', all.filter((id) => id !== 2)],
  ['( project:x', 'error'],
  [')', 'error'],
  ['()', 'error'],
  ['+bug and', 'error'],
  ['$text:auth', []],
  ['$where:1', []],
];

describe('what others got wrong', () => {
  test.each(CASES)('%s: %j', (filter, expected) => {
    if (expected === 'error') expect(() => ids(filter)).toThrow(FilterError);
    else expect(ids(filter)).toEqual(expected);
  });

  test('limit:2 is understood as a limit', () => {
    expect(compileFilter('limit:2', { clock }).limit).toBe(2);
  });
});
