/** Matches names of lockfiles, minified and generated code, source maps and snapshots. Reviews fold them. */
const GENERATED = [
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/,
  /(^|\/)(Cargo\.lock|Gemfile\.lock|composer\.lock|poetry\.lock|uv\.lock|Pipfile\.lock|go\.sum|flake\.lock|mix\.lock)$/,
  /\.(min\.(js|css)|map|snap|pb\.go|g\.dart|designer\.cs)$/i,
  /_pb2(_grpc)?\.pyi?$/,
  /(^|\/)(dist|vendor|node_modules|__snapshots__)\//,
];

/** Checks, by its name, whether a file is generated. */
export function isGenerated(path: string): boolean {
  return GENERATED.some((pattern) => pattern.test(path));
}
