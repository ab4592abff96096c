import { isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Joins esbuild's output files. esbuild makes a file for each set of parts that are loaded later, but each loaded file
 * costs a process time. The result has one file for each set of programs that share code at their start. Code that is
 * loaded later keeps its own files. A file's name lists the programs that share it, so a change of content changes no
 * names.
 * @param files esbuild's output files, by path
 * @param outputs the outputs in esbuild's metafile
 * @param sources `starts`: sources of programs, and of the parts that they always load; `oneFile`: source of a part that
 * is loaded later from one file, which also has what other such parts share with it
 */
export async function joinPieces(files, outputs, sources, banner) {
  const fileOf = pieceNames(outputs, sources);
  const joined = await rolldown({
    input: Object.keys(outputs).filter((path) => !isChunk(path)),
    external: isBuiltin,
    treeshake: false,
    preserveEntrySignatures: 'allow-extension',
    plugins: [inMemory(files)],
    onLog: (_, { message }) => {
      throw new Error(message);
    },
  });
  const { output } = await joined.generate({
    format: 'cjs',
    // Also needed for Node's own modules, because code that is compiled as a script has no import().
    dynamicImportInCjs: false,
    strict: true,
    entryFileNames: 'program-[name].cjs',
    chunkFileNames: ({ facadeModuleId, name }) => `${fileOf.get(facadeModuleId) ?? name}.cjs`,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      groups: [{ debugName: 'pieces', name: (path) => (outputs[path].entryPoint ? null : fileOf.get(path)) }],
      includeDependenciesRecursively: false,
    },
  });
  return output.map(({ fileName, code }) => ({
    name: fileName,
    text: `${banner}\n${inAscii(loadedLate(withoutSums(code)))}`,
  }));
}

/**
 * Loads Node's own modules at the first use (`require.late` of the loader), because some need as long as a whole
 * command. Leaves out modules whose names the bundler's runtime copies (`node_fs=require_rolldown_runtime.t(node_fs,1)`):
 * a module that is not loaded yet has no names.
 */
function loadedLate(code) {
  return code.replace(/let (\w+)=require\(("node:[^"]+")\);/g, (whole, name, module) =>
    code.includes(`;${name}=require_`) ? whole : `let ${name}=require.late(${module});`,
  );
}

/**
 * Renames variables that have the sum of esbuild's file in their names, such as `on_call_7DR7AYEV_exports`. Otherwise, a
 * file changes whenever another one changes from which it imports.
 */
function withoutSums(code) {
  const names = new Set(code.match(/\b\w+_[0-9A-Z]{8}_exports\b/g));
  return [...names].reduce(
    (text, name, n) => text.replaceAll(name, name.replace(/_[0-9A-Z]{8}_exports$/, `_${n}_exports`)),
    code,
  );
}

/**
 * Escapes non-ASCII characters, because Node reads ASCII faster. Strings, templates and patterns keep their meaning.
 * Throws for raw templates, which would change. No other code contains such characters.
 */
function inAscii(code) {
  const [raw] = /String\.raw`[^`]*[^\0-\x7f][^`]*`/.exec(code) ?? [];
  if (raw) throw new Error(`${raw}: what is raw cannot be escaped, write it in ASCII`);
  return code.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const inMemory = (files) => ({
  name: 'in-memory',
  resolveId: (name, importer) => (importer ? (name.startsWith('.') ? join(dirname(importer), name) : undefined) : name),
  load: (path) => files.get(path),
});

/** Returns the file names of all output files that aren't programs, by path. */
function pieceNames(outputs, { starts, oneFile }) {
  const begun = entriesOf(outputs).filter(([, { entryPoint }]) => starts.includes(entryPoint));
  const [atStart, later] = [sharersOf(outputs, begun), sharersOf(outputs, entriesOf(outputs))];
  const pieces = Object.keys(outputs).filter(isChunk);
  const [joined] = entriesOf(outputs).find(([, { entryPoint }]) => entryPoint === oneFile);
  const inOneFile = reach(outputs, joined);
  const nameOf = (path) => {
    const { entryPoint } = outputs[path];
    if (entryPoint) return entryName(entryPoint);
    if (atStart.has(path)) return ['start', ...atStart.get(path)].join('-');
    return inOneFile.has(path) ? `with-${entryName(oneFile)}` : later.get(path).join('-');
  };
  const entries = pieces.filter((path) => outputs[path].entryPoint).map(nameOf);
  const twice = entries.find((name, i) => entries.indexOf(name) !== i);
  if (twice)
    throw new Error(`two parts would be in ${twice}.mjs: give one of the files that are loaded later another name`);
  return new Map(pieces.map((path) => [path, nameOf(path)]));
}

const isChunk = (path) => basename(dirname(path)) === 'chunks';

function entriesOf(outputs) {
  return Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint);
}

/** Returns the names of the entries that load each output file at their start, by path. */
function sharersOf(outputs, entries) {
  const sharers = new Map();
  for (const [path, { entryPoint }] of entries)
    for (const reached of reach(outputs, path))
      sharers.set(reached, [...(sharers.get(reached) ?? []), entryName(entryPoint)].sort());
  return sharers;
}

/** Returns all files that are loaded together with an output file, including the file itself. */
function reach(outputs, path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { kind, path: next } of outputs[path].imports)
    if (kind === 'import-statement' && outputs[next]) reach(outputs, next, seen);
  return seen;
}

/**
 * Returns the name of an entry: `engine` for `src/interfaces/mcp/engine.ts`, `mcp` for `src/interfaces/mcp/main.ts`,
 * `execa` for `node_modules/execa/index.js`.
 */
function entryName(entryPoint) {
  const [, library] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(entryPoint) ?? [];
  if (library) return library.replace(/^@|\//g, '');
  const name = basename(entryPoint, '.ts');
  return name === 'main' || name === 'index' ? basename(dirname(entryPoint)) : name;
}
