import type { Planted } from '../../planted.ts';

export const csharpGood: Planted[] = [];
