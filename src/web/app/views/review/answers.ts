import type { Outputs } from '../../../sdk/calls.ts';

export type Changes = Outputs['run_changes'];

/** The words for git's status letters of changed files. */
export const FILE_STATUS: Readonly<Record<ShownFile['status'], string>> = {
  A: 'added',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type changed',
};

export type DiffSide = 'new' | 'old';

export type ShownComment = Outputs['review_comments']['comments'][number];

export type WritingStep = Outputs['run_steps']['steps'][number];

export type ShownFile = Changes['files'][number];
