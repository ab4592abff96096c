import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git } from '../../support/git.ts';
import { everyNth } from '../../support/soak-test.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

/** Lines of newcomers who bring a list or take one with them: what is refused has a line that does it. */

/** The lines between backticks in a text. */
/** The lines in a refusal, without the help. */
const linesIn = (text: string) =>
  Array.from(text.matchAll(/`backlog ((?:(?! --help`)[^`])*)`/g), ([, line = '']) => line);

async function queue(files: Record<string, string> = {}) {
  const line = cli({ USER: 'ada' });
  for (const folder of ['docs', 'empty']) mkdirSync(join(line.cwd, folder));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(line.cwd, path)), { recursive: true });
    writeFileSync(join(line.cwd, path), text);
  }
  expect((await line.say('add First project:web')).code).toBe(0);
  return line;
}

describe('an export to a file whose ending names a format that Backlog does not write', () => {
  test.each(everyNth(6, ['x.org', 'x.xlsx', 'x.yaml', 'x.yml', 'x.txt', 'x.html', 'out.d/x.ORG']))(
    '%s',
    async (file) => {
      const { say, cwd } = await queue();
      mkdirSync(join(cwd, 'out.d'));
      const { code, err } = await say(`export project:web --to ${file}`);
      expect([code, existsSync(join(cwd, file))]).toEqual([2, false]);
      expect(err).toContain(`can't export to ${file}`);
      const [markdown, json] = linesIn(err);
      for (const meant of [markdown!, json!]) expect((await say(wordsOf(meant))).out).toContain('Wrote 1 task to ');
      expect(readFileSync(join(cwd, file), 'utf8')).toMatch(/^\[\n/);
    },
  );

  test.each(everyNth(4, ['backlog.json', 'copy', 'tmp.aB3xYz', '.queue', 'old.bak']))('%s is JSON', async (file) => {
    const { say, cwd } = await queue();
    expect((await say(`export --to ${file}`)).out).toContain('(backlog)');
    expect(readFileSync(join(cwd, file), 'utf8')).toMatch(/^\[\n/);
  });
});

test.each(everyNth(3, ['export x.csv', 'export to x.csv', 'export as x.csv', 'export into x.csv']))(
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
    ['import one.csv nothing.csv', 'nothing.csv', 'import one.csv'],
    ['import from one.csv', 'from', 'import one.csv'],
  ])('%s is refused with the words that are a file', async (line, missing, meant) => {
    const { say } = await queue({ 'one.csv': TABLE });
    const { code, err } = await say(line);
    expect([code, linesIn(err)]).toEqual([1, [meant]]);
    expect(err).toContain(`there is no file or folder ${missing}\n`);
    expect((await say(meant)).out).toContain('Buy milk');
  });

  test('a workbook is refused with the table to save', async () => {
    const { say } = await queue();
    const { code, err } = await say('import plans/tasks.xlsx');
    expect([code, linesIn(err)]).toEqual([1, ['import FILE']]);
  });

  test('a format beside a file of another one is refused with what the format expects', async () => {
    const { say } = await queue({ 'one.csv': TABLE });
    const { code, err } = await say('import taskwarrior one.csv');
    expect([code, err]).toEqual([2, expect.stringContaining('one.csv, line 1: expected JSON')]);
  });

  const OF_GITHUB = ['import FILE', 'source add github acme/app'];

  test.each<[word: string, lines: string[]]>([
    ['github', OF_GITHUB],
    ['gh', OF_GITHUB],
    ['https://github.com/acme/shop/issues', ['import FILE', 'source add github acme/shop']],
    ['jira', ['import FILE', 'source add jira acme.atlassian.net/APP']],
    ['PROJ-12', []],
    ['linear', ['import FILE']],
    ['trello', ['import FILE']],
  ])('import %s is refused with the way to get a file', async (word, lines) => {
    const { say } = await queue();
    const { code, err } = await say(['import', word]);
    expect([code, err]).toEqual([1, expect.stringMatching(/there is no file or folder .*\n.*(gh issue list|export)/i)]);
    expect(linesIn(err)).toEqual(lines);
  });
});

describe('an import of a text file', () => {
  const PROSE = 'The queue keeps tasks, and agents take them from\nthere, one after the other.\n';

  test.each([
    ['a line for each task', 'notes.txt', 'Buy milk\nCall Bob about the car\n'],
    ['bullets', 'notes.txt', '- Buy milk\n* Call Bob\n'],
    ['numbers below a heading', 'ideas.txt', '# Ideas\n\n1. Buy milk\n2) Call Bob\n'],
    ['a list in a file with its name', 'TODO.md', '# To do\n\n- Buy milk\n- Call Bob\n'],
    ['a file without an ending', 'TODO', 'Buy milk\nCall Bob\n'],
    ['lines of Windows', 'notes.txt', '\uFEFFBuy milk\r\n\r\nCall Bob\r\n'],
  ])('%s', async (_, file, text) => {
    const { say } = await queue({ [file]: text });
    expect((await say(['import', file])).out).toMatch(/^Imported 2 tasks[\s\S]*Buy milk[\s\S]*Call Bob/);
    expect((await say(['import', file])).out).toContain('Nothing to import (2 unchanged)');
  });

  test.each([
    ['prose', 'notes.txt', PROSE],
    ['a document', 'guide.md', '# Guide\n\n- Install it\n- Run it\n'],
    ['a README', 'README.txt', 'Buy milk\n'],
    ['mostly text', 'notes.txt', `${PROSE}- Buy milk\n`],
  ])('%s is refused with the whole line', async (_, file, text) => {
    const { say } = await queue({ [file]: text });
    const { code, err } = await say(['import', file]);
    expect([code, linesIn(err)[0]]).toEqual([2, `import ${file} --format markdown`]);
    expect((await say(`import ${file} --format markdown`)).code).toBe(0);
  });
});

describe('undo import', () => {
  const LIST = '- [ ] One\n- [ ] Two\n- [ ] Three\n- [ ] Four\n';

  test.each(['undo import', 'undo the last import', 'undo my import'])(
    '%s takes back the last import, also after other changes',
    async (line) => {
      const { say, asked, answers } = await queue({ 'TODO.md': LIST });
      await say('import TODO.md');
      await say('add Later');
      answers.push('y');
      expect((await say(line)).out).toContain('Undone: ');
      expect([asked.length, (await say('count')).out]).toEqual([1, '2']);
      const { code, err } = await say(`${line} --yes`);
      expect([code, err]).toEqual([1, expect.stringContaining('has made no change with import to undo')]);
    },
  );

  test('a trial changes nothing', async () => {
    const { say } = await queue({ 'TODO.md': LIST });
    await say('import TODO.md');
    expect((await say('undo import --dry-run')).out).toContain('Would undo');
    expect((await say('count')).out).toBe('5');
  });

  test('an import that changes no task is not the last one', async () => {
    const { say, cwd } = cli({ USER: 'ada' });
    git(cwd, 'init', '-q');
    writeFileSync(join(cwd, 'TODO.md'), `${LIST}- [x] Over\n`);
    await say('import TODO.md');
    // A list without its file counts as another checkout, in which the last task is closed, too.
    expect((await say('import -', `${LIST}- [x] Over\n`)).out).toContain('Nothing to import');
    expect((await say('undo import --yes')).out).toContain('Undone: 1');
    expect((await say('count +ANY')).out).toBe('0');
  });

  test('it is refused if a task of it changed since', async () => {
    const { say } = await queue({ 'TODO.md': LIST });
    await say('import TODO.md');
    await say('done 2');
    expect((await say('undo import --yes')).err).toMatch(/changed since|later/);
    expect((await say('count status:completed')).out).toBe('1');
  });

  test.each(['import --undo'])('%s is refused with it', async (line) => {
    const { say } = await queue({ 'TODO.md': '- [ ] Buy milk\n' });
    expect((await say('import TODO.md')).code).toBe(0);
    expect(linesIn((await say(line)).err)[0]).toBe('undo import');
  });
});

describe('an import of a format that has the name of a tool', () => {
  const TABLE = 'Issue key,Summary,Status\nWEB-1,Buy milk,To Do\n';
  const ISSUES = '[{"number":1,"title":"Buy milk","state":"OPEN"}]\n';

  test.each([
    ['jira', TABLE],
    ['Linear', TABLE],
    ['excel', TABLE],
    ['tsv', TABLE.replaceAll(',', '\t')],
    ['github', ISSUES],
    ['gh', ISSUES],
    ['trello', '{"lists":[],"cards":[{"id":"1","name":"Buy milk","closed":false}]}\n'],
    ['todo', '- [ ] Buy milk\n'],
    ['todo.txt', 'Buy milk +web\n'],
    ['tm', '{"tasks":[{"id":1,"title":"Buy milk","status":"pending"}]}\n'],
  ])('%s', async (name, text) => {
    const { say } = await queue({ list: text });
    expect((await say(['import', 'list', '--format', name])).out).toContain('Buy milk');
  });

  test('an export has only the formats that it writes', async () => {
    const { say } = await queue();
    expect((await say('export --format jira')).code).toBe(2);
    expect((await say('export todo')).out).toBe('[]\n');
  });

  test('an export writes files of backlog-runner into a folder, and only into a new one', async () => {
    const { say } = await queue();
    const line = ['export', '--format', 'backlog-runner', '--to', 'my plan'];
    expect((await say(line)).out).toMatch(/^Wrote 1 task to .*my plan \(backlog-runner\)$/);
    const { err } = await say(line);
    expect(linesIn(err)).toEqual(["export --format backlog-runner --to 'my plan-2'"]);
  });
});

describe('an import of a folder without the data of a tool', () => {
  const LIST = '- [ ] Buy milk\n';

  test.each([
    ['the only list', ['plan.md'], 'docs/plan.md'],
    ['the file with the name of a list', ['README.md', 'TODO.md', 'package.json', 'notes.csv'], 'docs/TODO.md'],
    ['a table', ['issues.csv', 'guide.md', 'api.md'], 'docs/issues.csv'],
    ['a list below', ['README.md', 'sub/tasks.org', 'guide.md'], 'docs/sub/tasks.org'],
  ])('names %s', async (_, files, meant) => {
    const { say, cwd } = await queue();
    mkdirSync(join(cwd, 'docs/sub'));
    const text = { md: LIST, csv: 'Title\nBuy milk\n', org: '* TODO Buy milk\n', json: '{}' };
    for (const file of files) writeFileSync(join(cwd, 'docs', file), text[file.split('.')[1] as 'md']);
    for (const folder of ['docs', 'docs/', './docs']) {
      const { code, err } = await say(['import', folder]);
      expect([code, linesIn(err)], folder).toEqual([
        2,
        [`import --from ${folder.replace(/\/$/, '')}${meant.slice(4)}`],
      ]);
    }
    expect((await say(`import --from ${meant}`)).out).toContain('Buy milk');
  });

  test('names no file if each could be meant', async () => {
    const { say } = await queue({ 'docs/a.md': LIST, 'docs/b.md': LIST });
    const { code, err } = await say('import docs');
    expect([code, linesIn(err)]).toEqual([2, []]);
    expect(err).toContain('Name a file');
  });
});

test.each([
  ['tasks.xlsx', 'PK\u0003\u0004aaa'],
  ['tasks.xlsx', 'PK\u0003\u0004\u0014\0\0\0'],
  ['tasks.xls', '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1\0'],
  ['plan.pdf', '%PDF-1.7\n%\u00e2\u00e3'],
  ['tasks.csv.gz', '\u001f\u008b\u0008\0'],
])('an import of %s names the format to save it in', async (file, bytes) => {
  const { say, cwd } = await queue();
  writeFileSync(join(cwd, file), Buffer.from(bytes, 'latin1'));
  const { code, err } = await say(['import', file]);
  expect([code, err]).toEqual([2, expect.stringContaining('Save it as CSV')]);
  expect(err).not.toContain('--format');
});

test('a script learns that another session of its author made the change that it wants to undo', async () => {
  const first = cli({ USER: 'ada', BACKLOG_SESSION: 'one' }, false);
  writeFileSync(join(first.cwd, 'TODO.md'), '- [ ] Buy milk\n');
  expect((await first.say('import TODO.md')).code).toBe(0);
  const second = first.as({ USER: 'ada', BACKLOG_SESSION: 'two' }, false);
  const [any, named] = [await second.say('undo'), await second.say('undo 1')];
  expect(any.err).toMatch(/this session of system:cli-\w+ has made no change to undo/);
  expect(named.err).toMatch(/change 1 \(import, system:cli-\w+\) is not yours: another session of its author made it/);
  for (const { code, err } of [any, named]) {
    expect([code, err]).toEqual([1, expect.stringContaining('BACKLOG_SESSION')]);
  }
  expect((await first.say('undo')).out).toContain('Undone: 1');
});

test.each([
  ['import one.csv -f csv', 'import one.csv --format csv'],
  ['import -f jira one.csv', 'import --format jira one.csv'],
  ['export -f taskwarrior', 'export --format taskwarrior'],
])('%s is refused with %s', async (line, meant) => {
  const { say } = await queue({ 'one.csv': 'Title\nBuy milk\n' });
  const { code, err } = await say(line);
  expect([code, linesIn(err)[0]]).toEqual([2, meant]);
  expect((await say(meant)).code).toBe(0);
});

test.each([
  ['import --csv one.csv', 'import --format csv one.csv'],
  ['import one.csv --linear', 'import one.csv --format linear'],
  ['import --excel one.csv', 'import --format excel one.csv'],
  ['export --csv', 'export --format csv'],
  ['export project:web --markdown', 'export project:web --format markdown'],
  ['export --taskwarrior project:web', 'export --format taskwarrior project:web'],
])('%s is %s', async (line, meant) => {
  const files = { 'one.csv': 'Title\nBuy milk\n' };
  const [one, other] = [await (await queue(files)).say(line), await (await queue(files)).say(meant)];
  expect([one.code, one.err]).toEqual([0, '']);
  const bare = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{8}T\d{6}Z|\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
  expect(bare(one.out)).toBe(bare(other.out));
});

describe('an import without a file', () => {
  test.each([
    [['TODO.md'], 'import TODO.md'],
    [['README.md', 'docs/tasks.csv'], 'import docs/tasks.csv'],
    [['README.md', 'docs/plan.md', 'TODO.md'], 'import TODO.md'],
  ])('of a folder with %j names the list', async (files, meant) => {
    const { say } = await queue(Object.fromEntries(files.map((file) => [file, 'Title\nBuy milk\n'])));
    const { code, err } = await say('import');
    expect([code, linesIn(err)[0]]).toEqual([2, meant]);
  });

  test('names no file that is no list', async () => {
    const { say } = await queue({ 'README.md': 'Words\n', 'package.json': '{}', 'docs/plan.ts': '' });
    expect(linesIn((await say('import')).err)[0]).toBe('import FILE');
  });
});

describe('an import names the files that the caller can mean', () => {
  test.each([
    [
      'import beads',
      { '.beads/issues.jsonl': '{"id":"x-1","title":"One","issue_type":"task","status":"open"}\n' },
      'import .beads',
    ],
    ['import taskmaster', { '.taskmaster/tasks/tasks.json': '{"master":{"tasks":[]}}' }, 'import .taskmaster'],
    ['import task-master', { '.taskmaster/tasks/tasks.json': '{"master":{"tasks":[]}}' }, 'import .taskmaster'],
    ['import Backlog.md', { 'backlog/config.yml': 'statuses: ["To Do"]\n' }, 'import backlog'],
    ['import jira', { 'export/jira.csv': 'Title\nOne\n' }, 'import export/jira.csv'],
    [
      'import export',
      { 'export/a.csv': 'Title\nOne\n', 'export/b.ndjson': '{"description":"Two"}\n', 'export/c.png': 'x' },
      'import export/a.csv export/b.ndjson',
    ],
  ])('%s', async (line, files, meant) => {
    const { say } = await queue(files);
    const { code, err } = await say(line);
    expect([code > 0, linesIn(err)], err).toEqual([true, [meant]]);
  });
});

describe('a map of columns', () => {
  const TABLE = { 'odd.csv': 'name;state;owner\nAlpha;open;ada\n' };

  test.each([
    'import odd.csv --map name=title --map owner=assignee',
    'import odd.csv --map name=description,owner=agent',
    'import odd.csv --map name=title,owner=assignee',
  ])('%s', async (line) => {
    const { say } = await queue(TABLE);
    expect((await say(line)).out).toMatch(/name -> description \(1\)[\s\S]*owner -> agent \(1\)/);
  });
});

test('a format that no sync writes is refused with the line that reads it', async () => {
  const { say } = await queue({ 'plan.org': '* TODO One\n' });
  const { code, err } = await say('sync plan.org');
  expect([code, linesIn(err)]).toEqual([2, ['import plan.org']]);
  expect((await say('import plan.org')).code).toBe(0);
});

describe('an import of several files', () => {
  const FILES = {
    'a.csv': 'Title\nBuy milk\n',
    'b.csv': 'Title\nBuy milk\nBake\n',
    'TODO.md': '- [ ] Eat\n- [x] Sleep\n',
    'bad.json': '{"tasks": [',
  };

  test('imports each as a source of its own, with a line for each and a sum', async () => {
    const { say } = await queue(FILES);
    const before = Number((await say('count')).out);
    const { code, out } = await say('import a.csv TODO.md');
    expect([code, out]).toEqual([
      0,
      'a.csv: 1 new, 0 changed, 0 unchangedTODO.md: 2 new, 0 changed, 0 unchanged2 files: 3 new, 0 changed, 0 unchanged',
    ]);
    expect(Number((await say('count')).out)).toBe(before + 2);
    expect((await say('import TODO.md')).out).toBe('Nothing to import (2 unchanged).');
  });

  test('keeps the others if one is refused, and exits with 1', async () => {
    const { say } = await queue(FILES);
    const { code, out } = await say('import a.csv bad.json TODO.md');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^a\.csv: 1 new.*unchangedbad\.json: refused: [\s\S]*TODO\.md: 2 new.*unchanged3 files: 3 new, 0 changed, 0 unchanged; 1 file refused$/,
    );
    expect((await say('list Eat')).out).toContain('Eat');
  });

  test('tells of a row with the words of an earlier file below its line', async () => {
    const { say } = await queue(FILES);
    expect((await say('import a.csv b.csv')).out).toMatch(/b\.csv: 1 new.*\n {2}.*words of open task/);
  });

  test('changes nothing with --dry-run', async () => {
    const { say } = await queue(FILES);
    const before = (await say('count')).out;
    const { code, out } = await say('import --dry-run a.csv TODO.md');
    expect([code, out.split('unchanged').at(-1)]).toEqual([0, '; nothing was changed']);
    expect((await say('count')).out).toBe(before);
  });

  test('is one value with --json', async () => {
    const { say } = await queue(FILES);
    const { code, out } = await say('import a.csv bad.json --json');
    expect([code, JSON.parse(out)]).toEqual([
      1,
      {
        files: [
          expect.objectContaining({ from: 'a.csv', added: 1 }),
          { from: 'bad.json', error: expect.objectContaining({ code: 'invalid' }) },
        ],
        ...{ added: 1, changed: 0, unchanged: 0, refused: 1 },
      },
    ]);
  });

  test('refuses a list for several sources', async () => {
    const { say } = await queue(FILES);
    const { code, err } = await say('import a.csv TODO.md --list plan');
    expect([code, linesIn(err)]).toEqual([2, ['import a.csv --list plan']]);
  });

  test('a name with a blank is one file', async () => {
    const { say } = await queue({ ...FILES, 'a.csv b.csv': 'Title\nOnly this\n' });
    expect((await say('import a.csv b.csv')).out).toContain('Only this');
  });
});

describe('the answer of an import', () => {
  test('names the open task whose words a row has, and what imports the row', async () => {
    const { say } = await queue({ 'one.md': '- [ ] Buy milk\n', 'two.md': '- [ ] Buy milk\n- [ ] Bake\n- [ ] Eat\n' });
    await say('import one.md');
    expect((await say('import two.md')).out).toContain(
      'one row has the words of open task 2 and was left out; --again imports it as a new task',
    );
  });

  test('has the fields of a table only if tasks came from it', async () => {
    const { say } = await queue({ 'one.csv': 'Title,Status,Estimate\nBuy milk,todo,3\n' });
    expect((await say('import one.csv')).out).toMatch(/^Title -> description \(1\)[\s\S]*Kept in extra: Estimate/m);
    expect((await say('import one.csv')).out).toBe('Nothing to import (1 unchanged).');
    expect((await say('import one.csv --dry-run')).out).toBe('Nothing to import (1 unchanged).');
  });
});

test.each([
  ['sync todo.md', 'sync TODO.md'],
  ['sync docs/Plan.MD --dry-run', 'sync docs/plan.md'],
])('%s, whose file has other letters, is refused with %s', async (line, meant) => {
  const { say, cwd } = await queue({ 'TODO.md': '- [ ] Buy milk\n', 'docs/plan.md': '- [ ] Buy milk\n' });
  const { code, err } = await say(line);
  expect([code, linesIn(err), existsSync(join(cwd, 'todo.md'))]).toEqual([1, [meant], false]);
  expect((await say(meant)).out).toContain('Buy milk');
  expect((await say('sync new.md')).code).toBe(0);
});
