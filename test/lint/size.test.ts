import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUDGET, compared, DECISIONS, writeBudget } from '../../scripts/size/check.ts';
import { codeLines } from '../../scripts/size/measure.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';

test.each([
  ['comments, blanks and imports', "import { a } from 'a';\n\n// one\n/** two\n three */\nconst b = 1;\n", 1],
  ['an import of several lines', "import {\n  a,\n} from 'a';\nimport 'b';\nb();\n", 1],
  ['an import in a call', "await import('a');\n", 1],
  ['a template whose text looks like a comment', `const a = \`\n// \${b({})} /*\n\`;\nc();\n`, 4],
  ['a regular expression with a comment', 'const a = /\\/*/;\nb();\n', 2],
  ['a division', 'const a = b / c; // d\nconst e = f() / 2;\n', 2],
  ['a line with code and a comment', 'a(); /* b\n c */ d();\n', 2],
])('code lines leave out or keep: %s', (_, text, lines) => {
  expect(codeLines(text)).toBe(lines);
});

test('a room may only become smaller, unless the decisions have a row with its reason', () => {
  const root = tempFolder('size');
  const [problems, smaller] = [() => compared(root).problems, () => compared(root).smaller];
  const src = (lines: number) => writeFiles(root, { 'src/a/b.ts': 'a();\n'.repeat(lines) });
  writeFiles(root, { [DECISIONS]: '# Size\n\n| budget | reason |\n| --- | --- |\n', [BUDGET]: '{}' });
  writeFiles(root, { 'test/a.test.ts': 'a();\n', '.gitignore': 'build.ts\n', 'src/a/build.ts': 'a();\n' });
  src(3);
  git(root, 'init', '--quiet');
  writeBudget(root);
  const commit = () => {
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message=A budget');
  };
  commit();
  expect([problems(), smaller()]).toEqual([[], []]);

  // Planted: a line, a file, a folder, a line of a test, a word of a page.
  src(4);
  expect(problems()).toEqual(['src/a has 4 code lines, and its budget is 3']);
  writeFiles(root, {
    'src/a/c.ts': '',
    'src/b/d.ts': 'd();\n',
    'test/a.test.ts': 'a();\na();\n',
    'docs/e.md': 'A word.\n',
  });
  expect(problems()).toEqual([
    expect.stringMatching(/^docs has \d+ words, and its budget is \d+$/),
    'src/a has 4 code lines, and its budget is 3',
    'src/a has 2 files, and its budget is 1',
    'src/b has 1 code lines, and no budget',
    'src/b has 1 files, and no budget',
    'test has 2 lines, and its budget is 1',
  ]);
  writeBudget(root);
  expect(problems()).toHaveLength(6);
  // A budget that was raised by hand, before and after its commit.
  git(root, 'checkout', '--quiet', BUDGET);
  const high = {
    docs: { words: 99 },
    'src/a': { code: 9, files: 9 },
    'src/b': { code: 9, files: 9 },
    test: { lines: 9 },
  };
  writeFileSync(join(root, BUDGET), JSON.stringify(high));
  const raised = problems();
  expect(raised).toHaveLength(6);
  expect(raised[1]).toBe(`the budget of src/a rose, and ${DECISIONS} has no row with \`src/a\` 9 code lines`);
  commit();
  expect(problems()).toEqual(raised);
  git(root, 'reset', '--quiet', '--soft', 'HEAD~1');

  writeBudget(root, 'A second room.');
  expect([problems(), smaller()]).toEqual([[], []]);
  commit();
  expect(problems()).toEqual([]);
  src(2);
  expect([problems(), smaller()]).toEqual([[], ['src/a']]);
  writeBudget(root);
  src(3);
  expect(problems()).toEqual(['src/a has 3 code lines, and its budget is 2']);
});
