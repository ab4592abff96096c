/** Checks whether a path is the folder itself or below it. Both use `/` as separator and don't end with it. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Checks the same for a folder as a person writes it: `./src/` and `src` are equal, `.` and an empty text are the root. */
export function isInFolder(path: string, folder: string): boolean {
  const plain = folder.replace(/^\.\/|\/+$/g, '');
  return plain === '.' || plain === '' || isAtOrBelow(path, plain);
}
