import { classEnd, normalClass } from './class.ts';
import { GlobProblem } from './problem.ts';

/**
 * Limits that keep the comparison of the two largest scopes below a second. `TASK_LIMITS` limits the length of a glob
 * and the number of entries. All limits except the first apply to a complete scope after its braces are expanded.
 */
export const GLOB_LIMITS = {
  /** Maximum number of alternatives of one glob: `{a,b}{c,d}` has 4. */
  alternatives: 256,
  scopeAlternatives: 2_000,
  scopeCharacters: 20_000,
  /** Maximum number of characters in names with wildcards, plus the names in globs that have an inner `**`. */
  scopeWildcards: 4_000,
} as const;

/** One position of a glob without braces. A `/` is a `char`. */
export type Atom =
  | { kind: 'char'; char: string }
  | { kind: 'one' }
  | { kind: 'star' }
  | { kind: 'class'; text: string };

/** A part of a glob. A choice (`{a,b}`) keeps its source in `text`, with the braces. */
export type GlobNode = Atom | { kind: 'choice'; options: GlobNode[][]; text: string };

/**
 * Parses a glob. No other code parses brackets and braces. Braces without a comma are plain characters, as in a shell.
 * `{1..3}` and `{a..c}` are ranges of single characters. Classes are normalised.
 * @throws GlobProblem
 */
export function readGlob(text: string): GlobNode[] {
  const { nodes, end } = sequence(text, 0, 0);
  if (end < text.length) throw new Error(`unread glob text at ${end}`);
  return nodes;
}

/** Checks whether a segment is `**`. In stored globs, `**` next to other characters means `*`. */
export function isFolders(atoms: readonly Atom[]): boolean {
  return atoms.length === 2 && atoms.every((atom) => atom.kind === 'star');
}

export function nodesText(nodes: readonly GlobNode[]): string {
  return nodes.map(nodeText).join('');
}

function nodeText(node: GlobNode): string {
  if (node.kind === 'char') return node.char;
  if (node.kind === 'star') return '*';
  return node.kind === 'one' ? '?' : node.text;
}

/** Parses to the end of the text. Inside braces, parses to the next `,` or `}` of these braces. */
function sequence(text: string, start: number, depth: number): { nodes: GlobNode[]; end: number } {
  const nodes: GlobNode[] = [];
  let at = start;
  while (at < text.length) {
    const char = String.fromCodePoint(text.codePointAt(at)!);
    if (depth > 0 && (char === ',' || char === '}')) break;
    if (char === '{') {
      const group = braces(text, at, depth + 1);
      nodes.push(...group.nodes);
      at = group.end;
    } else if (char === '[') {
      const end = classEnd(text, at);
      nodes.push({ kind: 'class', text: normalClass(text.slice(at, end)) });
      at = end;
    } else {
      nodes.push(char === '*' ? { kind: 'star' } : char === '?' ? { kind: 'one' } : { kind: 'char', char });
      at += char.length;
    }
  }
  return { nodes, end: at };
}

function braces(text: string, start: number, depth: number): { nodes: GlobNode[]; end: number } {
  const range = /^\{([^{},/]*)\.\.([^{},/]*)\}/.exec(text.slice(start));
  if (range) return { nodes: [characterRange(range[0], range[1]!, range[2]!)], end: start + range[0].length };
  const options: GlobNode[][] = [];
  let at = start;
  do {
    const option = sequence(text, at + 1, depth);
    options.push(option.nodes);
    at = option.end;
  } while (text[at] === ',');
  if (text[at] !== '}') {
    throw new GlobProblem('braces have no closing }', 'braces such as {a,b}', 'Write [{] for a brace itself.');
  }
  if (options.length > 1) {
    return { nodes: [{ kind: 'choice', options, text: `{${options.map(nodesText).join(',')}}` }], end: at + 1 };
  }
  return { nodes: [{ kind: 'char', char: '{' }, ...options[0]!, { kind: 'char', char: '}' }], end: at + 1 };
}

function characterRange(text: string, from: string, to: string): GlobNode {
  const alike = [/^[0-9]$/, /^[a-z]$/, /^[A-Z]$/].some((kind) => kind.test(from) && kind.test(to));
  if (!alike) {
    throw new GlobProblem(
      `${text} is not a range`,
      'a range of single digits or letters, such as {1..3} or {a..f}',
      'Write longer ones out: {9,10,11}.',
    );
  }
  const [lo, hi] = [from.charCodeAt(0), to.charCodeAt(0)].sort((a, b) => a - b) as [number, number];
  const options = Array.from({ length: hi - lo + 1 }, (_, i): GlobNode[] => [
    { kind: 'char', char: String.fromCharCode(lo + i) },
  ]);
  return { kind: 'choice', options, text };
}

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
