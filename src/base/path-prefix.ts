/** Is a path the folder or file of the other, or inside of it? Both with `/`, neither with one at its end. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
