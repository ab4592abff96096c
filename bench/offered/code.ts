import { mkdtemp } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

/** Programs of this folder that run as processes of their own. */
export interface Programs {
  writer: string;
  distance: string;
}

/**
 * Bundles the programs with the store of a checkout, so that an earlier version is measured by the same bench.
 * @returns the files
 */
export async function bundlePrograms(repository: string, checkout: string): Promise<Programs> {
  const outdir = await mkdtemp(join(repository, 'node_modules/.offered-'));
  const here = join(repository, 'bench/offered');
  const store = resolve(checkout, 'src/store/index.ts');
  await build({
    entryPoints: [join(here, 'writer.ts'), join(here, 'distance.ts')],
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
  return { writer: join(outdir, 'writer.mjs'), distance: join(outdir, 'distance.mjs') };
}
