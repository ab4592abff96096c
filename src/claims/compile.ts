import { isPlain, readAlternatives } from './alternatives.ts';
import { normalise } from './normalise.ts';
import { GlobProblem } from './problem.ts';
import { ANY_NAME, compileSegment, foldText, type Segment } from './segment.ts';
import { type Atom, isFolders } from './syntax.ts';

export type CompiledGlob = readonly (readonly Segment[])[];

const FOLDERS: Segment = { kind: 'folders' };

/** Compiled globs by text, in two maps: one respects letter case, the other ignores it. A full map is emptied. */
const cache = [new Map<string, CompiledGlob>(), new Map<string, CompiledGlob>()] as const;
const CACHED = 2_000;
/** Maximum length of a stored glob that is parsed, in characters. Commands refuse longer globs. */
const LONGEST = 2_000;

/**
 * Compiles a glob, with a cache. If a newer version stored a glob that this version can't read, it matches everything
 * below the fixed folders at its start. So it may block too many files, but never too few.
 */
export function compileGlob(text: string, fold: boolean): CompiledGlob {
  const known = cache[fold ? 1 : 0];
  const found = known.get(text);
  if (found) return found;
  if (known.size >= CACHED) known.clear();
  const compiled = compile(text, fold);
  known.set(text, compiled);
  return compiled;
}

function compile(text: string, fold: boolean): CompiledGlob {
  try {
    if (text.length > LONGEST) return [widest(text, fold)];
    const normal = normalise(text);
    if (isPlain(normal)) return [below(normal.split('/'), fold)];
    return readAlternatives(normal).map((alternative) => compileAlternative(alternative, fold));
  } catch (error) {
    if (!(error instanceof GlobProblem)) throw error;
    return [widest(text, fold)];
  }
}

function compileAlternative(alternative: readonly Atom[][], fold: boolean): Segment[] {
  const segments = alternative.map((atoms) => compileSegment(atoms, fold));
  return endsBelow(alternative) ? [...segments, ANY_NAME] : segments;
}

/**
 * Checks whether a glob ending in `**` matches only paths below its folder: `a/**` also matches `a`, but `a*` + `/**`
 * doesn't. This is picomatch's rule. With it, `src/*` + `/**` doesn't match files directly in `src`.
 */
function endsBelow(alternative: readonly Atom[][]): boolean {
  const names = alternative.filter((atoms) => !isFolders(atoms));
  return isFolders(alternative.at(-1) ?? []) && names.at(-1)?.at(-1)?.kind === 'star';
}

function widest(text: string, fold: boolean): Segment[] {
  return below(/^(?:\w[\w.-]*\/)*/.exec(text)?.[0].split('/').slice(0, -1) ?? [], fold);
}

/** Returns a pattern for a path and everything below it. */
function below(names: readonly string[], fold: boolean): Segment[] {
  return [...names.map((name): Segment => ({ kind: 'text', text: foldText(name, fold) })), FOLDERS];
}
