import type { Planted } from '../planted.ts';

export const csharpSecond: Planted[] = [];
