import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { deferralText, land } from '../../../src/runs/git/index.ts';
import { checkPersonGround } from '../../../src/runs/ground/person-ground.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { unless } from '../../support/needs.ts';
import { useNewestGit, WITHOUT_NEWEST_GIT } from '../../support/newest-git.ts';
import { runByShell } from '../../support/shell.ts';
import { landing, merged, type Stage, stage } from './stage.ts';

/** A file that another program wrote, and what git and the file say. Absent: they agree, and the result lands. */
type Planted = [refs: 'files' | 'reftable', plant: (on: Stage) => void, says?: RegExp];

const HEAD = (on: Stage) => join(on.user, '.git/HEAD');

const PLANTED: Record<string, Planted> = {
  'two worktrees whose folders were exchanged': [
    'files',
    (on) => {
      git(on.user, 'switch', '-qc', 'elsewhere');
      for (const branch of ['main', 'feature']) git(on.user, 'worktree', 'add', '-q', `../${branch}`, branch);
      exchange(join(on.user, '../main/.git'), join(on.user, '../feature/.git'));
    },
    /HEAD of \S*\/feature is refs\/heads\/feature, but \S*\/worktrees\/main\/HEAD contains refs\/heads\/main/,
  ],
  'the folder of a worktree in the place of a detached one': [
    'files',
    (on) => {
      git(on.user, 'switch', '-qc', 'elsewhere');
      git(on.user, 'worktree', 'add', '-q', '../main', 'main');
      git(on.user, 'worktree', 'add', '-q', '--detach', '../feature');
      exchange(join(on.user, '../main/.git'), join(on.user, '../feature/.git'));
    },
    /HEAD of \S*\/feature is on no branch, but \S*\/worktrees\/main\/HEAD contains refs\/heads\/main/,
  ],
  'packed references that were put together': [
    'files',
    (on) => {
      git(on.user, 'pack-refs', '--all');
      const file = join(on.user, '.git/packed-refs');
      const lines = readFileSync(file, 'utf8').split('\n');
      const at = lines.findIndex((line) => line.endsWith(' refs/heads/main'));
      lines.splice(at, 0, `${git(on.user, 'rev-parse', 'feature~1')} refs/heads/main`);
      writeFileSync(file, lines.join('\n'));
      const tip = git(on.user, 'for-each-ref', '--format=%(objectname)', 'refs/heads/main');
      expect(tip).toBe(git(on.user, 'rev-parse', 'feature'));
    },
    /refs\/heads\/main is \w+, but \S*\/\.git\/packed-refs contains \w+/,
  ],
  'a HEAD of files over a reftable, with another branch': [
    'reftable',
    (on) => writeFileSync(HEAD(on), 'ref: refs/heads/feature\n'),
    /HEAD of \S*\/user is refs\/heads\/main, but \S*\/\.git\/HEAD contains refs\/heads\/feature/,
  ],
  'a HEAD of files over a reftable': [
    'reftable',
    (on) => writeFileSync(HEAD(on), 'ref: refs/heads/main\n'),
    /refs\/heads\/main is \w+, but \S*\/\.git\/packed-refs contains missing/,
  ],
  'a reference in a file beside a reftable': [
    'reftable',
    (on) => writeFileSync(join(on.user, '.git/packed-refs'), `${'1'.repeat(40)} refs/heads/main\n`),
  ],
  'a reftable beside files': [
    'files',
    (on) => writeFiles(join(on.user, '.git/reftable'), { 'tables.list': 'x.ref\n' }),
  ],
  'a HEAD that is a link': [
    'files',
    (on) => {
      rmSync(HEAD(on));
      symlinkSync('refs/heads/main', HEAD(on));
    },
  ],
  'a HEAD by another name': [
    'files',
    (on) => {
      git(on.user, 'symbolic-ref', 'refs/heads/trunk', 'refs/heads/main');
      git(on.user, 'symbolic-ref', 'HEAD', 'refs/heads/trunk');
    },
  ],
  'variables that name another repository': [
    'files',
    (on) => {
      vi.stubEnv('GIT_DIR', join(on.user, '../other.git'));
      vi.stubEnv('GIT_WORK_TREE', join(on.user, '..'));
      vi.stubEnv('GIT_INDEX_FILE', join(on.user, '../other.index'));
    },
  ],
};

function exchange(one: string, other: string): void {
  renameSync(one, `${one}.1`);
  renameSync(other, one);
  renameSync(`${one}.1`, other);
}

test.each(Object.entries(PLANTED).map(([name, planted]) => [name, ...planted] as const))(
  '%s (%s): if git and a file differ, a run waits for the line that is offered, and lands after it',
  unless(WITHOUT_NEWEST_GIT),
  async (_, refs, plant, says) => {
    useNewestGit();
    vi.stubEnv('GIT_DEFAULT_REF_FORMAT', refs);
    onTestFinished(() => void vi.unstubAllEnvs());
    const on = stage();
    writeFiles(on.user, { 'a.txt': 'second\n' });
    git(on.user, 'commit', '-qam', 'second');
    on.base = git(on.user, 'rev-parse', 'HEAD');
    for (const name of ['alpha', 'feature', 'zeta', 'zeta-of-a-long-name']) git(on.user, 'branch', name);
    writeFiles(await on.start(), { 'a.txt': 'by the run\n', 'new.txt': 'new\n' });
    const order = landing(await merged(on, await on.snapshot()));
    plant(on);
    if (says) {
      const told = await land(on, order);
      expect(told).toMatchObject({ landed: false, why: { kind: 'two-answers' } });
      if (told.landed) return;
      const said = deferralText(told.why, order.ref);
      expect(said).toMatch(says);
      await expect(checkPersonGround(on.repository, order.ref)).rejects.toThrow(said.split('. ')[0]);
      runByShell(['sh', '-c', /`(.*)`$/.exec(said)![1]!], { cwd: on.user, env: process.env });
    }
    await checkPersonGround(on.repository, order.ref);
    const landed = await land(on, order);
    vi.unstubAllEnvs();
    useNewestGit();
    expect(landed).toMatchObject({ landed: true });
    expect('unproved' in landed).toBe(false);
    expect(git(on.user, 'rev-parse', 'main')).toBe(order.new);
    for (const { worktree } of landed.landed && landed.worktree ? [{ worktree: landed.worktree }] : [])
      expect(execFileSync('git', ['status', '--porcelain'], { cwd: worktree, encoding: 'utf8' })).toBe('');
  },
);
