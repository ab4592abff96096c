import { GlobProblem } from './problem.ts';
import { type Atom, multiplyOut } from './syntax.ts';

/** Has this text no glob characters? Then it names one path, and so everything below it. */
export function isPlain(text: string): boolean {
  return !/[*?[\]{}]/.test(text);
}

/** The segments of each alternative of a normalised glob. */
export function readAlternatives(text: string): Atom[][][] {
  return multiplyOut(text).map(splitSegments);
}

function splitSegments(atoms: readonly Atom[]): Atom[][] {
  const segments: Atom[][] = [[]];
  for (const atom of atoms) {
    if (atom.kind === 'char' && atom.char === '/') segments.push([]);
    else segments.at(-1)!.push(atom);
  }
  for (const segment of segments) refuseEmptyName(segment);
  return segments;
}

function refuseEmptyName(segment: readonly Atom[]): void {
  const name = segment.map((atom) => (atom.kind === 'char' ? atom.char : '*')).join('');
  if (name !== '' && name !== '.' && name !== '..') return;
  throw new GlobProblem(
    `an alternative of its braces has ${name === '' ? 'an empty name' : `the name "${name}"`} between slashes`,
    'braces whose every alternative is a path',
    'Put the slash inside the braces: {src/,}index.ts.',
  );
}
