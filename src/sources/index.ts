import { BACKLOG } from './backlog.ts';
import type { Raw, Source } from './source.ts';
import { TASKWARRIOR } from './taskwarrior.ts';

/** Every format that tasks come from and go to; the first that knows its rows reads them, and the last takes any. */
export const SOURCES: readonly Source[] = [TASKWARRIOR, BACKLOG];

export function detectSource(rows: readonly Raw[]): Source {
  return SOURCES.find((source) => source.detect(rows)) ?? BACKLOG;
}

export { BACKLOG, ROW_NAMES } from './backlog.ts';
export type { Raw, Series, Source, SourceRow } from './source.ts';
export { taskOf } from './taskwarrior.ts';
export { rowsOfText } from './text.ts';
