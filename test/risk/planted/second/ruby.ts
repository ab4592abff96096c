import type { Planted } from '../planted.ts';

export const rubySecond: Planted[] = [];
