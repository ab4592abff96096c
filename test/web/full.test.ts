import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { shell } from '../support/mount.ts';
import { NEEDS_MOUNT } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { logIn, redeem, type Served, served } from './served.ts';

const MEGA = 1 << 20;

/** A board whose home is a disk of its own. */
async function onDisk(): Promise<{ board: Served; home: string }> {
  let home = '';
  const disk = (folder: string) => {
    home = folder;
    mkdirSync(home, { recursive: true, mode: 0o700 });
    shell(`mount -t tmpfs -o size=16m tmpfs '${home}'`);
    onTestFinished(() => void shell(`umount -l '${home}'`));
  };
  return { board: await served({ disk }), home };
}

/** Takes all the room there is; gives what gives it back. */
function fill(home: string): () => void {
  const filler = join(home, 'filler');
  const fd = openSync(filler, 'w');
  for (const size of [MEGA, 4_096, 1])
    try {
      for (;;) writeSync(fd, Buffer.alloc(size));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  closeSync(fd);
  expect(statfsSync(home).bavail).toBe(0);
  return () => rmSync(filler);
}

soak(
  'a disk that is full or read-only under the board: writes are refused with what to do, reading and listening go on, nothing is lost',
  NEEDS_MOUNT,
  async () => {
    const { board, home } = await onDisk();
    const titles = Array.from({ length: 20 }, (_, i) => `Task ${i}`);
    for (const description of titles) await board.call('task_add', { description });
    const stream = await fetch(`${board.origin}/api/v1/${board.uuid}/events`, { headers: board.shown });
    const told = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    onTestFinished(() => told.cancel());
    const [key, page] = [board.link(), 'x'.repeat(100_000)];
    const ways: [without: () => () => void, says: RegExp][] = [
      [() => fill(home), /the disk is full/],
      [
        () => {
          shell(`mount -o remount,ro '${home}'`);
          return () => shell(`mount -o remount,rw '${home}'`);
        },
        /the filesystem is read-only/,
      ],
    ];
    for (const [without, says] of ways) {
      const giveBack = without();
      const asked = Array.from({ length: 60 }, async (_, i) => {
        const write = i % 3 === 0 ? board.call('task_doc_write', { id: 1, content: page + i }) : undefined;
        const answer = await (write ??
          board.call(i % 3 === 1 ? 'task_add' : 'task_list', { ...(i % 3 === 1 && { description: 'Lost' }) }));
        return { reads: i % 3 === 2, ...answer };
      });
      for (const { reads, status, body } of await Promise.all(asked)) {
        expect(status).toBe(reads ? 200 : 503);
        if (!reads)
          expect(body).toMatchObject({
            error: {
              code: 'store',
              message: expect.stringMatching(says),
              hint: expect.stringMatching(/space|may write to/),
            },
          });
      }
      expect(board.listeners()).toBe(1);
      expect((await redeem(key)).status).toBe(503);
      giveBack();
    }
    // The link was of no use to anybody: it still is good, once.
    await logIn(key);
    expect((await redeem(key)).status).toBe(401);
    expect((await board.call('task_add', { description: 'After' })).status).toBe(200);
    let text = '';
    while (!text.includes('After')) text += (await told.read()).value;
    expect(text.match(/^event: .*$/gm)).toEqual(['event: ready', 'event: commit']);
    const { tasks } = (await board.call<{ tasks: { description: string }[] }>('task_list')).body;
    expect(tasks.map(({ description }) => description).sort()).toEqual([...titles, 'After'].sort());
    expect(board.failures).toEqual([]);
    const names = readdirSync(join(home, 'board'), { recursive: true }) as string[];
    expect(names.filter((name) => /\.[0-9a-f]{8}$/.test(name))).toEqual([]);
  },
);
