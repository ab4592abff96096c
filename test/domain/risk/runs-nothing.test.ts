import { expect, test } from 'vitest';
import type { RiskFile } from '../../../src/domain/risk/examine.ts';
import { riskOf } from '../../../src/domain/risk/result-risk.ts';

type Row = [what: string, path: string, before: string, after: string, more?: Partial<RiskFile>];

const levelOf = ([, path, before, after, more]: Row) =>
  riskOf({ files: [{ path, status: 'M', added: 1, deleted: 1, binary: false, before, after, ...more } as RiskFile] })
    .level;

const RUN: Row[] = [
  ['code in a file named like a license', 'src/license.ts', 'a = k === b;\n', 'a = k > b;\n'],
  ['code in a file named like a notice', 'app/notice_board.py', 'a = 1\n', 'a = go(1)\n'],
  ['code that moves to the tests', 'test/pay.ts', 'a();\n', 'a();\n', { status: 'R', from: 'src/pay.ts' }],
  ['code that moves to the texts', 'docs/pay.md', 'a();\n', 'a();\n', { status: 'R', from: 'src/pay.ts' }],
  ['a page with code', 'docs/index.mdx', '# Hi\n', '# Hi\n\nexport const x = go();\n'],
  ['a text that becomes a link', 'docs/a.md', '# a\n', '/etc/passwd', { modes: '100644 120000' }],
  ['a submodule among the tests', 'test/x', 'a', 'b', { submodule: true } as Partial<RiskFile>],
  ['a prompt', 'src/prompts/system.md', 'Never do x.\n', 'Do x.\n'],
  ['a skill', 'plugin/SKILL.md', 'Never do x.\n', 'Do x.\n'],
  ['a list that a program reads', 'public/robots.txt', 'a\n', 'b\n'],
  ['code in a folder named like tests', 'src/testing/helper.ts', 'a(1);\n', 'a(2);\n'],
  ['a description from which code is made', 'specs/api.yaml', 'a: 1\n', 'a: 2\n'],
  ['code in a text of Ruby', 'a.rb', 'A = <<~T\n  hi\nT\n', 'A = <<~T\n  hi\n  #{drop_all}\nT\n'],
  ['code in a string of Ruby', 'a.rb', 'A = "x\n# note\n"\n', 'A = "x\n#{drop_all}\n"\n'],
  ['data behind the end of a Ruby file', 'a.rb', 'DATA.read\n__END__\n# a\n', 'DATA.read\n__END__\n# b\n'],
  ['C in a Go file', 'a.go', '/*\nint x = 1;\n*/\nimport "C"\n', '/*\nint x = 2;\n*/\nimport "C"\n'],
  ['an exported function of Go', 'a.go', '//export F\nfunc F() {}\n', 'func F() {}\n'],
  ['a line separator', 'a.js', '// a\nb();\n', '// a\u2028 go();\nb();\n'],
  ['a carriage return', 'a.py', '# a\nb()\n', '# a\rgo()\nb()\n'],
  ['an escaped line end of Java', 'A.java', '// a\nb();\n', '// a \\u000a go();\nb();\n'],
  ['a comment within a comment', 'a.rs', '/* a */\ncheck();\n', '/* /* a */\ncheck();\n// */\n'],
  ['a comment that no longer ends', 'a.kt', '/* /* a */ */\n// b\ncheck()\n// */\n', '/* /* a */ */\n// b\ncheck()\n'],
  ['a comment that continues', 'run.sh', '# a\ncheck\n', '# a \\\ncheck\n'],
  [
    'packages of a script',
    'a.py',
    '# /// script\n# requires = [\n#  "a",\n# ]\n# ///\n',
    '# /// script\n# requires = [\n#  "b",\n# ]\n# ///\n',
  ],
  ['packages of a Java script', 'A.java', '//DEPS a:b:1\nb();\n', '//DEPS a:b:2\nb();\n'],
  ['a text of several lines in TOML', 'a.toml', 'p = """\n# Do x\n"""\n', 'p = """\n# Do y\n"""\n'],
  ['a text of several lines in YAML', 'a.yml', 'a: |\n  # a\n', 'a: |\n  # b\n'],
  ['a here-document', 'a.sh', 'cat > x <<E\n# a\nE\n', 'cat > x <<E\n# b\nE\n'],
  ['an empty line of a text', 'a.ts', 'send(`a\n\nb`);\n', 'send(`a\nb`);\n'],
  ['the strictness of types', 'a.rb', '# typed: strict\nb\n', '# typed: ignore\nb\n'],
  ['the encoding', 'a.py', '# a\nb()\n', '# vim: set fileencoding=utf-7 :\nb()\n'],
  ['the function of a markup', 'a.tsx', '/**\n * @jsx h\n */\nb();\n', '/**\n * @jsx g\n */\nb();\n'],
  ['the map of a source', 'a.js', 'b();\n', 'b();\n//# sourceMappingURL=http://x\n'],
  ['text of a page', 'a.vue', '<p>\n// a\n</p>\n', '<p>\n// b\n</p>\n'],
];

test.each(RUN)('is not of low risk without evidence: %s', (...row) => {
  expect(levelOf(row)).not.toBe('low');
});

const REST: Row[] = [
  ['a text for people', 'docs/a.md', 'a\n', 'b\n'],
  ['a read-me beside code', 'src/README.md', 'a\n', 'b\n'],
  ['a list of authors', 'AUTHORS', 'a\n', 'b\n'],
  ['a year of a license', 'LICENSE-APACHE-2.0', 'a 2024\n', 'a 2026\n'],
  ['an addition to a test', 'test/a.ts', 'a(1);\n', 'a(1);\na(2);\n'],
  ['a test that moves', 'test/b.ts', 'a();\n', 'a();\n', { status: 'R', from: 'test/a.ts' }],
  ['a comment', 'a.py', '"""A."""\n# a\nb()\n', '"""A."""\n# Says what b does: see https://a.example.\nb()\n'],
  ['an empty line', 'a.go', 'a()\nb()\n', 'a()\n\n// Now b.\nb()\n'],
  ['a comment of several lines', 'A.java', '/* A. */\na();\n', '/**\n * A, of b.\n *\n * @param b the b\n */\na();\n'],
];

test.each(REST)('is of low risk: %s', (...row) => {
  expect(levelOf(row)).toBe('low');
});
