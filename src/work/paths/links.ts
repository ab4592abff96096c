import { dirname, join, parse, resolve, sep } from 'node:path';
import { linkAt } from '../../store/index.ts';

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

function partsOf(path: string): string[] {
  const { root } = parse(path);
  return path
    .slice(root.length)
    .split(sep)
    .filter((part) => part !== '' && part !== '.');
}
