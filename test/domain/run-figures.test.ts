import { expect, test } from 'vitest';
import type { Run } from '../../src/domain/records.ts';
import { figureTexts, runFiguresOf } from '../../src/domain/runs/run-figures.ts';

const AT = '2026-07-30T12:00:00Z';
const NOW = Date.parse('2026-07-30T13:00:00Z');
const check = (name: string, ok: boolean) => ({ name, ok, why: '', ms: 1, output: '', commit: 'a'.repeat(40) });
const run = (more: object) =>
  ({
    ...{ state: 'review', at: AT, since: '2026-07-30T12:04:00Z' },
    rounds: [{ n: 1, why: 'start', at: AT, ended: '2026-07-30T12:03:00Z', until: '2026-07-30T12:04:00Z' }],
    ...more,
  }) as unknown as Run;
const result = { files: 5, added: 480, deleted: 302, outside: ['README.md'] };
const met = { at: AT, actor: 'human:ada', evidence: 'npm test: 3 passed' };
const task = {
  acceptance: [
    { id: '1', text: 'one', met },
    { id: '2', text: 'two', met: { ...met, outdated: 'before another result' } },
  ],
} as never;

test('the figures of a result, in their order', () => {
  const figures = runFiguresOf(
    run({ result, checks: [check('unit', false), check('lint', true)], usage: { costUsd: 0.306 } }),
    task,
    NOW,
  );
  expect(figures).toEqual({
    ...{ size: { files: 5, added: 480, deleted: 302 }, passed: ['lint'], failed: ['unit'], outside: 1 },
    ...{ met: [1, 2], costUsd: 0.306, workedMs: 240_000 },
  });
  expect(figureTexts(figures)).toEqual([
    { text: '5 files +480 -302' },
    { text: 'unit failed', tone: 'bad' },
    { text: '1 out of scope', tone: 'bad' },
    { text: '1 of 2 criteria met', tone: 'bad' },
    { text: '$0.31' },
  ]);
});

test('a green result says what passed; a run without a result only what it cost', () => {
  const green = { result: { ...result, outside: [] }, checks: [check('unit', true)] };
  const texts = (more: object) => figureTexts(runFiguresOf(run(more), null, NOW)).map(({ text }) => text);
  expect(texts(green)).toEqual(['5 files +480 -302', 'unit passed']);
  expect(texts({ ...green, checks: [check('unit', true), check('lint', true)] })).toEqual([
    '5 files +480 -302',
    '2 checks passed',
  ]);
  expect(texts({ usage: { costUsd: 1 } })).toEqual(['$1.00']);
  expect(texts({ result: { ...result, files: 0, outside: [] } })).toEqual([]);
});
