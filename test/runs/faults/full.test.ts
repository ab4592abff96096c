import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { killCarrying } from '../../support/carrying.ts';
import { untouched } from '../../support/checkout-mark.ts';
import { git } from '../../support/git.ts';
import { FOR_SOAK, unless, WITHOUT_MOUNT } from '../../support/needs.ts';
import { exists, shellAgent } from '../support/acting.ts';
import { type Field, field, newRepository } from '../support/field.ts';
import { isHeldUp } from '../support/held-up.ts';
import { type SmallDisk, smallDisk } from '../support/small-disk.ts';

const plugin = builtPlugin();
const MEGA = 1 << 20;

/** Processes of git that work in the store. */
function gitsIn({ store }: Field): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return (
        basename(readlinkSync(`/proc/${name}/exe`)) === 'git' && readlinkSync(`/proc/${name}/cwd`).startsWith(store)
      );
    } catch {
      return false;
    }
  });
}

/** A disk of its own under a store, on which there is as much room as a test wants. */
async function onDisk(place: Field, act: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const disk = smallDisk(place.store, 200);
  try {
    await act(disk);
  } finally {
    await killCarrying(`BACKLOG_DIR=${place.store}`);
    disk.unmount();
  }
}

test(
  'a disk that is full while a run is prepared, recorded or landed loses nothing: it says so, and goes on when there is room',
  unless(FOR_SOAK ?? WITHOUT_MOUNT),
  async () => {
    const big = randomBytes(8 * MEGA).toString('latin1');
    const place = await field({ ...plugin, make: (root) => newRepository(join(root, 'user'), { 'src/big.bin': big }) });
    await onDisk(place, async ({ left, room }) => {
      const [at, go] = [join(place.root, 'at'), join(place.root, 'go')];
      await place.run('setting_set', { name: 'checks.unit', value: 'echo 1 passed' });
      const made = `test -e src/new.bin || head -c ${8 * MEGA} /dev/urandom > src/new.bin`;
      await shellAgent(place, 'sh', `${made}; touch ${at}; while [ ! -e ${go} ]; do sleep 0.02; done`);
      const task = await place.task({ description: 'Make it big', checks: 'unit' });
      const id = await untouched(place.user, async () => {
        room(4 * MEGA);
        const run = await place.start(task, 'sh');
        const unprepared = await place.settled(run);
        expect(unprepared).toMatchObject({
          state: 'failed',
          reason: { text: expect.stringMatching(/no space|disk is full/i) },
        });

        room(100 * MEGA);
        await place.run('run_resume', { run });
        await exists(at);
        const work = readFileSync(join(place.tree(run), 'src/new.bin'));
        // It takes what is left, and with it the room to write that down.
        room(4 * MEGA);
        writeFileSync(go, '');
        await expect.poll(() => left() === 0 && gitsIn(place).length === 0).toBe(true);
        room(100 * MEGA);
        const unrecorded = await place.settled(run);
        expect(unrecorded).toMatchObject({
          state: 'failed',
          reason: { text: expect.stringMatching(/no space|disk is full/i) },
        });
        expect(readFileSync(join(place.tree(run), 'src/new.bin')).equals(work)).toBe(true);

        await place.run('run_resume', { run });
        expect((await place.becomes(run, 'review')).result?.paths).toEqual(['src/new.bin']);
        expect(readFileSync(join(place.tree(run), 'src/new.bin')).equals(work)).toBe(true);

        room(4 * MEGA);
        await place.run('run_approve', { run, risk: 'programs,unread' });
        const waiting = await place.until(run, isHeldUp);
        expect(waiting).toMatchObject({
          state: 'approved',
          waits: { text: expect.stringMatching(/no space|disk is full/i) },
        });
        return run;
      });
      room(100 * MEGA);
      // It would be tried again within half a minute; a setting is a reason to do so now.
      await place.run('setting_set', { name: 'runs.minutes', value: '61' });
      await place.becomes(id, 'merged');
      expect(existsSync(join(place.user, 'src/new.bin'))).toBe(true);
      expect(git(place.user, 'status', '--porcelain')).toBe('');
    });
  },
);
