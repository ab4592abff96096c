import { expect, test } from 'vitest';
import { isGenerated } from '../../../src/domain/generated-files.ts';
import { diffRows } from '../../../src/runs/git/diff/diff-text.ts';

test('a diff is read row by row with the numbers of both sides, whatever its lines look like', () => {
  const diff = [
    ...['diff --git a/x b/x', 'index 1..2 100644', '--- a/x', '+++ b/x'],
    ...[
      '@@ -1,3 +1,3 @@',
      ' a',
      '--- b',
      '+++ c',
      ' @@ -9 +9 @@',
      '@@ -9 +9,2 @@ f()',
      ' z',
      '+y',
      '\\ No newline at end of file',
    ],
    '',
  ].join('\n');
  expect(diffRows(diff)).toEqual([
    { kind: '@', text: '@@ -1,3 +1,3 @@' },
    { kind: ' ', old: 1, new: 1, text: 'a' },
    { kind: '-', old: 2, text: '-- b' },
    { kind: '+', new: 2, text: '++ c' },
    { kind: ' ', old: 3, new: 3, text: '@@ -9 +9 @@' },
    { kind: '@', text: '@@ -9 +9,2 @@ f()' },
    { kind: ' ', old: 9, new: 9, text: 'z' },
    { kind: '+', new: 10, text: 'y' },
    { kind: '\\', text: ' No newline at end of file' },
  ]);
});

test('a file that became a link is gone and new; nothing of what git says between the two is a line of it', () => {
  const diff = [
    ...['diff --git a/x b/x', 'deleted file mode 100644', '--- a/x', '+++ /dev/null', '@@ -1 +0,0 @@', '-a'],
    ...['diff --git a/x b/x', 'new file mode 120000', '--- /dev/null', '+++ b/x', '@@ -0,0 +1 @@', '+/etc/passwd'],
  ];
  expect(diffRows(diff.join('\n')).map(({ kind, text }) => kind + text)).toEqual([
    '@@@ -1 +0,0 @@',
    '-a',
    '@@@ -0,0 +1 @@',
    '+/etc/passwd',
  ]);
});

test('of a line that is too long it is told how much is missing, and no character is halved', () => {
  const rows = diffRows(`@@ -0,0 +1,2 @@\n+${'x'.repeat(1_999)}😀${'y'.repeat(10)}\n+${'z'.repeat(2_000)}`);
  expect(rows[1]).toEqual({ kind: '+', new: 1, text: `${'x'.repeat(1_999)}…`, left: 12 });
  expect(rows[2]).toEqual({ kind: '+', new: 2, text: 'z'.repeat(2_000) });
});

test.each([
  ['package-lock.json', true],
  ['web/pnpm-lock.yaml', true],
  ['src/app.min.js', true],
  ['dist/a.js', true],
  ['src/lock.ts', false],
  ['src/distance.ts', false],
])('%s is written by a program: %s', (path, generated) => {
  expect(isGenerated(path)).toBe(generated);
});
