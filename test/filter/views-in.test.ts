import { expect, test } from 'vitest';
import { type FilterNode, partsOf, readFilter, viewsIn } from '../../src/filter/index.ts';

const namesIn = (node: FilterNode): string[] => [
  ...(node.kind === 'view' ? [node.name] : partsOf(node).flatMap(namesIn)),
];

test.each([
  ['@a', ['a']],
  ['@a @b.c-d', ['a', 'b.c-d']],
  ['( @a or !@b ) not @c', ['a', 'b', 'c']],
  ['(@a)', ['a']],
  ['@größe', ['größe']],
  ['"ping @bob now"', []],
  ["description.has:'ask @bob' @a", ['a']],
  ['"a \\" @b" @c', ['c']],
  ['/write @bob/i @a', ['a']],
  ["don't @a", ['a']],
  ['agent:@me @a', ['a']],
  ['+x sort:due+', []],
  ['', []],
])('the saved filters in %s are those that the parser finds', async (text, names) => {
  const clock = { now: Date.parse('2026-07-30T14:30:00Z'), zone: 'UTC' };
  const env = { clock, views: () => '+x', viewNames: () => [], caller: { holder: 'human:ada', names: ['ada'] } };
  const { ast } = await readFilter(text, env as never);
  expect(namesIn(ast.where)).toEqual(names);
  expect(viewsIn(text)).toEqual(names);
});
