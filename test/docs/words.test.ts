import { appendFileSync, copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { lint } from '../../scripts/words/lint.ts';
import { LONG, RULES } from '../../scripts/words/rules.ts';
import { tempFolder } from '../support/folder.ts';

const rulesOf = (file: string, text: string) => lint(file, text).map(({ rule }) => rule);
const words = (count: number) => `${'word '.repeat(count - 1)}word.`;

describe('words', () => {
  it.each(RULES)('reports "$name"', ({ name, reports, passes }) => {
    expect(rulesOf('page.md', reports)).toContain(name);
    expect(rulesOf('page.md', passes)).toEqual([]);
  });

  it('reports sentences of more than 25 words', () => {
    expect(rulesOf('page.md', words(26))).toEqual([LONG]);
    expect(rulesOf('page.md', `${words(25)} ${words(25)}`)).toEqual([]);
  });

  it('counts code and inserted values as one word, and addresses of links not at all', () => {
    expect(rulesOf('page.md', `[link](https://example.org/a%20b) \`a b c\` ${words(23)}`)).toEqual([]);
    expect(rulesOf('page.md', `\`a\`, \`b\` and \`c\` ${words(24)}`)).toEqual([]);
    const inserted = '$' + '{one + two + three}';
    expect(rulesOf('a.ts', `const a = \`${inserted} ${words(24)}\`;`)).toEqual([]);
    expect(rulesOf('a.ts', `const a = \`${inserted} ${words(25)}\`;`)).toEqual([LONG]);
  });

  it('reads lists, tables, quotes and the head of a skill, and no blocks of code', () => {
    const page =
      '---\nname: x\ndescription: Mends it.\n---\n\n```sh\nmend it\n```\n\n- a\n  - It mends\n    it anew.\n\n> mend\n\n| a | b |\n| - | - |\n| c | mend |\n';
    expect(lint('page.md', page).map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      '3 mend',
      '11 mend',
      '12 anew',
      '14 mend',
      '18 mend',
    ]);
  });

  it('reads strings, templates and texts of elements in sources, and no comments, types or classes', () => {
    const source = [
      "// mend it anew\nimport x from 'mend it';\ntype A = 'mend it';",
      "const a = 'Mend' + ` it \\`mend it\\` $" + "{x ? 'mend it' : 1}`;",
      "const b = <p class=\"mend it\" title='mend it'>\n  It <b>mends</b> {x} all the\n  same, {'mend it'}</p>;",
    ].join('\n');
    expect(lint('a.tsx', source).map(({ line, rule }) => `${line} ${rule}`)).toEqual([
      '4 mend',
      '4 mend',
      '5 mend',
      '6 mend',
      '6 all the same',
      '7 mend',
    ]);
  });

  it('fails for a sentence planted in a copy of a page', async () => {
    const page = join(tempFolder(), 'SECURITY.md');
    copyFileSync('SECURITY.md', page);
    expect(lint(page, readFileSync(page, 'utf8'))).toEqual([]);
    appendFileSync(page, '\nWhoever reads it is told.\n');
    const ended = await execa('node', ['scripts/run-ts.mjs', 'scripts/words/main.ts', page], { reject: false });
    expect(ended).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/SECURITY\.md:\d+: whoever/) });
  });
});
