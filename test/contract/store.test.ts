import { fsBackend, type MemoryFile, memoryBackend } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { storeContract } from './store.ts';

storeContract('memory', () => {
  const files = new Map<string, MemoryFile>();
  return () => memoryBackend({ files });
});

storeContract('the filesystem', () => {
  const folder = tempFolder();
  return () => fsBackend(folder);
});
