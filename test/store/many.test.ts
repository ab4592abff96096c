import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Backend } from '../../src/store/backend.ts';
import { type FileCalls, fileCalls } from '../../src/store/backends/calls.ts';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { putBlobs } from '../../src/store/blobs/blobs.ts';
import { sha256 } from '../../src/store/blobs/sha256.ts';
import { blobPath } from '../../src/store/layout.ts';
import { tempFolder } from '../support/folder.ts';

const BODIES = Array.from({ length: 120 }, (_, i) => `Text ${i % 110}`);
const different = [...new Set(BODIES)];

/** Notes what is made durable and named, in order. */
function noting(more: Partial<FileCalls> = {}) {
  const order: string[] = [];
  const calls: FileCalls = {
    ...fileCalls,
    syncDisk: async (folder) => {
      order.push('disk');
      return fileCalls.syncDisk(folder);
    },
    syncSmall: async (fd) => {
      order.push('sync');
      return fileCalls.syncSmall(fd);
    },
    link: (from, to) => {
      order.push('link');
      fileCalls.link(from, to);
    },
    ...more,
  };
  return { calls, order };
}

function place(calls: FileCalls): { backend: Backend; root: string } {
  const root = tempFolder('many');
  return { backend: fsBackend(root, calls), root };
}

const filesIn = (root: string) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();

test('many texts are kept by two waits for the disk: before they have their names, and after', async () => {
  const { calls, order } = noting();
  const { backend, root } = place(calls);
  await putBlobs(backend, BODIES);
  expect(order).toEqual(['disk', ...different.map(() => 'link'), 'disk']);
  for (const body of different) expect(readFileSync(join(root, blobPath(sha256(body))), 'utf8')).toBe(body);
  expect(filesIn(root)).toEqual(different.map(sha256).sort());
});

test('folders that many texts need are made before any of them, and their own folders are waited for once', async () => {
  const { calls, order } = noting({
    syncFolderNow: (folder) => {
      order.push(`folder ${folder.slice(-5)}`);
      fileCalls.syncFolderNow(folder);
    },
    open: (path, flags, mode) => {
      if (flags === 'wx') order.push('open');
      return fileCalls.open(path, flags, mode);
    },
  });
  const { backend, root } = place(calls);
  await putBlobs(backend, BODIES);
  const [first, second, ...rest] = order;
  expect([first, second]).toEqual([`folder ${root.slice(-5)}`, 'folder blobs']);
  expect(rest.filter((step) => step.startsWith('folder'))).toEqual([]);
  order.length = 0;
  await putBlobs(
    backend,
    BODIES.map((body) => `${body}, the same folders for most`),
  );
  expect(order.filter((step) => step.startsWith('folder')).length).toBeLessThanOrEqual(1);
});

test('a folder that is taken away as empty before its text is written is made again', async () => {
  let taken = 0;
  const { calls } = noting({
    open: (path, flags, mode) => {
      if (flags === 'wx' && taken++ < 3) rmdirSync(dirname(path));
      return fileCalls.open(path, flags, mode);
    },
  });
  const { backend, root } = place(calls);
  await putBlobs(backend, BODIES);
  expect(taken).toBeGreaterThan(3);
  expect(filesIn(root)).toEqual(different.map(sha256).sort());
});

test('where the platform cannot keep a whole disk, each file is made durable before its name, and each folder after', async () => {
  const { calls, order } = noting({ syncDisk: async () => false });
  const { backend, root } = place(calls);
  await putBlobs(backend, BODIES);
  const links = different.map(() => 'link');
  expect(order.slice(0, 2 * different.length)).toEqual([...different.map(() => 'sync'), ...links]);
  expect(order.slice(2 * different.length)).toHaveLength(
    new Set(different.map((body) => sha256(body).slice(0, 2))).size,
  );
  expect(filesIn(root)).toEqual(different.map(sha256).sort());
});

test('what is there already, or comes there meanwhile, stays and is made young again', async () => {
  const touched: string[] = [];
  const { calls } = noting({
    touch: (path) => {
      touched.push(path);
      fileCalls.touch(path);
    },
  });
  const { backend, root } = place(calls);
  await putBlobs(backend, different.slice(0, 3));
  const link = calls.link;
  calls.link = (from, to) => {
    if (to.endsWith(sha256('Text 7'))) fileCalls.link(from, to);
    link(from, to);
  };
  await putBlobs(backend, BODIES);
  const known = [...different.slice(0, 3), 'Text 7'];
  expect(touched.sort()).toEqual(known.map((body) => join(root, blobPath(sha256(body)))).sort());
  expect(filesIn(root)).toEqual(different.map(sha256).sort());
});

test('a disk that is full leaves nothing half, and says which file', async () => {
  let left = 60;
  const { calls } = noting({
    write: (fd, bytes, offset) => {
      if (left-- <= 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      return fileCalls.write(fd, bytes, offset);
    },
  });
  const { backend, root } = place(calls);
  await expect(putBlobs(backend, BODIES)).rejects.toMatchObject({
    code: 'store',
    message: expect.stringContaining('blobs/'),
  });
  expect(filesIn(root)).toEqual([]);
});
