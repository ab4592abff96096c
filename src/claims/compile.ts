import { isPlain, readAlternatives } from './alternatives.ts';
import { normalise } from './normalise.ts';
import { GlobProblem } from './problem.ts';
import { ANY_NAME, compileSegment, foldText, type Segment } from './segment.ts';
import { type Atom, isFolders } from './syntax.ts';

/** The alternatives of a glob, each a list of segments. */
export type CompiledGlob = readonly (readonly Segment[])[];

const FOLDERS: Segment = { kind: 'folders' };

/** Compiled globs by text, for each way of treating case. Emptied when full: a cache, not a register. */
const cache = [new Map<string, CompiledGlob>(), new Map<string, CompiledGlob>()] as const;
const CACHED = 2_000;
/** Characters of a stored glob beyond which it is not read: more than any version accepts. */
const LONGEST = 2_000;

/**
 * Compiles a glob once. Text that cannot be read (a record of a newer version) counts as everything below its plain
 * leading folders: it may keep others out of too much, never out of too little.
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
 * `a/**` also matches `a`, but `a*` + `/**` only what is below: picomatch's rule, which keeps the files beside the
 * folders out of `src/*` + `/**`.
 */
function endsBelow(alternative: readonly Atom[][]): boolean {
  const names = alternative.filter((atoms) => !isFolders(atoms));
  return isFolders(alternative.at(-1) ?? []) && names.at(-1)?.at(-1)?.kind === 'star';
}

function widest(text: string, fold: boolean): Segment[] {
  return below(/^(?:\w[\w.-]*\/)*/.exec(text)?.[0].split('/').slice(0, -1) ?? [], fold);
}

/** A path and everything below it. */
function below(names: readonly string[], fold: boolean): Segment[] {
  return [...names.map((name): Segment => ({ kind: 'text', text: foldText(name, fold) })), FOLDERS];
}
