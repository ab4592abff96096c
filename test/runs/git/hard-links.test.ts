import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, linkSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { bundle } from '../../support/bundle.ts';
import { soak } from '../../support/soak-test.ts';
import { stage } from './stage.ts';

/** The user `nobody` of most systems. Root may write into any folder, so it proves nothing. */
const NOBODY = 65_534;

soak(
  'a hard link in a folder without write permission is replaced by a copy, and the folder stays as it was',
  async () => {
    // Other users can't enter the folder of all tests.
    const root = mkdtempSync('/tmp/backlog-links-');
    onTestFinished(() => rmSync(root, { recursive: true }));
    const on = stage({ root });
    const tree = await on.start();
    const [file, own] = [join(tree, 'src/deep/c.txt'), join(on.user, 'src/deep/c.txt')];
    rmSync(file);
    linkSync(own, file);
    chmodSync(join(tree, 'src/deep'), 0o555);
    const script = join(root, 'links.mjs');
    copyFileSync(await bundle(new URL('./hard-links.child.ts', import.meta.url)), script);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, root]);
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [script, JSON.stringify({ place: on.place(), base: on.base })],
      {
        ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
        env: { PATH: process.env.PATH, HOME: root },
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('["src/deep/c.txt"]\n');
    expect(statSync(file).nlink).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe('c\n');
    expect(statSync(join(tree, 'src/deep')).mode & 0o777).toBe(0o555);
  },
);
