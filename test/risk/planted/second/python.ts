import type { Planted } from '../planted.ts';

export const pythonSecond: Planted[] = [];
