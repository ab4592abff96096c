import { GLOB_LIMITS } from './limits.ts';
import { GlobProblem } from './problem.ts';
import { type Atom, type GlobNode, isFolders, nodesText, readGlob } from './syntax.ts';

/** Checks that a glob has no wildcards, classes or braces. Such a glob matches its path and everything below. */
export function isPlain(text: string): boolean {
  return !/[*?[\]{}]/.test(text);
}

/**
 * Expands the braces of a normalised glob.
 * @returns one list of segments for each alternative
 * @throws GlobProblem for more than `GLOB_LIMITS.alternatives` alternatives
 */
export function readAlternatives(text: string): Atom[][][] {
  const nodes = readGlob(text);
  if (count(nodes) > GLOB_LIMITS.alternatives) {
    throw new GlobProblem(
      `the braces expand to more than ${GLOB_LIMITS.alternatives} alternatives`,
      `at most ${GLOB_LIMITS.alternatives} alternatives in one glob`,
      'Use a wildcard, or several entries.',
    );
  }
  return expand(nodes).map(splitSegments);
}

/**
 * Refuses `**` next to other characters, because tools disagree about it. A shell and git read it as `*`. picomatch
 * reads it as any folders in `**.ts`, but as `*` in `src/**.ts`. Authors usually mean any folders.
 * @throws GlobProblem
 */
export function refuseStarsBeside(alternatives: readonly Atom[][][]): void {
  for (const atoms of alternatives.flat()) {
    if (isFolders(atoms) || !atoms.some(({ kind }, i) => kind === 'star' && atoms[i + 1]?.kind === 'star')) continue;
    const text = nodesText(atoms);
    const one = text.replace(/\*+/g, '*');
    throw new GlobProblem(
      `** is next to other characters in ${text}`,
      '** as a whole name between slashes',
      one === '*' ? 'Write ** for any folders.' : `Write **/${one} for every folder below, or ${one} for this one.`,
    );
  }
}

function count(nodes: readonly GlobNode[]): number {
  return nodes.reduce(
    (product, node) =>
      node.kind === 'choice' ? product * node.options.reduce((sum, option) => sum + count(option), 0) : product,
    1,
  );
}

function expand(nodes: readonly GlobNode[]): Atom[][] {
  let lists: Atom[][] = [[]];
  for (const node of nodes) {
    if (node.kind !== 'choice') {
      for (const list of lists) list.push(node);
      continue;
    }
    const options = node.options.flatMap(expand);
    lists = lists.flatMap((list) => options.map((option) => [...list, ...option]));
  }
  return lists;
}

function splitSegments(atoms: readonly Atom[]): Atom[][] {
  const segments: Atom[][] = [[]];
  for (const atom of atoms) {
    if (atom.kind === 'char' && atom.char === '/') segments.push([]);
    else segments.at(-1)!.push(atom);
  }
  for (const segment of segments) refuseEmptyName(nodesText(segment));
  return segments;
}

function refuseEmptyName(name: string): void {
  if (name !== '' && name !== '.' && name !== '..') return;
  throw new GlobProblem(
    `an alternative of its braces has ${name === '' ? 'an empty name' : `the name "${name}"`} between slashes`,
    'braces whose every alternative is a path',
    'Put the slash inside the braces: {src/,}index.ts.',
  );
}
