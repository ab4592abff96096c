import type { Caller } from '../../src/work/workspace/context.ts';

/** A person at a terminal. */
export const PERSON: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada', door: 'cli' };
