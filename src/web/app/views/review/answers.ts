import type { Outputs } from '../../../sdk/calls.ts';

export type Changes = Outputs['run_changes'];
export type ChangedFile = Changes['files'][number];

/** The words for git's status letters of changed files. */
export const FILE_STATUS: Readonly<Record<ChangedFile['status'], string>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type changed',
};

export type DiffRow = NonNullable<Changes['rows']>[number];

export type DiffSide = 'new' | 'old';

export type PlacedComment = Outputs['review_comments']['comments'][number];

export type WritingStep = Outputs['run_steps']['steps'][number];
