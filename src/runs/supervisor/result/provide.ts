import { cpSync, existsSync, lstatSync, mkdirSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, relative, sep } from 'node:path';

/**
 * Gives a worktree the ignored files that a person listed: copies, or links to those of the checkout. What is not there, leads out of the
 * checkout, cannot be read or is in the worktree already is left out; returns what was done, one line each. Nothing in a copy leads out of
 * the worktree: who writes there does not write in the checkout.
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
  /** For the line that says so. */
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
  if (isAbsolute(inside) || inside.split(sep)[0] === '..') return 'it leaves the checkout';
  if (!existsSync(from)) return 'it is not in the checkout';
  if (lstatSync(to, { throwIfNoEntry: false })) return 'it is in the worktree already';
  if (!below(realpathSync(from), checkout)) return 'it leads out of the checkout';
  if (!below(realpathSync(nearestFolder(to)), tree)) return 'its folder leads out of the worktree';
  return undefined;
}

/** The nearest folder above that is there: what is made below it is where it is. */
function nearestFolder(path: string): string {
  const folder = dirname(path);
  return lstatSync(folder, { throwIfNoEntry: false }) ? folder : nearestFolder(folder);
}

/** Of a link that was listed itself, what it leads to. */
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
