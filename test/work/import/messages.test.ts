import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { said } from '../../interfaces/cli/line.ts';
import { newcomer, put } from './brought.ts';

const PLAN = '- [ ] one\n- [ x] three\n- [ ] two\n';

function shop() {
  const here = newcomer({ format: 'markdown', path: 'TODO.md', files: { '': PLAN }, closed: {} });
  const env = { BACKLOG_HOME: join(here.folder, 'home'), TZ: 'UTC', BACKLOG_ACTOR: 'ada' };
  const at = (path: string) => join(here.repository, path);
  const say = async (line: string, { cwd = here.repository, stdin = '' } = {}) => {
    const { code, out, err } = await said(line.split(' '), { env, cwd, stdin: async () => stdin });
    return { code, text: `${out}${err}` };
  };
  writeFileSync(at('linear.csv'), 'ID,Title,Status\nENG-1,a,Todo\n');
  cpSync(at('linear.csv'), at('b.csv'));
  put(at('backlog'), {
    'config.yml': 'statuses: ["To Do"]\n',
    'tasks/task-1.md': '---\nid: task-1\ntitle: x\nstatus: To Do\n---\n',
  });
  mkdirSync(at('src'), { recursive: true });
  return { here, at, say };
}

describe('a refused import or export has the line to type', () => {
  test.each<[line: string, message: RegExp, hint: string, cwd?: string]>([
    ['import backlog/tasks', /without their configuration/, '`backlog import --from backlog`'],
    ['import TODO.md', /did you mean \.\.\/TODO\.md\?/, '`backlog import ../TODO.md`', 'src'],
    ['import', /no file to import was named/, '`task export | backlog import -`'],
    ['export csv', /csv is a format, not a filter/, '`backlog export --format csv`'],
  ])('%s', async (line, message, hint, cwd = '.') => {
    const { at, say } = shop();
    const { code, text } = await say(line, { cwd: at(cwd) });
    expect(code).not.toBe(0);
    expect(text).toMatch(message);
    expect(text).toContain(hint);
  });
});

test('a box with a blank beside its mark is a box, and a sync writes it well', async () => {
  const { at, say, here } = shop();
  expect((await say('import TODO.md')).text).toContain('Imported 3 tasks');
  expect(await here.counts()).toMatchObject({ open: 2, completed: 1 });
  await say('sync TODO.md');
  await say('done 1');
  const { text } = await say('sync TODO.md');
  expect(text).not.toContain('removed');
  expect(readFileSync(at('TODO.md'), 'utf8')).toMatch(
    /^- \[x\] one <!-- task .* -->\n- \[x\] three <!-- task .* -->\n- \[ \] two <!-- task .* -->\n$/,
  );
});

test('a sync counts the lines that get a comment', async () => {
  const { say } = shop();
  await say('import TODO.md');
  const tried = await say('sync TODO.md --dry-run');
  expect(tried.text).toContain('Would change 0 tasks of the queue and 3 lines of TODO.md.');
  expect(tried.text).toContain('3 lines would get the id of their tasks as a comment: <!-- task UUID -->.');
  expect((await say('sync TODO.md')).text).toContain('Changed 0 tasks of the queue and 3 lines of TODO.md.');
  expect((await say('sync TODO.md')).text).toContain('TODO.md and the queue are equal.');
});

test('a task that stays closed is named, with the command that reopens it', async () => {
  const { here, say } = shop();
  const tree = join(here.folder, 'tree');
  const { git } = await import('../../support/git.ts');
  git(here.repository, 'worktree', 'add', '-q', tree);
  await say('import TODO.md');
  put(join(here.repository, 'TODO.md'), { '': PLAN.replace('[ ] one', '[x] one') });
  await say('import TODO.md');
  const { text } = await say('import TODO.md', { cwd: tree });
  expect(text).toContain('task 1 is open in this worktree or branch, and closed in another one');
  expect(text).toContain('`backlog import TODO.md --theirs` reopens it');
});
