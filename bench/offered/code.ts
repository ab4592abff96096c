import { mkdtemp } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the writer with the store of a checkout, so that an earlier version is measured by the same bench.
 * @returns the file
 */
export async function bundleWriter(repository: string, checkout: string): Promise<string> {
  const outdir = await mkdtemp(join(repository, 'node_modules/.offered-'));
  const here = join(repository, 'bench/offered');
  const store = resolve(checkout, 'src/store/index.ts');
  await build({
    entryPoints: [join(here, 'writer.ts')],
    ...{ outdir, bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' },
    outExtension: { '.js': '.mjs' },
    packages: 'external',
    plugins: [
      {
        name: 'store-of-checkout',
        setup: (on) =>
          on.onResolve({ filter: /src\/store\/index\.ts$/ }, ({ importer }) =>
            dirname(importer) === here ? { path: store } : undefined,
          ),
      },
    ],
  });
  return join(outdir, 'writer.mjs');
}
