import type { Planted } from '../planted.ts';

export const goSecond: Planted[] = [];
