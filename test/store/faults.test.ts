import { cpSync, existsSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type FileCalls, fileCalls } from '../../src/store/backends/calls.ts';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { examineStore } from '../../src/store/doctor/store.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';

const signer = { kind: 'system', name: 'test' } as const;
const CALLS = Object.keys(fileCalls) as (keyof FileCalls)[];

/** Calls to the platform that fail from the `at`-th on, `times` of them. */
function failing(code: string, at: number, times: number, only: readonly string[] = CALLS) {
  let count = 0;
  const entries = CALLS.map((name) => {
    const real = fileCalls[name] as (...args: unknown[]) => unknown;
    return [
      name,
      (...args: unknown[]) => {
        if (!only.includes(name)) return real(...args);
        count++;
        if (count < at || count >= at + times) return real(...args);
        if (name === 'close') real(...args);
        throw Object.assign(new Error(`${code}: planted`), { code });
      },
    ];
  });
  return { calls: Object.fromEntries(entries) as unknown as FileCalls, made: () => count };
}

const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor: signer }, (tx) => tx.put<string>('thing', id, { n: tx.nextId('n') }));

/** Everything a process does: open, write, keep a blob, maintain, read. Returns what was acknowledged before the first error. */
async function session(store: () => Promise<Store>, name: string): Promise<{ acked: string[]; error: unknown }> {
  const acked: string[] = [];
  try {
    const mine = await store();
    for (let i = 0; i < 2; i++) {
      await add(mine, `${name}-${i}`);
      acked.push(`${name}-${i}`);
    }
    await mine.putBlob(name);
    await mine.maintain({ force: true });
    await add(mine, `${name}-last`);
    acked.push(`${name}-last`);
    return { acked, error: null };
  } catch (error) {
    return { acked, error };
  }
}

const open = (dir: string, calls?: FileCalls) =>
  openStore({ dir, create: true, segmentSize: 4, ...(calls ? { backend: fsBackend(dir, calls) } : {}) });

/** How a write has to be told that was not acknowledged: one that everybody sees is never called failed. */
function toldOf(after: Store, acked: readonly string[]): string {
  const names = ['during-0', 'during-1', 'during-last'];
  const isThere = names.some((name) => !acked.includes(name) && after.state.get('thing', name) !== undefined);
  return isThere ? 'unconfirmed' : 'store';
}

/** Fails each call of a session in turn, `times` in a row, and looks at what is left. */
async function failEverywhere(code: string, times: number): Promise<void> {
  const base = tempFolder();
  const before = (await session(() => open(base), 'before')).acked;
  // A soak fails every call.
  for (let at = 1; ; at += IS_SOAK ? 1 : 3) {
    const dir = join(tempFolder(), 'copy');
    cpSync(base, dir, { recursive: true });
    const plan = failing(code, at, times);
    const { acked, error } = await session(() => open(dir, plan.calls), 'during');
    if (plan.made() < at) return;
    const after = await open(dir);
    if (error !== null) expect(error, `call ${at}`).toMatchObject({ name: 'BacklogError', code: toldOf(after, acked) });
    const lost = [...before, ...acked].filter((id) => after.state.get('thing', id) === undefined);
    expect(lost, `call ${at}`).toEqual([]);
    await add(after, 'after');
    expect((await examineStore(after.dir))!.problems, `call ${at}`).toEqual([]);
  }
}

/** Others differ in their words alone: a soak plays them. */
test.each(everyNth(2, IS_SOAK ? ['ENOSPC', 'EIO', 'EMFILE', 'EROFS'] : ['ENOSPC', 'EIO']))(
  '%s at any one call to the platform: an error, no damage',
  (code) => failEverywhere(code, 1),
);

soak.each(['ENOSPC', 'EROFS'])('%s from any call to the platform on: an error, no damage', (code) =>
  failEverywhere(code, 1_000),
);

test.each(['ENOSPC', 'EIO'])(
  'a commit whose name the disk did not confirm (%s) is told with its number, and is there',
  async (code) => {
    const dir = tempFolder();
    await add(await open(dir), 'a');
    const calls: FileCalls = {
      ...fileCalls,
      open: (path, ...rest) => {
        if (path.endsWith('/log')) throw Object.assign(new Error(`${code}: planted`), { code });
        return fileCalls.open(path, ...rest);
      },
    };
    const store = await open(dir, calls);
    await expect(add(store, 'b')).rejects.toMatchObject({
      code: 'unconfirmed',
      message: expect.stringMatching(/^change 2 \(add\) is not confirmed: /),
      hint: expect.stringMatching(/^Do not repeat it: task_history .* change 2 exists/),
      data: { seq: 2 },
    });
    await store.refresh();
    expect(store.state.get('thing', 'b')).toEqual({ n: 2 });
    expect((await open(dir)).state.get('thing', 'b')).toEqual({ n: 2 });
  },
);

test('a full disk is an error that says so, and what was there is still there', async () => {
  const dir = tempFolder();
  await add(await open(dir), 'a');
  const store = await open(dir, failing('ENOSPC', 1, 1_000, ['write', 'writeLater']).calls);
  await expect(add(store, 'b')).rejects.toThrow('the disk is full (ENOSPC)');
  expect(store.state.get('thing', 'a')).toEqual({ n: 1 });
  expect(store.state.get('thing', 'b')).toBeUndefined();
});

test.each(['EROFS', 'EACCES', 'EPERM'])(
  'a store that cannot be written (%s) reads, and a write names BACKLOG_DIR',
  async (code) => {
    const dir = tempFolder();
    await add(await open(dir), 'a');
    const store = await open(dir, failing(code, 1, 1_000, ['open', 'mkdir']).calls);
    await store.refresh();
    expect(store.state.get('thing', 'a')).toEqual({ n: 1 });
    await expect(add(store, 'b')).rejects.toMatchObject({
      code: 'store',
      hint: expect.stringContaining('BACKLOG_DIR'),
    });
  },
);

test.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP'])(
  'a filesystem without hard links (%s) is refused when a store is made',
  async (code) => {
    const dir = tempFolder();
    const making = open(dir, failing(code, 1, 1_000, ['link']).calls);
    await expect(making).rejects.toThrow('has no hard links');
    await expect(making).rejects.toMatchObject({ code: 'store', hint: expect.stringContaining('BACKLOG_DIR') });
  },
);

test('a link that succeeded but says that the name is taken counts as ours', async () => {
  const dir = tempFolder();
  const calls: FileCalls = {
    ...fileCalls,
    link: (from, to) => {
      fileCalls.link(from, to);
      if (to.includes('/log/')) throw Object.assign(new Error('EEXIST: planted'), { code: 'EEXIST' });
    },
  };
  const store = await open(dir, calls);
  expect([(await add(store, 'a')).seq, (await add(store, 'b')).seq]).toEqual([1, 2]);
  expect((await examineStore(store.dir))!.problems).toEqual([]);
});

test('a store in the way of a file is an error, not a crash', async () => {
  const dir = tempFolder();
  await add(await open(dir), 'a');
  await expect(open(`${dir}/format.json/sub`)).rejects.toMatchObject({ code: 'store' });
});

test('a folder that others remove as empty, before there is anything in it, is made again', async () => {
  const dir = tempFolder();
  let removed = 0;
  const open: FileCalls['open'] = (path, flags, mode) => {
    const folder = dirname(path);
    if (flags === 'wx' && basename(folder) === 'sub' && removed < 3 && existsSync(folder)) {
      rmdirSync(folder);
      removed++;
    }
    return fileCalls.open(path, flags, mode);
  };
  const backend = fsBackend(dir, { ...fileCalls, open });
  expect(await backend.put('sub/file', 'text')).not.toBeNull();
  expect(removed).toBe(3);
  expect(String(await backend.get('sub/file'))).toBe('text');
});
