import { csharpFifth } from './fifth/csharp.ts';
import { goFifth } from './fifth/go.ts';
import { javaFifth } from './fifth/java.ts';
import { pythonFifth } from './fifth/python.ts';
import { rubyFifth } from './fifth/ruby.ts';
import { rustFifth } from './fifth/rust.ts';
import { typescriptFifth } from './fifth/typescript.ts';
import { csharpBad } from './first/bad/csharp.ts';
import { goBad } from './first/bad/go.ts';
import { javaBad } from './first/bad/java.ts';
import { pythonBad } from './first/bad/python.ts';
import { rubyBad } from './first/bad/ruby.ts';
import { rustBad } from './first/bad/rust.ts';
import { typescriptBad } from './first/bad/typescript.ts';
import { csharpGood } from './first/good/csharp.ts';
import { goGood } from './first/good/go.ts';
import { javaGood } from './first/good/java.ts';
import { pythonGood } from './first/good/python.ts';
import { rubyGood } from './first/good/ruby.ts';
import { rustGood } from './first/good/rust.ts';
import { typescriptGood } from './first/good/typescript.ts';
import { csharpFourth } from './fourth/csharp.ts';
import { goFourth } from './fourth/go.ts';
import { javaFourth } from './fourth/java.ts';
import { pythonFourth } from './fourth/python.ts';
import { rubyFourth } from './fourth/ruby.ts';
import { rustFourth } from './fourth/rust.ts';
import { typescriptFourth } from './fourth/typescript.ts';
import type { Planted } from './planted.ts';
import { csharpSecond } from './second/csharp.ts';
import { goSecond } from './second/go.ts';
import { javaSecond } from './second/java.ts';
import { pythonSecond } from './second/python.ts';
import { rubySecond } from './second/ruby.ts';
import { rustSecond } from './second/rust.ts';
import { typescriptSecond } from './second/typescript.ts';
import { csharpThird } from './third/csharp.ts';
import { goThird } from './third/go.ts';
import { javaThird } from './third/java.ts';
import { pythonThird } from './third/python.ts';
import { rubyThird } from './third/ruby.ts';
import { rustThird } from './third/rust.ts';
import { typescriptThird } from './third/typescript.ts';

/** The results that the rules were written with at hand. */
export const first: Planted[] = [
  ...typescriptBad,
  ...typescriptGood,
  ...pythonBad,
  ...pythonGood,
  ...goBad,
  ...goGood,
  ...rustBad,
  ...rustGood,
  ...javaBad,
  ...javaGood,
  ...csharpBad,
  ...csharpGood,
  ...rubyBad,
  ...rubyGood,
];

/** The set held back: it is played once, after the rules are written. */
export const second: Planted[] = [
  ...typescriptSecond,
  ...pythonSecond,
  ...goSecond,
  ...rustSecond,
  ...javaSecond,
  ...csharpSecond,
  ...rubySecond,
];

/** A third set, of kinds that no rule was written for. It was played once; its figures are recorded as they were. */
export const third: Planted[] = [
  ...typescriptThird,
  ...pythonThird,
  ...goThird,
  ...rustThird,
  ...javaThird,
  ...csharpThird,
  ...rubyThird,
];

/** A fourth set, of known kinds in forms that its author thought of before reading the rules. */
export const fourth: Planted[] = [
  ...typescriptFourth,
  ...pythonFourth,
  ...goFourth,
  ...rustFourth,
  ...javaFourth,
  ...csharpFourth,
  ...rubyFourth,
];

/** A fifth set: what agents' patches are like, by somebody who had not read the rules. It was played once before a cure. */
export const fifth: Planted[] = [
  ...typescriptFifth,
  ...pythonFifth,
  ...goFifth,
  ...rustFifth,
  ...javaFifth,
  ...csharpFifth,
  ...rubyFifth,
];

export { sixth } from './sixth/results.ts';
