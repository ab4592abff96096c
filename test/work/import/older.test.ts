import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/domain/task/task.ts';
import { git } from '../../support/git.ts';
import { type Brought, newcomer } from './brought.ts';

const source = (path: string, text: string): Brought => ({ format: path, path, files: { '': text }, closed: {} });

interface Row {
  title: string;
  isClosed: boolean;
  /** The day in August 2026 on which the source changed it. */
  day: number;
}

/** Exports whose rows have the time of their last change. */
const DATED: Readonly<Record<string, { path: string; text(row: Row): string }>> = {
  'Linear as CSV': {
    path: 'linear.csv',
    text: ({ title, isClosed, day }) =>
      `ID,Title,Status,Updated\nENG-1,${title},${isClosed ? 'Done' : 'Todo'},2026-08-${day}T10:00:00.000Z\nENG-2,Other,Todo,2026-08-01T10:00:00.000Z\n`,
  },
  'Jira as CSV': {
    path: 'jira.csv',
    text: ({ title, isClosed, day }) =>
      `Issue key,Summary,Status,Updated\nSHOP-1,${title},${isClosed ? 'Done' : 'To Do'},${day}/Aug/26 10:00 AM\nSHOP-2,Other,To Do,01/Aug/26 10:00 AM\n`,
  },
  beads: {
    path: 'issues.jsonl',
    text: ({ title, isClosed, day }) =>
      `${JSON.stringify({ id: 'x-1', title, status: isClosed ? 'closed' : 'open', priority: 2, issue_type: 'task', updated_at: `2026-08-${day}T10:00:00Z` })}\n`,
  },
  'issues of GitHub': {
    path: 'issues.json',
    text: ({ title, isClosed, day }) =>
      JSON.stringify([
        {
          ...{ number: 1, title, state: isClosed ? 'CLOSED' : 'OPEN', updatedAt: `2026-08-${day}T10:00:00Z` },
          url: 'https://github.com/acme/shop/issues/1',
        },
      ]),
  },
};

describe.each(Object.entries(DATED))('%s: a row that is older than the last import', (_, { path, text }) => {
  const NEW = { title: 'Sign in', isClosed: false, day: 20 };
  const OLD = { title: 'Login', isClosed: true, day: 10 };

  const first = async () => {
    const here = newcomer(source(path, text(OLD)));
    const bring = async (row: Row, ways = {}) => {
      writeFileSync(join(here.repository, path), text(row));
      return here.bring(path, ways);
    };
    const task = async () => {
      const found = (await here.tasks()).find(({ description }) => description !== 'Other')!;
      return { description: found.description, status: found.status };
    };
    await bring(OLD);
    await bring(NEW);
    expect(await task()).toEqual({ description: 'Sign in', status: 'pending' });
    return { here, bring, task };
  };

  test('changes nothing, and the import says so in one line', async () => {
    const { here, bring, task } = await first();
    const answer = await bring(OLD);
    expect(await task()).toEqual({ description: 'Sign in', status: 'pending' });
    expect(answer.changed).toEqual([]);
    const told = answer.warnings.filter((line) => line.includes('older than'));
    expect(told).toEqual([expect.stringMatching(/task \d+.*theirs/)]);
    const again = await bring(NEW);
    expect([again.changed, again.warnings]).toEqual([[], []]);
    expect((await here.tasks()).length).toBeLessThan(3);
  });

  test('theirs takes it, and the next newer row counts again', async () => {
    const { bring, task } = await first();
    await bring(OLD, { theirs: true });
    expect(await task()).toEqual({ description: 'Login', status: 'completed' });
    await bring(NEW);
    expect(await task()).toEqual({ description: 'Sign in', status: 'pending' });
  });
});

describe('a worktree whose file is older than the last import', () => {
  const OLD = '- [x] Login\n- [ ] Logout\n';
  const NEW = '- [ ] Login\n- [ ] Logout\n';

  const unticked = async () => {
    const here = newcomer(source('TODO.md', OLD));
    const tree = join(here.folder, 'tree');
    git(here.repository, 'worktree', 'add', '-q', tree);
    const write = (text: string, folder = here.repository) => writeFileSync(join(folder, 'TODO.md'), text);
    const login = async () => (await here.tasks()).find(({ description }) => description === 'Login') as Task;
    await here.bring('TODO.md');
    write(NEW);
    await here.bring('TODO.md');
    expect((await login()).status).toBe('pending');
    return { here, tree, write, login };
  };

  test('does not close again what another checkout reopened, and says so in one line', async () => {
    const { here, tree, login } = await unticked();
    const answer = await here.bring('TODO.md', { cwd: tree });
    const { id, status } = await login();
    expect([status, answer.changed]).toEqual(['pending', []]);
    expect(answer.warnings).toEqual([expect.stringMatching(`older than the last import.*task ${id}.*theirs`)]);
    await here.run('task_sync', { file: 'TODO.md' });
    expect(readFileSync(join(here.repository, 'TODO.md'), 'utf8')).toContain('[ ] Login');
  });

  test('theirs takes it', async () => {
    const { here, tree, login } = await unticked();
    await here.run('task_import', { from: 'TODO.md', theirs: true }, { cwd: tree });
    expect((await login()).status).toBe('completed');
  });

  test('a box that is ticked again where it was reopened closes the task', async () => {
    const { here, write, login } = await unticked();
    write(OLD);
    await here.bring('TODO.md');
    expect((await login()).status).toBe('completed');
    write(NEW);
    await here.bring('TODO.md');
    expect((await login()).status).toBe('pending');
  });

  test('a worktree that has seen the newer file can close it again', async () => {
    const { here, tree, write, login } = await unticked();
    write(NEW, tree);
    await here.bring('TODO.md', { cwd: tree });
    write(OLD, tree);
    await here.bring('TODO.md', { cwd: tree });
    expect((await login()).status).toBe('completed');
    await here.bring('TODO.md');
    expect((await login()).status).toBe('completed');
  });

  test('a table with ids keeps its newer words', async () => {
    const table = (title: string) => `id,Title,Status\n1,${title},todo\n2,Other,todo\n`;
    const here = newcomer(source('tasks.csv', table('Login')));
    const tree = join(here.folder, 'tree');
    git(here.repository, 'worktree', 'add', '-q', tree);
    await here.bring('tasks.csv');
    writeFileSync(join(here.repository, 'tasks.csv'), table('Sign in'));
    await here.bring('tasks.csv');
    await here.bring('tasks.csv', { cwd: tree });
    await here.bring('tasks.csv');
    expect((await here.tasks()).map(({ description }) => description)).toContain('Sign in');
  });
});
