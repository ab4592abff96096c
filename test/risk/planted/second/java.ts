import type { Planted } from '../planted.ts';

export const javaSecond: Planted[] = [];
