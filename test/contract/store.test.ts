import { fsBackend } from '../../src/store/backends/fs.ts';
import { type MemoryFile, memoryBackend } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { objectBackend, objectStore, unreliable } from '../support/object-store.ts';
import { seeded } from '../support/random.ts';
import { storeContract } from './store.ts';

storeContract('memory', () => {
  const files = new Map<string, MemoryFile>();
  return () => memoryBackend({ files });
});

storeContract('an object store that loses answers', () => {
  const objects = objectStore(new Map());
  const random = seeded(7);
  return () => objectBackend(unreliable(objects, random));
});

storeContract('the filesystem', () => {
  const folder = tempFolder();
  return () => fsBackend(folder);
});
