import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createHubs } from '../../src/web/server/events/hubs.ts';
import { createWorkspaces } from '../../src/web/server/workspaces.ts';
import { openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { tempFolder } from '../support/folder.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { served } from './served.ts';

test('a store that is damaged after a write is told, and the server answers on', async () => {
  const board = await served();
  await board.call('task_add', { description: 'One' });
  const { dir } = board.opened.where;
  const format = join(dir, 'format.json');
  const kept = readFileSync(format);
  const damage = () => {
    const last = readdirSync(join(dir, 'log'))
      .filter((name) => /^\d+\.json$/.test(name))
      .sort()
      .at(-1)!;
    const next = join(dir, 'log', `${String(Number.parseInt(last, 10) + 1).padStart(12, '0')}.json`);
    writeFileSync(format, 'garbage');
    writeFileSync(next, '{');
    return () => {
      writeFileSync(format, kept);
      rmSync(next);
    };
  };
  let mend = () => {};
  // What is done a moment after a write may be done before the damage: then there is another write.
  await vi.waitFor(
    async () => {
      mend();
      mend = () => {};
      expect((await board.call('task_add', { description: 'Two' })).status).toBe(200);
      mend = damage();
      expect((await board.call('task_add', { description: 'Three' })).status).toBe(503);
      expect(board.failures).not.toEqual([]);
    },
    { timeout: DEADLINE_MS, interval: 500 },
  );
  expect((await board.get('/api/v1/session')).status).toBe(200);
  mend();
  expect((await board.call('task_list')).status).toBe(200);
});

test('one that was let go of is closed, and its streams end, so that whoever comes again hears of the store that is there', async () => {
  const folder = tempFolder('dropped');
  const env = { BACKLOG_HOME: join(folder, 'home'), USER: 'ada', TZ: 'UTC' };
  const opened = await openWorkspace({ cwd: folder, env, store: { validate: validateRecord } });
  onTestFinished(() => opened.close());
  await opened.make();
  const uuid = basename(opened.where.dir);
  const workspaces = createWorkspaces(env, folder);
  const hubs = createHubs(workspaces, (error) => expect.fail(String(error)));
  onTestFinished(async () => {
    hubs.close();
    await workspaces.close();
  });
  const { opened: first } = (await workspaces.open(uuid))!;
  const hub = await hubs.of(uuid);
  const told: string[] = [];
  hub.listen({ send: () => undefined, end: () => void told.push('ended') }, undefined);
  let closed = 0;
  const { close } = first;
  first.close = async () => {
    closed++;
    await close();
  };
  workspaces.drop(uuid, first);
  await vi.waitFor(() => expect({ told, closed }).toEqual({ told: ['ended'], closed: 1 }), DEADLINE_MS);
  expect((await workspaces.open(uuid))?.opened).not.toBe(first);
  expect(await hubs.of(uuid)).not.toBe(hub);
  workspaces.drop(uuid, first);
  await hubs.of(uuid);
  expect(closed).toBe(1);
});

test('listing the workspaces a second time reads only the stores in which something was committed', async () => {
  const folder = tempFolder('listed');
  const env = { BACKLOG_HOME: join(folder, 'home'), USER: 'ada', TZ: 'UTC' };
  const all = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const cwd = join(folder, name);
      mkdirSync(cwd);
      const opened = await openWorkspace({ cwd, env, store: { validate: validateRecord } });
      onTestFinished(() => opened.close());
      await opened.make();
      await opened.store.write({ command: 'x', actor: { kind: 'system', name: 'test' } }, (tx) =>
        tx.put('view', 'v', { name: 'v', filter: '+READY', at: tx.at, actor: 'system:test' }),
      );
      const log = join(opened.where.dir, 'log');
      const settle = (at: number) => utimesSync(log, at, at);
      settle(1_000_000_000);
      return { opened, settle };
    }),
  );
  const read: string[] = [];
  const workspaces = createWorkspaces(env, folder, {
    read: async (dir) => {
      read.push(dir);
      return { repositories: [], name: undefined };
    },
  });
  onTestFinished(() => workspaces.close());
  expect(await workspaces.list()).toHaveLength(2);
  expect(await workspaces.list()).toHaveLength(2);
  expect(read).toHaveLength(2);
  all[1]!.settle(1_000_000_001);
  await workspaces.list();
  expect(read.slice(2)).toEqual([all[1]!.opened.where.dir]);
});
