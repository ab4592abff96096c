import { describe, expect, test } from 'vitest';
import { FilterError, type FilterProblem } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { clock, ids } from './sample.ts';

const saved: Record<string, string> = {
  bugs: '+bug or type:bug sort:due+ limit:5',
  open: '+PENDING',
  mine: '@bugs agent:implementer',
  broken: 'foo:bar',
  a: '@b',
  b: '+bug or @a',
  self: '@self',
  outer: '@self',
  empty: '',
};
const views = (name: string) => saved[name];

function problemsOf(filter: string, from = views): readonly FilterProblem[] {
  try {
    compileFilter(filter, { clock, views: from, viewNames: () => Object.keys(saved) });
  } catch (error) {
    if (error instanceof FilterError) return error.problems;
    throw error;
  }
  return [];
}

const messageOf = (filter: string, from = views) => problemsOf(filter, from)[0]?.message ?? '';

describe('a view', () => {
  test('stands for its filter, as if in parentheses', () => {
    expect(ids('@bugs', { views })).toEqual([2, 7]);
    expect(ids('@bugs @open', { views })).toEqual([2]);
    expect(ids('! @bugs @open', { views })).toEqual([1, 3, 4, 6]);
    expect(ids('@mine', { views })).toEqual([2]);
    expect(ids('@empty 3', { views })).toEqual([3]);
  });

  test('brings its sort and limit, which the filter around it overrules', () => {
    const due = { attribute: 'due', descending: false };
    expect(compileFilter('@mine', { clock, views })).toMatchObject({ sort: [due], limit: 5 });
    expect(compileFilter('@bugs +ui limit:1', { clock, views })).toMatchObject({ sort: [due], limit: 1 });
    expect(compileFilter('@bugs or 1', { clock, views })).toMatchObject({ sort: [], limit: undefined });
  });

  test('that uses itself is an error', () => {
    expect(problemsOf('@self')[0]).toMatchObject({
      message: 'saved filter "@self" is invalid: a saved filter uses itself: @self uses @self',
      expected: 'saved filters without a cycle',
    });
    expect(messageOf('@a')).toContain('a saved filter uses itself: @a uses @b uses @a');
  });

  test('that uses one that uses itself is an error too', () => {
    expect(messageOf('@outer')).toBe(
      'saved filter "@outer" is invalid: saved filter "@self" is invalid: a saved filter uses itself: @self uses @self',
    );
  });

  test('is read once, however often it is used', () => {
    const asked: string[] = [];
    const counting = (name: string) => {
      asked.push(name);
      return saved[name];
    };
    compileFilter('@mine or @bugs or @mine', { clock, views: counting });
    expect(asked).toEqual(['mine', 'bugs']);
    expect(problemsOf('@broken or @broken').map(({ offset }) => offset)).toEqual([0]);
  });

  test('that does not exist is an error, also where there are none at all', () => {
    expect(problemsOf('@bug')).toEqual([
      {
        message: 'no saved filter is called "@bug"',
        offset: 0,
        length: 4,
        expected: 'the name of a saved filter',
        nearest: '@bugs',
        hint: 'for the tasks of an agent or a person, write agent:bug; to search for this text, put it in quotes',
      },
    ]);
    expect(() => compileFilter('@bug', { clock })).toThrow('no saved filter is called "@bug"');
  });

  test('that cannot be read says why, at its name', () => {
    expect(messageOf('+bug @broken')).toContain('saved filter "@broken" is invalid: no attribute is called "foo"');
  });

  test('cannot nest without end', () => {
    const chain = (name: string) => (name === 'c0' ? '+bug' : `@c${Number(name.slice(1)) - 1}`);
    expect(problemsOf('@c9', chain)).toEqual([]);
    expect(problemsOf('@c10', chain)[0]).toMatchObject({
      message: expect.stringMatching(
        /^saved filter "@c10" is invalid: .* saved filters are nested deeper than 10 levels$/,
      ),
      expected: 'fewer saved filters inside each other',
    });
    const doubling = (name: string) => (name === 'c0' ? '+bug' : `${chain(name)} or ${chain(name)} or x`);
    expect(problemsOf('@c5', doubling)).toEqual([]);
    expect(messageOf('@c30', doubling)).toContain('nested deeper');
  });

  test('cannot grow without end', () => {
    const halves = (terms: number) => (name: string) =>
      name === 'whole' ? '! ( @half or @half )' : Array(terms).fill('x').join(' or ');
    expect(problemsOf('@whole', halves(2497))).toEqual([]);
    expect(problemsOf('@whole', halves(2498))[0]).toMatchObject({
      message: 'saved filter "@whole" expands to more than 5000 terms',
      expected: 'a smaller saved filter',
    });
  });
});
