import type { Planted } from '../../planted.ts';

export const rubyGood: Planted[] = [];
