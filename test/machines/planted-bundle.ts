import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A line of the sources that a bundle has in another form. */
export interface Replaced {
  /** Path from the repository's root. */
  file: string;
  from: string;
  to: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles a program with other lines than the sources have.
 * @throws an error if a line isn't there exactly once
 */
export async function bundleWith(entry: URL, outfile: string, lines: readonly Replaced[]): Promise<string> {
  const used = new Set<Replaced>();
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
    plugins: [
      {
        name: 'replaced lines',
        setup({ onLoad }) {
          onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
            const here = lines.filter(({ file }) => file === relative(ROOT, path));
            if (here.length === 0) return undefined;
            let contents = readFileSync(path, 'utf8');
            for (const line of here) {
              if (contents.split(line.from).length !== 2)
                throw new Error(`${line.file} has not exactly one: ${line.from}`);
              contents = contents.replace(line.from, () => line.to);
              used.add(line);
            }
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  const unused = lines.find((line) => !used.has(line));
  if (unused) throw new Error(`${join(ROOT, unused.file)} is no part of the bundle`);
  return outfile;
}
