import type { Planted } from '../planted.ts';

export const rustSecond: Planted[] = [];
