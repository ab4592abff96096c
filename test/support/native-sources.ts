import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Plugin } from 'vitest/config';

/** The app of the board stays with Vite, which reads its JSX. */
const APP = join('web', 'app');

/**
 * Compiles the sources of the product, each to a module of its own that Node.js loads itself. In Vite's modules, each use of
 * an import calls a getter, and each worker asks another process for each module. With them, all tests together took 15 %
 * more processor time. The modules are in the project, so that they find its libraries, until this process ends.
 * @param root the project's folder
 * @returns a plugin for Vite that gives tests these modules instead of the sources
 */
export async function nativeSources(root: string): Promise<Plugin> {
  const [src, out] = [join(root, 'src'), join(root, `node_modules/.cache/native-sources/${process.pid}`)];
  const names = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /\.m?[jt]s$/.test(name) && !name.endsWith('.d.ts') && !name.startsWith(APP),
  );
  process.on('exit', () => rmSync(out, { recursive: true, force: true }));
  await build({
    entryPoints: names.map((name) => join(src, name)),
    ...{ outbase: src, outdir: out, outExtension: { '.js': '.mjs' } },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'error' },
    plugins: [
      {
        name: 'one module for each source',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /./ }, ({ path, kind }) =>
            kind === 'entry-point'
              ? undefined
              : { path: path.replace(/^(\.{1,2}\/.*)\.ts$/, '$1.mjs'), external: true },
          );
          // Modules find other files of the project by their own address.
          onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            contents: readFileSync(path, 'utf8').replaceAll(
              'import.meta.url',
              JSON.stringify(pathToFileURL(path).href),
            ),
            loader: 'ts',
          }));
        },
      },
    ],
  });
  return {
    name: 'native-sources',
    enforce: 'pre',
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith('.')) return undefined;
      const path = resolve(dirname(importer), source);
      const module = join(out, `${path.slice(src.length + 1, -'.ts'.length)}.mjs`);
      return path.startsWith(`${src}/`) && existsSync(module) ? { id: module, external: true } : undefined;
    },
  };
}
