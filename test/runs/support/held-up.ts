import type { Run } from '../../../src/domain/records.ts';

/** Is something in the way of its merge? That its checks are under way is told at the same place. */
export const isHeldUp = ({ waits }: Run): boolean => waits !== undefined && waits.why !== 'testing';
