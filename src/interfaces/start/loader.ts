import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { lazy } from '../../base/lazy.ts';
import { ADDING, type CodeCache } from './code-cache.ts';

type Module = { exports: unknown };
type Require = ((name: string) => unknown) & { late(name: string): object };
type Wrapper = (exports: unknown, require: Require, module: Module, file: string, folder: string) => void;

/**
 * Returns a function that loads CommonJS files of the bundle, and the files that they require. Loads each file once, as
 * Node does, but uses compiled code from the cache.
 */
export function createLoader(cache: CodeCache, read: (file: string) => string = readAscii): (file: string) => unknown {
  const modules = new Map<string, Module>();
  const load = (file: string): unknown => {
    const known = modules.get(file);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    modules.set(file, module);
    const folder = dirname(file);
    const node = createRequire(file);
    const require = (name: string) => (name.startsWith('.') ? load(join(folder, name)) : node(name));
    require.late = (name: string) => late(() => node(name));
    try {
      compiled(file, read(file), cache)(module.exports, require, module, file, folder);
    } catch (error) {
      modules.delete(file);
      throw error;
    }
    return module.exports;
  };
  return load;
}

/** Returns an object that replaces a module and loads it at the first use. */
function late(load: () => object): object {
  const found = lazy(load);
  return new Proxy({}, { get: (_, key) => Reflect.get(found(), key) });
}

const readAscii = (file: string): string => readFileSync(file, 'latin1');

function compiled(file: string, text: string, cache: CodeCache): Wrapper {
  const source = `(function(exports,require,module,__filename,__dirname){${text}\n})`;
  const known = cache.read(file);
  const script = new Script(source, { filename: file, ...(known ? { cachedData: known.code } : {}) });
  const processes = known && !script.cachedDataRejected ? known.processes : 0;
  if (processes < ADDING) cache.keep(file, script, processes + 1);
  return script.runInThisContext() as Wrapper;
}
