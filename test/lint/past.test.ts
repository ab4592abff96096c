import { expect, test } from 'vitest';
import { inScope, parseGlob } from '../../src/claims/index.ts';
import type { Task } from '../../src/domain/task/task.ts';
import {
  learnedChecks,
  learnedCriteria,
  learnedScope,
  type MergedRun,
  neededEntries,
  relatedRuns,
} from '../../src/lint/refine/past.ts';

const task = (uuid: string, more: Partial<Task> = {}): Task => ({
  ...{ uuid, id: 1, description: 'Do it', status: 'pending' as const },
  ...{ entry: '2026-01-01T00:00:00Z', modified: '2026-01-01T00:00:00Z', ...more },
});
const run = (uuid: string, paths: string[], more: Partial<Task> = {}): MergedRun => ({
  task: task(uuid, { project: 'web', ...more }),
  paths,
});

test('related runs are those of the project, of projects above and below it, and of a tag', () => {
  const merged = [
    run('a', [], { project: 'web' }),
    run('b', [], { project: 'web.login' }),
    run('c', [], { project: 'webshop' }),
    run('d', [], { project: 'api', tags: ['login'] }),
    run('x', [], { project: 'web' }),
  ];
  const related = (more: Partial<Task>) => relatedRuns(task('x', more), merged).map((one) => one.task.uuid);
  expect(related({ project: 'web' })).toEqual(['a', 'b']);
  expect(related({ project: 'web.login' })).toEqual(['a', 'b']);
  expect(related({ tags: ['login'] })).toEqual(['d']);
  expect(related({})).toEqual([]);
});

test('of enough related runs, only those count that share words', () => {
  const worded = ['a', 'b', 'c'].map((id) => run(id, [], { description: 'Fix the login form' }));
  const others = ['d', 'e'].map((id) => run(id, [], { description: 'Paint walls' }));
  const wanted = task('x', { project: 'web', description: 'Login drops a field' });
  expect(relatedRuns(wanted, [...worded, ...others])).toHaveLength(3);
  expect(relatedRuns(wanted, [...worded.slice(1), ...others])).toHaveLength(4);
});

test('the learned scope is what most runs changed, without generated files, and nothing from few runs', () => {
  const merged = [
    run('a', ['src/web/login/a.ts', 'src/web/login/b.ts', 'package-lock.json']),
    run('b', ['src/web/c.ts', 'docs/x.md', 'package-lock.json']),
    run('c', ['src/web/d.ts', 'README.md', 'odd/[x]/y/z.ts', 'package-lock.json']),
    run('d', ['odd/[x]/y/z.ts', 'README.md']),
  ];
  expect(learnedScope(merged, () => true)).toEqual([
    { glob: 'src/web/**' },
    { glob: 'README.md' },
    { glob: 'odd/[[]x]/**' },
  ]);
  expect(learnedScope(merged.slice(0, 2), () => true)).toEqual([]);
});

test('checks come from half of the tasks, if they are defined; criteria from runs that changed tests', () => {
  const merged = [
    run('a', ['src/a.ts', 'test/a.test.ts'], { checks: ['unit', 'gone'] }),
    run('b', ['src/a.ts', 'test/a.test.ts'], { checks: ['unit', 'gone'] }),
    run('c', ['src/a.ts'], { checks: ['lint'] }),
  ];
  expect(learnedChecks(merged, new Set(['unit', 'lint']))).toEqual(['unit']);
  expect(learnedCriteria(merged)).toEqual(['A test fails without the change and passes with it']);
  expect(learnedCriteria(merged.slice(1))).toEqual([]);
});

const ODD = [
  ...['src/a b.ts', 'src/[x]*.ts', 'src/{a,b}.ts', 'src/a\\b.ts', '!src/no.ts', 'other:c.ts', 'src/\u001b[2J.ts'],
  ...[
    'src/l\nf.ts',
    ' lead.ts',
    'trail ',
    'src/\u00e9.ts',
    'src/e\u0301.ts',
    'src/\u202e.ts',
    '~/a',
    'C:/a',
    'a+(b)',
    '@(a|b)',
  ],
  ...['[[:alpha:]]', ']a[', 'a**b', '**', '{1..3}', '$(x)`y`', '-rf', '\u{E0041}x'],
];

test.each(ODD)('the odd name %j becomes a readable glob that matches it, and no other file', (path) => {
  const [entry] = neededEntries([{ path }], [{ glob: 'docs/**' }]);
  expect(parseGlob(entry!.glob)).toEqual({ ok: true, glob: { text: entry!.glob } });
  expect(inScope(path, [entry!])).toBe(true);
  expect(inScope('src/other.ts', [entry!]) || inScope('other', [entry!])).toBe(false);
});
