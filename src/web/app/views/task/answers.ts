import type { Outputs } from '../../../sdk/calls.ts';

export type Info = Outputs['task_info'];
export type Attached = Info['brief']['attachments'][number];
export type ShownClaim = Info['brief']['claims'][number];

type Past = Outputs['task_history']['commits'][number];

export type PastChange = Past['changes'][number];

/** A commit of the history. The command's schema does not specify the fields of `actor`, so this type adds them. */
export type PastCommit = Past & { actor: { session?: string; agent?: string; run?: string; via?: string } };
