import { cpSync, existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';

/**
 * Provides the ignored files from the settings in a worktree: as copies, or as links to those in the checkout. Skips
 * files that are missing, unreadable, outside the checkout, or already in the worktree. A copy contains no link out of
 * the worktree, so that nobody writes through it into the checkout.
 * @returns one line for each path, with the result
 */
export function provide(
  checkout: string,
  tree: string,
  { copy, link }: { copy: readonly string[]; link: readonly string[] },
): string[] {
  const copied = (path: string) =>
    give({ checkout, tree, path, done: 'copied' }, (from, to) => copyInto(tree, from, to));
  const linked = (path: string) => give({ checkout, tree, path, done: 'linked' }, symlinkSync);
  return [...copy.map(copied), ...link.map(linked)];
}

interface Wanted {
  checkout: string;
  tree: string;
  path: string;
  /** Participle of the action, for a text such as "not copied". */
  done: string;
}

function give({ checkout, tree, path, done }: Wanted, act: (from: string, to: string) => void): string {
  const inside = normalize(path);
  const [from, to] = [join(checkout, inside), join(tree, inside)];
  try {
    const why = obstacle({ checkout, tree, inside }, { from, to });
    if (why) return `${path}: not ${done}, ${why}`;
    mkdirSync(dirname(to), { recursive: true });
    act(from, to);
    return `${path}: ${done}`;
  } catch (error) {
    return `${path}: not ${done}, ${String(error)}`;
  }
}

function obstacle(
  { checkout, tree, inside }: { checkout: string; tree: string; inside: string },
  { from, to }: { from: string; to: string },
): string | undefined {
  if (isAbsolute(inside) || inside.split(sep)[0] === '..') return 'it is not inside the checkout';
  if (!existsSync(from)) return 'it is not in the checkout';
  if (lstatSync(to, { throwIfNoEntry: false })) return 'it is already in the worktree';
  if (!below(realpathSync(from), checkout)) return 'it links to a place outside the checkout';
  if (!below(realpathSync(nearestFolder(to)), tree)) return 'its folder links to a place outside the worktree';
  return undefined;
}

/** Finds the nearest existing folder above a path. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return lstatSync(folder, { throwIfNoEntry: false }) ? folder : nearestFolder(folder);
}

/** Copies a file or folder. If the listed path is a link, copies the link's target. */
function copyInto(tree: string, from: string, to: string): void {
  cpSync(realpathSync(from), to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    filter: (source, target) => !leadsOut(source, target, tree),
  });
}

function leadsOut(source: string, target: string, tree: string): boolean {
  if (!lstatSync(source).isSymbolicLink()) return false;
  const leads = readlinkSync(source);
  return isAbsolute(leads) || relative(tree, join(dirname(target), leads)).split(sep)[0] === '..';
}

function below(path: string, folder: string): boolean {
  const top = realpathSync(folder);
  return path === top || path.startsWith(top + sep);
}
