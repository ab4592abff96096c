import type { Planted } from '../../planted.ts';

export const javaBad: Planted[] = [];
