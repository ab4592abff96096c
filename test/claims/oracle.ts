import picomatch from 'picomatch';

type Matcher = (path: string) => boolean;
type Case = { caseInsensitive?: boolean };

/**
 * What picomatch says of a glob. Braces are multiplied out first, naively, as a shell does; text without glob
 * characters covers what is below it, which is our addition.
 */
export function oracle(glob: string, options: Case = {}): Matcher {
  const isPlain = !/[*?[\]{}]/.test(glob);
  return compile(isPlain ? [glob, `${glob}/**`] : multiply(glob), options);
}

/** What picomatch says of the text as it stands. */
export function raw(glob: string, options: Case = {}): Matcher {
  return compile([glob], options);
}

function compile(patterns: readonly string[], options: Case): Matcher {
  return picomatch(patterns.map(escapeOthers), {
    dot: true,
    nonegate: true,
    noextglob: true,
    nocase: options.caseInsensitive === true,
  });
}

/** The innermost braces first. Knows no classes that contain braces. */
function multiply(glob: string): string[] {
  const inner = /\{([^{}]*,[^{}]*|(.)\.\.(.))\}/.exec(glob);
  if (!inner) return [glob];
  const options = inner[2] && inner[3] ? range(inner[2], inner[3]) : inner[1]!.split(',');
  const [before, after] = [glob.slice(0, inner.index), glob.slice(inner.index + inner[0].length)];
  return options.flatMap((option) => multiply(`${before}${option}${after}`));
}

function range(from: string, to: string): string[] {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz0123456789');
  const [low, high] = [letters.indexOf(from), letters.indexOf(to)].sort((a, b) => a - b) as [number, number];
  return letters.slice(low, high + 1);
}

/** Characters that picomatch gives a meaning beyond globs and that stand for themselves in a scope. */
function escapeOthers(glob: string): string {
  return glob.replace(/[()+|"$@!]/g, '\\$&');
}

/** Every path of at most `depth` names from this list. */
export function paths(names: readonly string[], depth: number): string[] {
  if (depth === 0) return [];
  return names.flatMap((name) => [name, ...paths(names, depth - 1).map((rest) => `${name}/${rest}`)]);
}

/** Every name of at most `length` of these characters, except the two that are no names. */
export function allNames(characters: string, length: number): string[] {
  const shorter = length === 1 ? [''] : ['', ...allNames(characters, length - 1)];
  const names = shorter.flatMap((name) => Array.from(characters, (char) => name + char));
  return [...new Set(names)].filter((name) => name !== '.' && name !== '..');
}
