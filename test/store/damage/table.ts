import { CHANGES } from './changes.ts';
import { CHECKPOINTS } from './checkpoints.ts';
import { FOLDERS } from './folders.ts';
import { FORMATS } from './format.ts';
import { HISTORY } from './history.ts';
import { type Harm, harmsOf, type Kinds } from './kind.ts';
import { LAST_CHANGES } from './last-changes.ts';
import { MARKERS } from './marker.ts';
import { TEXTS } from './texts.ts';

/**
 * Every kind of damage. The tests of stores and doors do each harm of each kind, and docs/reference/damage.md is made of
 * this table.
 */
export const KINDS: Kinds = {
  ...LAST_CHANGES,
  ...CHANGES,
  ...HISTORY,
  ...CHECKPOINTS,
  ...TEXTS,
  ...FORMATS,
  ...FOLDERS,
  ...MARKERS,
};

/** Every harm by name, with what is expected of it. */
export const HARMS: Readonly<Record<string, Harm>> = harmsOf(KINDS);
