import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** Maximum length in characters of a file that all views load, although some of them don't need it. */
const SMALL = 4_000;

/**
 * Joins the scripts of the board. esbuild makes a file for each set of views that share code, so a view would load
 * more than 30 files, most of them of some hundred characters. The result has one file with the code of the start and
 * the small files, one for each view, and the large files that some views share.
 * @param texts esbuild's scripts, by path
 * @param start the path of the script with which the page starts
 * @param imports returns the paths that a script imports statically
 * @returns the names and texts of all scripts
 */
export async function joinScripts(texts, start, imports) {
  const early = withImports(start, imports);
  const isChunk = (path) => /\/chunk-[^/]+$/.test(path);
  const isBase = (path) => isChunk(path) && (early.has(path) || texts.get(path).length < SMALL);
  const entries = [...texts.keys()].filter((path) => !isChunk(path));
  const joined = await rolldown({
    input: Object.fromEntries(entries.map((path) => [/([^/]+)-[^-]+$/.exec(path)[1], path])),
    treeshake: false,
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      {
        name: 'in-memory',
        resolveId: (name, importer) => (importer ? join(dirname(importer), name) : name),
        load: (path) => texts.get(path),
      },
    ],
    onLog: (_, { message }) => {
      throw new Error(message);
    },
  });
  const { output } = await joined.generate({
    format: 'es',
    entryFileNames: 'assets/[name]-[hash:8].js',
    chunkFileNames: ({ name }) => `assets/${name === 'base' ? name : 'shared'}-[hash:8].js`,
    hashCharacters: 'base36',
    comments: false,
    minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } },
    codeSplitting: {
      groups: [{ debugName: 'base', name: (path) => (isBase(path) ? 'base' : null) }],
      includeDependenciesRecursively: false,
    },
  });
  return output.map(({ fileName, code, imports: needs }) => ({ name: fileName, text: code, imports: needs }));
}

/** Returns a script and all scripts that it imports statically, directly or through others. */
export function withImports(script, imports, found = new Set()) {
  if (found.has(script)) return found;
  found.add(script);
  for (const next of imports(script)) withImports(next, imports, found);
  return found;
}
