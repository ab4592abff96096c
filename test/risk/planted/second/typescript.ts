import type { Planted } from '../planted.ts';

export const typescriptSecond: Planted[] = [];
