import type { Values } from './kinds/row.ts';
import type { CLAIM } from './kinds/working.ts';

/** The right of one holder to work on a task and to edit the files of a scope, for the length of a lease. */
export interface Claim extends Values<ReturnType<(typeof CLAIM)['fields']>> {}
