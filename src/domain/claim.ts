import type { Values } from './kinds/row.ts';
import type { CLAIM } from './kinds/working.ts';

/** An exclusive right to work on a task and to edit the files of a scope, until the lease expires. */
export interface Claim extends Values<ReturnType<(typeof CLAIM)['fields']>> {}
