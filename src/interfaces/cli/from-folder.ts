import { existsSync, realpathSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { parseJsonText } from '../../base/json/json-text.ts';
import type { Command } from '../../commands/index.ts';
import { commandLineOf } from '../../commands/parse.ts';
import { refuse } from '../../domain/errors.ts';
import { splitEntry } from '../../domain/scope-text.ts';
import { oneLine } from '../../text/safe.ts';
import { valueWord } from './words/field-kinds.ts';

/** A glob as a person separates it from others. A comma inside braces belongs to its glob. */
const GLOB = /(?:\{[^}]*\}|[^\s,])+/g;

/** What makes a name of a glob a pattern. */
const PATTERN = /[*?[\]{}]/;

interface Around {
  /** The top folder of the repository. */
  root: string;
  cwd: string;
  /** Gets the globs that were typed as paths of the caller's folder, and what they mean. */
  say: (typed: string, glob: string) => void;
}

/**
 * Reads the globs of a line that was typed below the root of the repository. `./a.ts` is in the caller's folder and
 * `:/a.ts` at the root, as in git. A glob without such a beginning is where its names before the first wildcard exist.
 * @param input the command's input, as typed
 * @throws BacklogError `usage` if they exist in both places or in none, with both lines
 */
export function globsFromFolder(
  input: Record<string, unknown>,
  command: Command,
  { root, cwd, say }: Around,
): Record<string, unknown> {
  const { shape } = command.input();
  const below = folderBelow(root, cwd);
  const placesOf = (glob: string) => [cwd, root].filter((folder) => existsSync(join(folder, fixedNames(glob))));
  const isUnclear = (glob: string) => below !== '' && isBare(glob) && placesOf(glob).length !== 1;
  const read = (glob: string): string => {
    if (glob.startsWith(':/')) return glob.slice(2) || '.';
    if (below === '' || !(isDotted(glob) || (isBare(glob) && placesOf(glob)[0] === cwd))) return glob;
    say(glob, posix.join(below, glob));
    return `${below}/${glob}`;
  };
  return Object.fromEntries(
    Object.entries(input).map(([field, value]) => {
      if (typeof value !== 'string' || !isGlobs(field, shape)) return [field, value];
      const unclear = new Set<string>();
      withGlobs(value, (glob) => {
        if (isUnclear(glob)) unclear.add(glob);
        return glob;
      });
      const [first] = unclear;
      if (first === undefined) return [field, withGlobs(value, read)];
      const line = (beginning: string) => {
        const said = withGlobs(value, (glob) => (unclear.has(glob) ? `${beginning}${glob}` : glob));
        return `\`backlog ${commandLineOf(command, { ...input, [field]: said })}\``;
      };
      const [typed, here] = [first, `${below}/${first}`].map((glob) => JSON.stringify(oneLine(glob, 90)));
      return refuse('usage', `${field}: ${typed} can mean ${here} or a path from the root`, {
        hint: `In this folder: ${line('./')}. From the root: ${line(':/')}`,
        data: { received: first },
      });
    }),
  );
}

/** Checks whether a field has globs or paths of the checkout. Those of a run are in its result. */
function isGlobs(field: string, shape: ReturnType<Command['input']>['shape']): boolean {
  const schema = 'run' in shape ? undefined : shape[field];
  return schema !== undefined && /^(?:GLOBS|PATHS)$/.test(valueWord(field, schema)[0] ?? '');
}

/** Replaces each glob of a text, or of a list as JSON. */
function withGlobs(value: string, replace: (glob: string) => string): string {
  const list = parseJsonText(value);
  if (!Array.isArray(list)) return value.replace(GLOB, replace);
  return JSON.stringify(list.map((one) => (typeof one === 'string' ? one.replace(GLOB, replace) : one)));
}

/** Returns the path of a folder from the root; empty for the root and for a folder elsewhere. */
function folderBelow(root: string, cwd: string): string {
  const path = relative(realpathSync(root), realpathSync(cwd));
  return /^\.\.(?:\/|$)/.test(path) ? '' : path;
}

const isDotted = (glob: string): boolean => /^\.\.?(?:\/|$)/.test(glob);

/** Checks whether a glob says nothing about its folder. The schema refuses absolute and negated ones. */
const isBare = (glob: string): boolean =>
  !isDotted(glob) && !/^[/~!:"]/.test(glob) && splitEntry(glob).repo === undefined;

/** Returns the names of a glob before its first wildcard. */
function fixedNames(glob: string): string {
  const names = glob.split('/');
  const wild = names.findIndex((name) => PATTERN.test(name));
  return names.slice(0, wild < 0 ? names.length : wild).join('/');
}
