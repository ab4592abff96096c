import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { examineStore, salvageStore } from '../../src/store/doctor/store.ts';
import { openStore } from '../../src/store/index.ts';
import { smallDisk } from '../runs/support/small-disk.ts';
import { tempFolder } from '../support/folder.ts';
import { NEEDS_MOUNT } from '../support/needs.ts';
import { IS_SOAK } from '../support/seed.ts';
import { HARMS } from './damage/table.ts';
import { contents } from './damage-site.ts';
import { add, anotherStore, harmable } from './filled.ts';

const NOW = Date.now();
const KIB = 1024;

const ROWS = [
  ['a segment is cut off', false],
  ['the last two commits are cut off', true],
  ['all of the log is gone', true],
] as const;

const linesIn = (dir: string) =>
  new Set([...contents(dir)].flatMap(([, text]) => text.split('\n')).filter((line) => line.startsWith('{"v"')));

test.each(IS_SOAK ? ROWS : ROWS.slice(0, 1))(
  '%s: a salvage on a full disk says so and loses nothing; with more room, it goes on',
  NEEDS_MOUNT,
  async (name, checkpoint) => {
    const { dir, older } = await harmable({ checkpoint });
    await HARMS[name]!.harm(dir, { older, other: await anotherStore(), common: '' });
    const after = checkpoint ? HARMS[name]!.salvage : HARMS[name]!.bare;
    const lines = linesIn(dir);
    const mounted = join(tempFolder('full'), 'disk');
    const disk = smallDisk(mounted, 2);
    onTestFinished(() => disk.unmount());
    const copy = join(mounted, 'store');
    mkdirSync(copy);
    cpSync(dir, copy, { recursive: true });
    let refused = 0;
    for (let room = 0; ; room += 4 * KIB) {
      disk.room(room);
      const done = await salvageStore(copy, NOW).catch((error) => error);
      const now = linesIn(copy);
      expect({ room, lost: [...lines].filter((line) => !now.has(line)) }).toEqual({ room, lost: [] });
      if (!(done instanceof Error)) {
        expect(done.salvaged?.after).toBe(after);
        break;
      }
      expect(done).toMatchObject({ code: 'store', message: expect.stringContaining('the disk is full') });
      await expect(openStore({ dir: copy }).then((one) => add(one, 'x'))).rejects.toMatchObject({ code: 'store' });
      refused++;
    }
    expect(refused).toBeGreaterThan(1);
    disk.room(KIB * KIB);
    await add(await openStore({ dir: copy }), 'on');
    expect((await examineStore(copy))?.problems).toEqual([]);
  },
);
