import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** One of the names of a file. */
export interface LinkName {
  path: string;
  /** The folder, links resolved, of the first link in it; for a name without links the folder that it is in. */
  folder: string;
}

/** Links that are followed in one path; more are taken for a circle, as operating systems do. */
const MOST_LINKS = 40;

/**
 * Every name that a file has on the way along its links: first as given, last where it really is. A link whose target is
 * missing is followed like any other, since writing to it makes the target.
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

function partsOf(path: string): string[] {
  const { root } = parse(path);
  return path
    .slice(root.length)
    .split(sep)
    .filter((part) => part !== '' && part !== '.');
}

/** The target of a symbolic link; undefined for any other file, and where none exists. */
export function linkAt(path: string): string | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? readlinkSync(path) : undefined;
  } catch {
    return undefined;
  }
}
