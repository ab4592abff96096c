import type { Planted } from '../../planted.ts';

export const csharpBad: Planted[] = [];
