import { basename, dirname, join } from 'node:path';

/**
 * Names for the chunks of an esbuild result that say who shares them, so that a change of their content renames nothing: output path
 * -> new path. esbuild puts code into one chunk exactly when the same programs need it, so no two chunks get the same name.
 */
export function chunkNames({ outputs }) {
  const programs = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint);
  const sharers = new Map(Object.keys(outputs).map((path) => [path, []]));
  for (const [path, { entryPoint }] of programs)
    for (const reached of reach(outputs, path)) sharers.get(reached).push(programName(entryPoint));
  const everybody = programs.map(([, { entryPoint }]) => programName(entryPoint));
  const named = Object.entries(outputs)
    .filter(([path]) => basename(dirname(path)) === 'chunks')
    .map(([path, { entryPoint }]) => {
      const name = entryPoint ? programName(entryPoint) : sharedName(sharers.get(path), everybody);
      return [path, join(dirname(path), `${name}.mjs`)];
    });
  const twice = named.find(([, name], i) => named.findIndex(([, other]) => other === name) !== i);
  if (twice)
    throw new Error(`two chunks would be called ${twice[1]}: give one of the files that are loaded later another name`);
  return new Map(named);
}

/** Who shares a chunk, or, where these are most of all, who does not: file systems take no name of more than 255 characters. */
function sharedName(sharers, everybody) {
  const others = everybody.filter((program) => !sharers.includes(program));
  const [name, without] = [sharers.toSorted().join('-'), ['all', ...others.toSorted()].join('-without-')];
  return without.length < name.length ? without : name;
}

/** Everything that is loaded when an output is, itself included. */
function reach(outputs, path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { kind, path: next } of outputs[path].imports)
    if (kind === 'import-statement' && outputs[next]) reach(outputs, next, seen);
  return seen;
}

/** `src/interfaces/mcp/engine.ts` -> `engine`, `src/interfaces/mcp/main.ts` -> `mcp`. */
function programName(entryPoint) {
  const name = basename(entryPoint, '.ts');
  return name === 'main' ? basename(dirname(entryPoint)) : name;
}
