const LOCKFILE =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|Cargo\.lock|go\.sum|Gemfile\.lock|composer\.lock|mix\.lock|flake\.lock|packages\.lock\.json|gradle\.lockfile)$/;

/** Matches names of minified and generated code, source maps and snapshots. */
const GENERATED = [
  /\.(min\.(js|css)|map|snap|pb\.go|g\.dart|designer\.cs)$/i,
  /_pb2(_grpc)?\.pyi?$/,
  /(^|\/)(dist|vendor|node_modules|__snapshots__)\//,
];

/** Checks, by its name, whether a package manager writes the packages that it chose into a file. */
export const isLockfile = (path: string): boolean => LOCKFILE.test(path);

/** Checks, by its name, whether a file is generated. Reviews fold such files. */
export function isGenerated(path: string): boolean {
  return isLockfile(path) || GENERATED.some((pattern) => pattern.test(path));
}
