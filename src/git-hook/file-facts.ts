import { lstatSync, readFileSync } from 'node:fs';

/** Returns the text of a regular file; undefined for a missing file, a folder or a link. */
export function fileText(file: string): string | undefined {
  try {
    return lstatSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

export function pathExists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

export function fileKind(file: string): { isSymbolicLink: boolean; isFile: boolean } {
  const found = lstatSync(file);
  return { isSymbolicLink: found.isSymbolicLink(), isFile: found.isFile() };
}

export function sameContent(a: string, b: string): boolean {
  const [one, other] = [lstatSync(a), lstatSync(b)];
  return one.isFile() && other.isFile() && one.mode === other.mode && readFileSync(a).equals(readFileSync(b));
}

export function freeFileName(name: string): string {
  for (let n = 1; ; n++) if (!pathExists(`${name}-${n}`)) return `${name}-${n}`;
}
