import { describe, expect, it } from 'vitest';
import { fifth, first, fourth, second, sixth, third } from './all.ts';
import { apply, type Planted, swap } from './planted.ts';
import { projects } from './projects/all.ts';

const count = (set: Planted[]) => ({
  bad: set.filter((result) => result.bad).length,
  good: set.filter((result) => !result.bad).length,
});

describe('planted results', () => {
  it('change something in their project, each edit at one place', () => {
    for (const result of [...first, ...second, ...third, ...fourth, ...fifth, ...sixth]) {
      expect(apply(projects[result.project], result.edits).length, result.name).toBeGreaterThan(0);
      expect(result.tells !== undefined, result.name).toBe(result.bad);
    }
  });
  it('are as many as planned, under names of their own', () => {
    expect(count(first)).toEqual({ bad: 60, good: 60 });
    expect(count(second)).toEqual({ bad: 20, good: 20 });
    expect(count(third)).toEqual({ bad: 20, good: 20 });
    expect(count(fourth)).toEqual({ bad: 30, good: 30 });
    expect(count(fifth)).toEqual({ bad: 20, good: 20 });
    expect(count(sixth)).toEqual({ bad: 10, good: 10 });
    expect(
      new Set([...first, ...second, ...third, ...fourth, ...fifth, ...sixth].map((result) => result.name)).size,
    ).toBe(320);
  });
  it('hold back kinds of bad results that the first set does not show', () => {
    const shown = new Set(first.filter((result) => result.bad).map((result) => result.kind));
    expect(shown.size).toBeGreaterThanOrEqual(30);
    expect([...second, ...third].filter((result) => result.bad && shown.has(result.kind))).toEqual([]);
  });
  it('refuse an edit that fits nowhere or twice', () => {
    expect(() => apply(projects.go, [swap('go.mod', 'no such text', '')])).toThrow('found 0 times');
    expect(() => apply(projects.go, [swap('main.go', 'log', '')])).toThrow(/found \d+ times/);
    expect(() => apply(projects.go, [swap('none.go', 'log', '')])).toThrow('no such file');
  });
});
