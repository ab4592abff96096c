import { GlobProblem } from './problem.ts';
import { type GlobNode, isPlain, nodesText, readGlob } from './syntax.ts';

/**
 * Normalises a glob to names joined by single slashes, with classes negated by `^`. It doesn't limit the length,
 * because it also normalises stored globs; {@link parseGlob} does.
 * @throws GlobProblem for a glob that a scope can't contain
 */
export function normalise(given: string): string {
  const text = given.trim().normalize('NFC');
  refuse(text);
  const normal = join(splitTop(readGlob(text)));
  refuse(normal);
  return normal;
}

/**
 * Throws for the first rule of {@link REFUSED} that a text breaks. Call it before and after splitting the glob, because
 * a leading `./` can hide a refused glob.
 */
function refuse(text: string): void {
  for (const rule of REFUSED) if (rule.when(text)) throw new GlobProblem(rule.message, rule.expected, rule.hint);
}

function join(parts: readonly string[]): string {
  const names: string[] = [];
  for (const part of parts) {
    if (part === '..') leave(names);
    else if (part !== '' && part !== '.') names.push(part);
  }
  if (names.length === 0) return '**';
  const folder = parts.at(-1) === '' || parts.at(-1) === '.';
  const path = names.join('/');
  return folder && !isPlain(path) && names.at(-1) !== '**' ? `${path}/**` : path;
}

const FROM_ROOT = 'a glob from the root of the repository, such as src/web/**';

// biome-ignore lint/suspicious/noControlCharactersInRegex: this pattern finds control characters to refuse them
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;

/** Refusals that need no parsing, in the order of the checks. */
const REFUSED: readonly { when(text: string): boolean; message: string; expected: string; hint: string }[] = [
  {
    when: (text) => text === '',
    message: 'the glob is empty',
    expected: FROM_ROOT,
    hint: 'Write ** for the whole repository, or leave the scope out to claim only the task.',
  },
  {
    when: (text) => CONTROL.test(text),
    message: 'the glob contains a control character',
    expected: 'printable text on one line',
    hint: 'Write ? in place of that character.',
  },
  {
    when: (text) => text.includes('\\'),
    message: 'the glob contains a backslash',
    expected: 'folders separated by /',
    hint: 'Write src/web for src\\web, and [*] for an asterisk itself.',
  },
  {
    when: (text) => text.startsWith('!'),
    message: 'the glob is negated',
    expected: 'globs of the files in the scope',
    hint: 'List the files in the scope. Write ? for an exclamation mark at the start of a name.',
  },
  {
    when: (text) => /[@!+?*]\(/.test(text),
    message: 'extended globs such as @(a|b) are not supported',
    expected: 'braces for alternatives',
    hint: 'Write {a,b} for @(a|b), and [(] for a parenthesis after @ ! + ? or *.',
  },
  {
    when: (text) => /^(\/|~(\/|$)|[A-Za-z]:(\/|$))/.test(text),
    message: 'the glob is an absolute path',
    expected: FROM_ROOT,
    hint: 'Leave out the path of the repository and the slash after it.',
  },
  {
    when: (text) => /\[\[:\w+:\]/.test(text),
    message: 'named classes such as [[:alpha:]] are not supported',
    expected: 'a class of characters and ranges',
    hint: 'Write [a-zA-Z] for [[:alpha:]].',
  },
];

function leave(names: string[]): void {
  const left = names.pop();
  if (left === undefined) {
    throw new GlobProblem('the glob leaves the repository', FROM_ROOT, 'Leave out the leading ../');
  }
  if (isPlain(left)) return;
  throw new GlobProblem(`.. follows the wildcard ${left}`, 'a glob without ..', 'Write the path it leads to.');
}

/** Splits a glob at the slashes outside braces. */
function splitTop(nodes: readonly GlobNode[]): string[] {
  const parts = [''];
  for (const node of nodes) {
    if (node.kind === 'char' && node.char === '/') parts.push('');
    else parts.push(parts.pop() + nodesText([node]));
  }
  return parts;
}
