import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

import { git } from '../../support/git.ts';
import { socketServer } from '../../support/socket.ts';
import { agent } from '../../support/workspace.ts';
import { newcomer, put } from './brought.ts';

const plan = () =>
  newcomer({ format: 'markdown', path: 'TODO.md', files: { '': '- [ ] Rope\n- [ ] Oar\n' }, closed: {} });

/** What can stand in the place of the other file, so that it says nothing about its lines. */
const ODD: Readonly<Record<string, (path: string, folder: string) => unknown>> = {
  'a named pipe': (path) => execFileSync('mkfifo', [path]),
  'a socket': async (path) => {
    const server = socketServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((ready) => server.listen(path, ready));
  },
  'a folder': (path) => mkdirSync(path),
  'a link to a device': (path) => symlinkSync('/dev/zero', path),
  'a file that is too large': (path) => {
    writeFileSync(path, '');
    truncateSync(path, 100 * 1024 * 1024);
  },
};

test.each(Object.entries(ODD))('%s in the place of the other file is not read', async (_, make) => {
  const here = plan();
  await here.bring('TODO.md');
  const other = join(here.repository, 'TODO.md');
  rmSync(other);
  await make(other, here.folder);
  put(join(here.repository, 'LATER.md'), { '': '- [x] Rope\n' });
  expect((await here.bring('LATER.md')).added).toBe(1);
  expect((await here.counts()).all).toBe(3);
});

describe('an agent', () => {
  const caller = agent('s1');

  /** Imports a task whose file is elsewhere, then a line with its words. */
  async function asked(list: string, prepare: (here: ReturnType<typeof plan>) => void) {
    const here = plan();
    await here.bring('TODO.md');
    prepare(here);
    const task = {
      uuid: '00000000-0000-4000-8000-000000000001',
      description: 'Guess',
      source: { kind: 'markdown', list, id: 'Guess' },
    };
    await here.run('task_import', { tasks: [task] }, { caller });
    put(join(here.repository, 'LATER.md'), { '': '- [x] Guess\n' });
    return (await here.bring('LATER.md', { caller })).added;
  }

  const outside = (here: ReturnType<typeof plan>, text: string) => put(join(here.folder, 'secret.md'), { '': text });

  test.each([
    ['a path that leads out', '../secret.md', () => {}],
    ['a link that leads out', 'link.md', (path: string) => symlinkSync('../secret.md', path)],
  ] as const)('learns nothing about the lines of %s', async (_, list, link) => {
    const answers = [];
    for (const text of ['- [ ] Guess\n', '- [ ] Other\n'])
      answers.push(
        await asked(list, (here) => {
          outside(here, text);
          link(join(here.repository, 'link.md'));
        }),
      );
    expect(answers[0]).toBe(answers[1]);
  });

  test('does not learn whether a file outside exists', async () => {
    const there = await asked('../secret.md', (here) => outside(here, '- [ ] Guess\n'));
    expect(await asked('../secret.md', () => {})).toBe(there);
  });
});

test('a file in a worktree is compared with the other file of that worktree', async () => {
  const here = plan();
  await here.bring('TODO.md');
  const tree = join(here.folder, 'tree');
  git(here.repository, 'worktree', 'add', '-q', '-b', 'feature', tree);
  put(join(tree, 'TODO.md'), { '': '- [ ] Oar\n' });
  put(join(tree, 'LATER.md'), { '': '- [x] Rope\n' });
  expect((await here.bring(join(tree, 'LATER.md'))).added).toBe(0);
  expect((await here.counts()).all).toBe(2);
});
