import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { errnoIn } from '../../../src/runs/git/call/cause.ts';
import { haltOf } from '../../../src/runs/supervisor/halt.ts';
import { shell } from '../../support/mount.ts';
import { NEEDS_MOUNT } from '../../support/needs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { smallDisk } from '../support/small-disk.ts';
import { type Stage, stage } from './stage.ts';

/** Steps of a run that write to the disk of the queue. `before` happens while the disk has room. */
const STEPS: Readonly<Record<string, { before(on: Stage): unknown; act(on: Stage): Promise<unknown> }>> = {
  'prepares a worktree': { before: (on) => on.start('r1'), act: (on) => on.start('r2') },
  'records a result': {
    async before(on) {
      writeFileSync(join(await on.start(), 'new.bin'), randomBytes(300_000));
    },
    act: (on) => on.snapshot(),
  },
  'makes the private copy': { before: () => undefined, act: (on) => on.start() },
  'writes the files for checks': { before: (on) => on.start(), act: (on) => on.scratch(on.base) },
};

const DISKS = {
  full: { reason: 'disk_full', text: /the disk is full \(ENOSPC\)/ },
  'read-only': { reason: 'no_access', text: /the filesystem is read-only \(EROFS\)/ },
} as const;

const ROWS = Object.keys(STEPS).flatMap((step) => Object.keys(DISKS).map((disk) => [disk, step] as const));

test.each(everyNth(3, ROWS))('a %s disk is said when a run %s', NEEDS_MOUNT, async (kind, step) => {
  const on = stage({ files: { 'a.txt': 'a\n', 'big.bin': randomBytes(300_000).toString('latin1') } });
  const disk = smallDisk(on.runs, 8);
  onTestFinished(disk.unmount);
  const { before, act } = STEPS[step]!;
  await before(on);
  if (kind === 'full') disk.room(0);
  else shell(`mount -o remount,ro '${on.runs}'`);
  const failed = await act(on).then(
    () => undefined,
    (error: unknown) => error,
  );
  const { reason, text } = DISKS[kind as keyof typeof DISKS];
  expect(haltOf(failed)).toMatchObject({ reason, text: expect.stringMatching(text) });
});

test.each([
  ['fatal: write error: No space left on device', 'ENOSPC'],
  ['error: unable to create file src/a: Disk quota exceeded', 'EDQUOT'],
  ["fatal: Unable to create '/x/index.lock': Read-only file system", 'EROFS'],
  ["fatal: Unable to create '/x/index.lock': Permission denied", 'EACCES'],
  ['error: insufficient permission for adding an object to repository database ./objects', 'EACCES'],
  ['error: open("secret"): Permission denied\nfatal: updating files failed', 'EACCES'],
  ['ada@example.org: Permission denied (publickey).\nfatal: Could not read from remote repository.', undefined],
  ['fatal: bad object HEAD', undefined],
])('git says %j because of %s', (said, errno) => {
  expect(errnoIn(said)).toBe(errno);
});
