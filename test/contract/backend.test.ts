import { fsBackend } from '../../src/store/backends/fs.ts';
import { type MemoryFile, memoryBackend } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { objectBackend, objectStore } from '../support/object-store.ts';
import { backendContract } from './backend.ts';

backendContract('memory', () => {
  const files = new Map<string, MemoryFile>();
  return { backend: memoryBackend({ files }), again: () => memoryBackend({ files }) };
});

backendContract('filesystem', () => {
  const folder = `${tempFolder()}/not/yet/there`;
  return { backend: fsBackend(folder), again: () => fsBackend(folder) };
});

backendContract('object store', () => {
  const objects = objectStore(new Map());
  return { backend: objectBackend(objects), again: () => objectBackend(objects) };
});
