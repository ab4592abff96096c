import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const built = new Map<string, Promise<string>>();

/**
 * Bundles a TypeScript entry to a temporary `.mjs` file for plain Node 20, once per test process. `entry` is a URL, as
 * in `bundle(new URL('./writer.child.ts', import.meta.url))`.
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
  const folder = join(tmpdir(), `backlog-bundles-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${createHash('sha256').update(file).digest('hex').slice(0, 12)}.mjs`);
  await build({
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return outfile;
}
