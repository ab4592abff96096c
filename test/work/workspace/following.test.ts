import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { openStore, putMarker } from '../../../src/store/index.ts';
import { type Opened, openWorkspace } from '../../../src/work/workspace/open.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { ADA } from '../../support/workspace.ts';

/** Two repositories with a queue each, the first with a worktree beside it and one inside; `link` leads to the first. */
async function place() {
  const root = tempFolder('following');
  const at = (path: string) => join(root, path);
  const open = async (cwd: string) => {
    const opened = await openWorkspace({ cwd: at(cwd), env: { BACKLOG_HOME: at('home') } });
    onTestFinished(() => opened.close());
    return opened;
  };
  for (const repo of ['one', 'two']) {
    mkdirSync(at(`${repo}/src/deep`), { recursive: true });
    git(at(repo), 'init', '-q');
    git(at(repo), 'commit', '-qm', 'first', '--allow-empty');
    await execute(await open(repo), ADA, commandNamed('task_add'), { description: `of ${repo}` });
  }
  git(at('one'), 'worktree', 'add', '-q', at('tree'));
  git(at('one'), 'worktree', 'add', '-q', at('one/trees/inner'));
  symlinkSync(at('one'), at('link'));
  mkdirSync(at('work'));
  writeFileSync(at('work/.git'), `gitdir: ${at('link/.git')}\n`);
  return { at, open };
}

type At = (path: string) => string;

function relink(link: string, to: string): void {
  rmSync(link);
  symlinkSync(to, link);
}

/** What makes a git folder, and says whose it is. */
function moveGit(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of ['HEAD', 'objects', 'refs', 'backlog']) renameSync(join(from, name), join(to, name));
}

interface Case {
  when: string;
  /** Where the one stands who has it open. */
  cwd: string;
  before?(at: At): unknown;
  change(at: At): unknown;
}

test.each<Case>([
  {
    when: 'a worktree turns out to be of another repository',
    cwd: 'tree',
    change: (at) => writeFileSync(at('one/.git/worktrees/tree/commondir'), `${at('two')}/.git\n`),
  },
  {
    when: 'the git folder is named by a link, which leads elsewhere now',
    cwd: 'work',
    change: (at) => relink(at('link'), at('two')),
  },
  {
    when: 'the folder is named by a link, which leads elsewhere now',
    cwd: 'link',
    change: (at) => relink(at('link'), at('two')),
  },
  {
    when: 'a worktree inside its repository is none any more',
    cwd: 'one/trees/inner',
    change: (at) => rmSync(at('one/.git/worktrees/inner'), { recursive: true }),
  },
  {
    when: 'the repository was moved, and a link left in its place',
    cwd: 'one/src/deep',
    change(at) {
      renameSync(at('one'), at('moved'));
      symlinkSync(at('moved'), at('one'));
    },
  },
  {
    when: 'the git folder was moved, and a link left in its place',
    cwd: 'one',
    change(at) {
      renameSync(at('one/.git'), at('git'));
      symlinkSync(at('git'), at('one/.git'));
    },
  },
  {
    when: 'a repository of another workspace appears further in',
    cwd: 'one/src/deep',
    change: (at) => moveGit(at('two/.git'), at('one/src/.git')),
  },
  {
    when: 'one that was begun before is finished',
    cwd: 'one/src',
    before: (at) => mkdirSync(at('one/src/.git')),
    change: (at) => moveGit(at('two/.git'), at('one/src/.git')),
  },
  {
    when: 'another process writes the marker in place at once',
    cwd: 'one',
    change: (at) =>
      writeFileSync(at('one/.git/backlog'), readFileSync(at('two/.git/backlog'), 'utf8').replace('/two/', '/one/')),
  },
])('who has a workspace open knows which it is when $when', async ({ cwd, before, change }) => {
  const { at, open } = await place();
  before?.(at);
  const living = await open(cwd);
  await living.ready();
  const found = facts(living);
  change(at);
  await living.ready();
  expect(facts(living)).not.toEqual(found);
  expect(facts(living)).toEqual(facts(await open(cwd)));
});

test('a call goes on in the store in which it began, though another one beside it finds that the workspace has changed', async () => {
  const { at, open } = await place();
  const living = await open('one');
  const { dir } = living.where;
  const begun = living.context(ADA);
  putMarker(at('one/.git'), { workspace: basename((await open('two')).where.dir) });
  await living.ready();
  expect(living.store.dir).not.toBe(dir);
  const [[uuid, task]] = [...begun.store.state.all('task')] as [[string, Task]];
  await begun.write('task_modify', (tx) => tx.put('task', uuid, { ...task, description: 'changed' }));
  const descriptions = async (store: string) =>
    Array.from((await openStore({ dir: store })).state.all('task'), ([, { description }]) => description);
  expect(await descriptions(dir)).toEqual(['changed']);
  expect(await descriptions(living.store.dir)).toEqual(['of two']);
});

function facts({ where: { dir, root, common } }: Opened) {
  return { dir, root, common };
}
