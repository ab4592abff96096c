import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import { type MemoryFile, memoryBackend } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { fakeS3 } from '../support/s3-fake.ts';
import { backendContract } from './backend.ts';

backendContract('memory', () => {
  const files = new Map<string, MemoryFile>();
  return { backend: memoryBackend({ files }), again: () => memoryBackend({ files }) };
});

backendContract('filesystem', () => {
  const folder = tempFolder();
  return { backend: fsBackend(folder), again: () => fsBackend(folder) };
});

test('filesystem: the folder of a store is made for a file in it, and never again for one below', async () => {
  const folder = `${tempFolder()}/not/yet/there`;
  const backend = fsBackend(folder);
  await expect(backend.put('blobs/aa/one', '')).rejects.toMatchObject({ code: 'store' });
  expect(existsSync(dirname(folder))).toBe(false);
  await backend.put('format.json', '{}');
  expect(await backend.put('blobs/aa/one', '')).not.toBeNull();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

// The pages are so short that each listing has several.
backendContract('S3', () => {
  const service = fakeS3({ page: 2 });
  service.buckets.set('work', new Map());
  const again = () => s3Backend(readS3Address('s3://work/queues/web'), { send: service.send('work') });
  return { backend: again(), again };
});
