/** Checks whether a path is the folder itself or below it. Both use `/` as separator and don't end with it. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
