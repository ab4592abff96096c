import { describe, expect, test } from 'vitest';
import { compileFilter, FilterError } from '../../src/filter/index.ts';
import { clock, ids } from './sample.ts';

const saved: Record<string, string> = {
  bugs: '+bug or type:bug sort:due+ limit:5',
  open: '+PENDING',
  mine: '@bugs agent:implementer',
  broken: 'foo:bar',
  a: '@b',
  b: '+bug or @a',
  self: '@self',
  empty: '',
};
const views = (name: string) => saved[name];

function messageOf(filter: string, from = views): string {
  try {
    compileFilter(filter, { clock, views: from });
  } catch (error) {
    if (error instanceof FilterError) return error.message;
    throw error;
  }
  return '';
}

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
    expect(messageOf('@self')).toContain('a view uses itself: @self uses @self');
    expect(messageOf('@a')).toContain('a view uses itself: @a uses @b uses @a');
  });

  test('that cannot be read says why, at its name', () => {
    expect(messageOf('+bug @broken')).toContain('view "@broken" cannot be read: no attribute is called "foo"');
  });

  test('cannot grow or nest without end', () => {
    const doubling = (name: string) =>
      name === 'v0' ? '+bug' : `@v${Number(name.slice(1)) - 1} or @v${Number(name.slice(1)) - 1} or x`;
    const wide = (name: string) =>
      name === 'w0' ? '( +bug or +ui )'.concat(' or +bug'.repeat(900)) : '@w0 or @w0 or @w0 or @w0 or @w0 or @w0';
    expect(messageOf('@v5', doubling)).toBe('');
    expect(messageOf('@v30', doubling)).toContain('nested deeper');
    expect(messageOf('@w1', wide)).toContain('grows beyond');
  });
});
