/** Maximum number of alternatives that braces of a glob are read as. */
const MOST = 64;

/**
 * Checks whether the globs of a rule name paths. Without any they don't, nor if one of them is made of wildcards only:
 * `**` and `**\/*.*` are all files.
 */
export function namesPaths(globs: readonly string[]): boolean {
  return globs.length > 0 && globs.every((glob) => alternativesOf(glob).every(isNamed));
}

/** Expands the braces of a glob: `{a,b}/**` is `a/**` and `b/**`. */
function alternativesOf(glob: string): string[] {
  let found = [glob];
  for (let depth = 0; depth < 4; depth++)
    found = found
      .flatMap((one) => {
        const [whole, list] = /[{(]([^{}()]*)[})]/.exec(one) ?? [];
        return whole === undefined ? [one] : list!.split(/[,|]/).map((part) => one.replace(whole, () => part));
      })
      .slice(0, MOST);
  return found;
}

/** A glob names something with a whole folder, a whole file, an ending, or at least two letters beside its wildcards. */
function isNamed(glob: string): boolean {
  if (glob.startsWith('!')) return false;
  const plain = glob.replace(/\[[^\]]*\]/g, '?').replace(/[@+!]$/, '');
  return plain.split('/').some((part) => /^[\w.\-@ ]*[\w-][\w.\-@ ]*$/.test(part) || /\.\w+$|[\w-]{2,}/.test(part));
}
