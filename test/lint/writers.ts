/** Why code may call a function of the file system that writes. Keys are folders, or files, of `src`. */
export type Reasons = Readonly<Record<string, string>>;

/** Functions that write, rename or delete, and `open`, which may. */
const WRITING =
  /^(writeFile|appendFile|rename|rm|unlink|rmdir|cp|copyFile|symlink|link|mkdir|mkdtemp|truncate|ftruncate|f?chmod|l?chown|l?utimes|write|writev|open|createWriteStream)(Sync)?$/;
/** A function of the store that writes a file at any path. */
const OWN = /import\s*\{[^}]*\bwriteSmallFile\b[^}]*\}\s*from/;
const IMPORT = /import\s+([^;]*?)\s+from\s+'(?:node:)?fs(?:\/promises)?'/g;
const DYNAMIC = /(?:import|require|getBuiltinModule)\(\s*['"`](?:node:)?fs(?:\/promises)?['"`]/;

/** Returns the writing functions that a module can call; `*` for a module that has all of them. */
export function writersIn(source: string): string[] {
  const found = Array.from(source.matchAll(IMPORT), ([, clause = '']) => clause).filter(
    (clause) => !clause.startsWith('type '),
  );
  const named = found
    .filter((clause) => clause.startsWith('{'))
    .flatMap((clause) => clause.replace(/[{}]/g, '').split(','))
    .map((name) => name.trim().split(/\s+as\s+/)[0]!)
    .filter((name) => WRITING.test(name) || name === 'promises' || name === 'default');
  const whole = found.some((clause) => !clause.startsWith('{')) || DYNAMIC.test(source);
  return [...named, ...(OWN.test(source) ? ['writeSmallFile'] : []), ...(whole ? ['*'] : [])];
}

/** Returns what is wrong: modules that write without a reason, and reasons without a module. @param modules sources by path */
export function unexplained(modules: ReadonlyMap<string, string>, reasons: Reasons): string[] {
  const used = new Set<string>();
  const wrong: string[] = [];
  for (const [path, source] of modules) {
    const writers = writersIn(source);
    if (writers.length === 0) continue;
    const reason = Object.keys(reasons).find((place) => path === place || path.startsWith(`${place}/`));
    if (reason) used.add(reason);
    else
      wrong.push(
        `src/${path} calls ${writers.join(', ')}: write a person's files by work/paths/allow-path.ts and put-in-place.ts, or give a reason in test/lint/writers.test.ts`,
      );
  }
  return [
    ...wrong,
    ...Object.keys(reasons)
      .filter((place) => !used.has(place))
      .map((place) => `no module of ${place} writes`),
  ];
}
