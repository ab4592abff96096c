import { cachedBackend } from '../../src/store/backends/cache/cached.ts';
import { folderCache } from '../../src/store/backends/cache/folder.ts';
import { fsBackend } from '../../src/store/backends/fs.ts';
import { readS3Address } from '../../src/store/backends/s3/address.ts';
import { s3Backend } from '../../src/store/backends/s3/backend.ts';
import { type MemoryFile, memoryBackend } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { seeded } from '../support/random.ts';
import { fakeS3, PATIENT, unreliable } from '../support/s3-fake.ts';
import { storeContract } from './store.ts';

storeContract('memory', () => {
  const files = new Map<string, MemoryFile>();
  return () => memoryBackend({ files });
});

storeContract(
  'S3 that loses requests and answers, doubles some and refuses others, with a cache that is always swept',
  () => {
    const service = fakeS3({ page: 7 });
    service.buckets.set('work', new Map());
    const send = unreliable(service.send('work'), seeded(7));
    const cache = folderCache(tempFolder(), { random: () => 0 });
    return () => cachedBackend(s3Backend(readS3Address('s3://work/queues/web'), { send, timing: PATIENT }), cache);
  },
);

storeContract('the filesystem', () => {
  const folder = tempFolder();
  return () => fsBackend(folder);
});
