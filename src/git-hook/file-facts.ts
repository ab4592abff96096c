import { lstatSync, readFileSync } from 'node:fs';

/** undefined for what is no text of a file: nothing, a folder, a link to somewhere. */
export function textOf(file: string): string | undefined {
  try {
    return lstatSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

export function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

export function kindOf(file: string): { isSymbolicLink: boolean; isFile: boolean } {
  const found = lstatSync(file);
  return { isSymbolicLink: found.isSymbolicLink(), isFile: found.isFile() };
}

export function sameContent(a: string, b: string): boolean {
  const [one, other] = [lstatSync(a), lstatSync(b)];
  return one.isFile() && other.isFile() && one.mode === other.mode && readFileSync(a).equals(readFileSync(b));
}

export function freeName(name: string): string {
  for (let n = 1; ; n++) if (!isThere(`${name}-${n}`)) return `${name}-${n}`;
}
