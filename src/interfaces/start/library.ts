import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as local from '../../web/sdk/local.ts';
import { createChunks, livesMs, type Sums, updated } from './chunks.ts';
import { NO_CODE_CACHE } from './code-cache.ts';
import { createLoader } from './loader.ts';

declare const BACKLOG_CHUNKS: Sums;

// The entry for other people's programs (`dist/sdk-local.mjs`). It runs only files of its own build, like Backlog's
// programs, and stores no compiled code.
const program = 'sdk-local';
const folder = join(dirname(fileURLToPath(import.meta.url)), 'chunks');
const chunks = createChunks(folder, BACKLOG_CHUNKS, () => updated(program));
setTimeout(chunks.hold, livesMs(program)).unref();

export const { BacklogRefusal, backlogStore } = createLoader(
  NO_CODE_CACHE,
  chunks.read,
)(join(folder, `program-${program}.cjs`)) as Pick<typeof local, 'BacklogRefusal' | 'backlogStore'>;
