import { pythonBad } from './first/bad/python.ts';
import { typescriptBad } from './first/bad/typescript.ts';
import { pythonGood } from './first/good/python.ts';
import { typescriptGood } from './first/good/typescript.ts';
import type { Planted } from './planted.ts';

/** The results that the rules were written with at hand. */
export const first: Planted[] = [...typescriptBad, ...pythonBad, ...typescriptGood, ...pythonGood];

/** The set held back: it is played once, after the rules are written. */
export const second: Planted[] = [];
