import { realpathSync } from 'node:fs';
import { basename, dirname, join, parse, resolve, sep } from 'node:path';
import { linkAt } from './small-file.ts';

export interface LinkName {
  path: string;
  /** The real folder of the name's first link; the file's folder if the name contains no link. */
  folder: string;
}

/** Maximum number of links to follow in one path, as in operating systems. More links count as a circle. */
const MOST_LINKS = 40;

/**
 * Returns every name of a file along its links. The given name is first, the real name is last. Follows a link even if
 * its target doesn't exist, because writing to the link creates the target.
 */
export function linkNames(file: string, targetOf = linkAt): LinkName[] {
  const names: LinkName[] = [];
  const given = resolve(file);
  let at = parse(given).root;
  let rest = partsOf(given);
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = part === '..' ? dirname(at) : join(at, part);
    const target = part === '..' || names.length === MOST_LINKS ? undefined : targetOf(next);
    if (target === undefined) {
      at = next;
      continue;
    }
    names.push({ path: join(next, ...rest), folder: at });
    rest = [...partsOf(target), ...rest];
    at = parse(target).root || at;
  }
  return [...names, { path: at, folder: dirname(at) }];
}

/** Returns the real path of a file, which need not exist. Follows links, and uses the file system's spelling. */
export function realPath(path: string): string {
  return realSpelling(linkNames(path).at(-1)!.path);
}

/** Returns a path without links in the file system's spelling. */
export function realSpelling(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(realSpelling(above), basename(path));
  }
}

/** Checks whether a path is the folder itself or inside it, with the path separator of this platform. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/**
 * Returns the real path of a file if a link leads it out of a folder that it lies in by its name. Everything that
 * writes into a repository must check this, because a repository can contain links of others.
 */
export function leadsOut(file: string, folder: string): string | undefined {
  if (!isInside(resolve(file), resolve(folder))) return undefined;
  const real = realPath(file);
  return isInside(real, realPath(folder)) ? undefined : real;
}

function partsOf(path: string): string[] {
  const { root } = parse(path);
  return path
    .slice(root.length)
    .split(sep)
    .filter((part) => part !== '' && part !== '.');
}
