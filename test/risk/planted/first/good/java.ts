import type { Planted } from '../../planted.ts';

export const javaGood: Planted[] = [];
