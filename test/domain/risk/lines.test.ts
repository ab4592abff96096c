import { expect, test } from 'vitest';
import { languageOf } from '../../../src/domain/risk/languages.ts';
import { changedLines, codeLines } from '../../../src/domain/risk/lines.ts';

test.each<[path: string, text: string, code: string[]]>([
  ['a.ts', "eval('a'); // eval(b)\n/* eval(c)\n\\*/ d();", ["eval('');", '', 'd();']],
  ['a.ts', 'x = `one\ntwo \u0024{eval(a)} \\` three`; y();', ['x = `', '`; y();']],
  ['a.ts', 'say("it\'s \\"eval(x)\\""); z();', ['say(""); z();']],
  ['a.ts', "const odd = /'/;\nnext();", ["const odd = /'", 'next();']],
  ['a.py', 'def f():\n  """eval(a)\n  b"""\n  return 1  # eval', ['def f():', '"""', '"""', 'return 1']],
  ['a.go', 's := `eval\n"`; f()', ['s := `', '`; f()']],
  ['a.rs', 'let s = r#"a " b"#; f();', ['let s = r#""#; f();']],
  ['a.rb', "x = 'a # b' # c\n=begin\neval\n=end", ["x = ''", '', '', '']],
  ['a.sh', 'run # eval', ['run']],
  ['a.unknown', 'run # eval', ['run # eval']],
])('the code of %s %j', (path, text, code) => {
  expect(codeLines(text, languageOf(path)).map((line) => line.code)).toEqual(code);
});

test('a moved line is neither added nor removed, and equal lines count as often as they occur', () => {
  const [before, after] = ['a();\nb();\nb();', 'b();\n\na();\nc();'].map((text) => codeLines(text, languageOf('a.ts')));
  const { added, removed } = changedLines(before!, after!);
  expect([added, removed].map((lines) => lines.map(({ n, text }) => [n, text]))).toEqual([
    [[4, 'c();']],
    [[3, 'b();']],
  ]);
});

test('the code behind many blanks is read', () => {
  expect(codeLines(`${' '.repeat(3_000)}eval(x)`, languageOf('a.ts'))[0]!.code).toBe('eval(x)');
});
