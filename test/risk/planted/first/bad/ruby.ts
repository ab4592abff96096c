import type { Planted } from '../../planted.ts';

export const rubyBad: Planted[] = [];
