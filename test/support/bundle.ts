import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inject } from 'vitest';

const built = new Map<string, Promise<string>>();

/**
 * Bundles a TypeScript entry to a temporary `.mjs` file for plain Node 20, once for the files of all test processes.
 * `entry` is a URL, as in `bundle(new URL('./writer.child.ts', import.meta.url))`.
 * @returns the path of the file
 */
export function bundle(entry: URL): Promise<string> {
  const file = fileURLToPath(entry);
  const known = built.get(file);
  if (known) return known;
  const making = make(file);
  built.set(file, making);
  return making;
}

async function make(file: string): Promise<string> {
  const folder = join(inject('shared'), 'bundles');
  mkdirSync(folder, { recursive: true });
  const bundled = join(folder, `${createHash('sha256').update(file).digest('hex').slice(0, 12)}.mjs`);
  if (existsSync(bundled)) return bundled;
  const own = `${bundled}.${process.pid}`;
  await build({
    entryPoints: [file],
    outfile: own,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  renameSync(own, bundled);
  return bundled;
}
