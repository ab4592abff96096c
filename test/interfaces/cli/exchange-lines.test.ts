import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

/** Lines of newcomers who bring a list or take one with them: what is refused has a line that does it. */

/** The lines between backticks in a text. */
const linesIn = (text: string) => Array.from(text.matchAll(/`backlog ([^`]*)`/g), ([, line = '']) => line);

async function queue(files: Record<string, string> = {}) {
  const line = cli({ USER: 'ada' });
  for (const folder of ['docs', 'empty']) mkdirSync(join(line.cwd, folder));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(line.cwd, path), text);
  expect((await line.say('add First project:web')).code).toBe(0);
  return line;
}

describe('an export to a file whose ending names a format that Backlog does not write', () => {
  test.each(['x.org', 'x.xlsx', 'x.yaml', 'x.yml', 'x.txt', 'x.html', 'out.d/x.ORG'])('%s', async (file) => {
    const { say, cwd } = await queue();
    mkdirSync(join(cwd, 'out.d'));
    const { code, err } = await say(`export project:web --to ${file}`);
    expect([code, existsSync(join(cwd, file))]).toEqual([2, false]);
    expect(err).toContain(`can't export to ${file}`);
    const [markdown, json] = linesIn(err);
    for (const meant of [markdown!, json!]) expect((await say(wordsOf(meant))).out).toContain('Wrote 1 task to ');
    expect(readFileSync(join(cwd, file), 'utf8')).toMatch(/^\[\n/);
  });

  test.each(['backlog.json', 'copy', 'tmp.aB3xYz', '.queue', 'old.bak'])('%s is JSON', async (file) => {
    const { say, cwd } = await queue();
    expect((await say(`export --to ${file}`)).out).toContain('(backlog)');
    expect(readFileSync(join(cwd, file), 'utf8')).toMatch(/^\[\n/);
  });
});

test.each(['export x.csv', 'export to x.csv', 'export as x.csv', 'export into x.csv'])(
  '%s is refused with export --to x.csv',
  async (line) => {
    const { say } = await queue();
    const { code, err } = await say(line);
    expect([code, linesIn(err)]).toEqual([2, ['export --to x.csv']]);
    expect((await say('export --to x.csv')).out).toContain('(csv)');
  },
);

describe('an import of a file that does not exist', () => {
  const LIST = '- [ ] Buy milk\n';
  const TABLE = 'Title\nBuy milk\n';

  test.each([
    ['import todo.md', 'import TODO.md'],
    ['import TODO.MD', 'import TODO.md'],
    ['import TODO', 'import TODO.md'],
    ['import TOOD.md', 'import TODO.md'],
    ['import docs/paln.md', 'import docs/plan.md'],
    ['import plan.md', 'import docs/plan.md'],
    ['import empty/plan.md', 'import docs/plan.md'],
  ])('%s is refused with %s', async (line, meant) => {
    const [, file = ''] = meant.split(' ');
    const { say } = await queue({ 'TODO.md': LIST, 'docs/plan.md': LIST, 'one.csv': TABLE, 'two words.md': LIST });
    const { code, err } = await say(line);
    expect([code, linesIn(err)]).toEqual([1, [meant]]);
    expect(err).toContain(`(did you mean ${file}?)`);
    expect((await say(meant)).out).toContain('Buy milk');
  });

  test('a file with another name is no suggestion', async () => {
    const { say } = await queue({ 'one.csv': TABLE });
    expect(linesIn((await say('import tables.csv')).err)).toEqual([]);
  });

  test.each([
    ['import taskwarrior one.csv', 'taskwarrior', 'import one.csv'],
    ['import one.csv nothing.csv', 'nothing.csv', 'import one.csv'],
    ['import from one.csv', 'from', 'import one.csv'],
  ])('%s is refused with the words that are a file', async (line, missing, meant) => {
    const { say } = await queue({ 'one.csv': TABLE });
    const { code, err } = await say(line);
    expect([code, linesIn(err)]).toEqual([1, [meant]]);
    expect(err).toContain(`there is no file or folder ${missing}\n`);
    expect((await say(meant)).out).toContain('Buy milk');
  });

  test('several files are refused with one line that imports each', async () => {
    const files = ['a.csv', 'b.csv', 'c.csv', 'd.csv'];
    const { say } = await queue(Object.fromEntries(files.map((file) => [file, `Title\n${file}\n`])));
    const { code, err } = await say(['import', ...files]);
    expect([code, err]).toEqual([2, expect.stringContaining('4 files were named')]);
    const loop = /`(for .*?; done)`/.exec(err)?.[1];
    expect(loop).toBe('for file in a.csv b.csv c.csv d.csv; do backlog import "$file"; done');
  });

  test.each(['github', 'gh', 'https://github.com/acme/shop/issues', 'jira', 'PROJ-12', 'linear', 'trello'])(
    'import %s is refused with the way to get a file',
    async (word) => {
      const { say } = await queue();
      const { code, err } = await say(['import', word]);
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/there is no file or folder .*\n.*(gh issue list|export)/i),
      ]);
    },
  );
});
