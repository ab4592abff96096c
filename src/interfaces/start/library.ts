import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as local from '../../web/sdk/local.ts';
import { createChunks, LIVES_MS, type Sums, updated } from './chunks.ts';
import { NO_CODE_CACHE } from './code-cache.ts';
import { createLoader } from './loader.ts';

declare const BACKLOG_CHUNKS: Sums;

// This is the entry for programs of others (`dist/sdk-local.mjs`). It runs only chunks of its own build, as Backlog's
// programs do. It stores no compiled code of those programs.
const folder = join(dirname(fileURLToPath(import.meta.url)), 'chunks');
const chunks = createChunks(folder, BACKLOG_CHUNKS, () => updated('sdk-local'));
setTimeout(chunks.hold, LIVES_MS).unref();

export const { BacklogRefusal, backlogStore } = createLoader(
  NO_CODE_CACHE,
  chunks.read,
)(join(folder, 'program-sdk-local.cjs')) as Pick<typeof local, 'BacklogRefusal' | 'backlogStore'>;
