import type { Outputs } from '../../../sdk/calls.ts';

export type Changes = Outputs['run_changes'];
export type ChangedFile = Changes['files'][number];
export type DiffRow = NonNullable<Changes['rows']>[number];

export type Side = 'new' | 'old';

export type Placed = Outputs['review_comments']['comments'][number];
