import { onceEachObject } from '../../../base/lazy.ts';
import { importsIn } from '../flow/imported.ts';
import { CODE_LANGUAGES, languageOf } from '../languages.ts';
import { codeLines } from '../lines.ts';

/** A file of the result with its text. */
interface File {
  path: string;
  text: string;
}

/** Files that load tests because they run them, build them or try things out: what these import stays a test. */
const RUNS_TESTS =
  /(^|\/)(?:[\w.-]*\.(?:config|conf|workspace|setup|stories)\.\w+|(?:scripts?|tools?|bench(?:marks?)?|examples?|\.storybook|tasks)\/.*|Rakefile|Gemfile|noxfile\.py|setup\.py)$/i;

/** Words with which a line of some language begins an import, for a search in all files of a repository. */
export const IMPORT_WORDS = '(from|import|export|require|require_relative|load|use|mod|path|include)';

/** Returns the name by which other files import a file: that of its folder, if its own says nothing. */
export function importName(path: string): string {
  const parts = path.replace(/\.\w+$/, '').split('/');
  const name = parts.at(-1)!;
  return /^(?:index|mod|__init__|lib|main)$/.test(name) || path.endsWith('.go') ? (parts.at(-2) ?? name) : name;
}

/**
 * Returns the files among the tests that code of the product imports, also through others, and the file that does.
 * @param isTest whether a path is that of a test
 */
export function importedTests(files: readonly File[], isTest: (path: string) => boolean): ReadonlyMap<string, string> {
  const tests = files.filter(({ path }) => isTest(path) && languageOf(path).test !== undefined);
  const importers = new Map(
    files.filter(({ path }) => !isTest(path) && !RUNS_TESTS.test(path)).map((file) => [file.path, file] as const),
  );
  const found = new Map<string, string>();
  for (const file of importers.values()) {
    const modules = tests.length > 0 ? modulesOf(file) : [];
    for (const { path, text } of tests)
      if (
        !found.has(path) &&
        (modules.some((module) => names(module, file.path, path)) || isCompiledWith(file, path))
      ) {
        found.set(path, file.path);
        // What it imports is a part of the product, too. A map lists what is added while it is read.
        importers.set(path, { path, text });
      }
  }
  return found;
}

/** Checks whether a file of C# names a class of its own project, which needs no import. */
function isCompiledWith({ path, text }: File, target: string): boolean {
  const { files } = CODE_LANGUAGES.csharp;
  if (
    !files.test(path) ||
    !files.test(target) ||
    /(^|\/)tests?\/|\.(?:\w+)?Tests?\//i.test(target.replace(/^src\/[^/]+\/tests?\//i, ''))
  )
    return false;
  return new RegExp(`\\b${importName(target)}\\b`).test(text);
}

/** Returns the modules that a file imports: as paths, if they are relative to it. */
const modulesOf = onceEachObject(({ path, text }: File): string[] => {
  const imported = importsIn(path);
  // An import can have several lines.
  const spoken = codeLines(text, languageOf(path)).map((line) => line.spoken);
  const joined = spoken.map((line, n) => (/[({,]$/.test(line) ? spoken.slice(n, n + 12).join(' ') : line));
  const modules = joined.flatMap((line) =>
    imported({ spoken: line }).flatMap(({ module, names: of }) => [module, ...of.map((name) => `${module}.${name}`)]),
  );
  const paths = text.matchAll(/#\[path\s*=\s*"([^"]+)"|\binclude!\(\s*"([^"]+)"/g);
  return [...new Set([...modules, ...Array.from(paths, ([, a, b]) => `./${a ?? b}`)])];
});

const DOTTED = [CODE_LANGUAGES.python, CODE_LANGUAGES.java, CODE_LANGUAGES.csharp].map(({ files }) => files);

/** Checks whether an import in a file names another file. */
function names(module: string, from: string, to: string): boolean {
  const target = to.replace(/\.[^./]+$/, '').replace(/\/(?:index|mod|__init__)$/, '');
  if (/(^|\/)src\/test\//.test(to) && !/(^|\/)src\/test\//.test(from) && /\.(?:java|kts?|scala|groovy)$/.test(to))
    return false;
  if (/^\.{1,2}\//.test(module))
    return resolved(from, module.replace(/\.[cm]?[jt]sx?$|\.(?:rb|rs|vue|svelte)$/, '')) === target;
  if (from.endsWith('.rb')) return ends(target, module) || resolved(from, `./${module}`) === target;
  if (from.endsWith('.rs')) {
    const root = /^(?:.*\/)?src\//.exec(from)?.[0];
    const path = module.replace(/^(?:crate|super|self)::/g, '').replaceAll('::', '/');
    const folders = [root, resolved(from, '.'), from.replace(/\.rs$/, '')].map((folder) =>
      folder?.replace(/\/?$/, '/'),
    );
    return (
      root !== undefined && folders.some((folder) => [path, above(path)].some((one) => `${folder}${one}` === target))
    );
  }
  if (from.endsWith('.go')) return !to.endsWith('_test.go') && ends(module, tail(to.slice(0, to.lastIndexOf('/'))));
  const path = DOTTED.some((files) => files.test(from))
    ? module.replace(/^\.+/, '').replaceAll('.', '/')
    : module.replace(/\.[cm]?[jt]sx?$/, '');
  const isOfJava = CODE_LANGUAGES.java.files.test(from);
  if (isOfJava && ends(target, above(path))) return true;
  return path.includes('/')
    ? ends(target, path.replace(/^[@~#][^/]*\//, ''))
    : ends(target, path) && !isDeep(target, path);
}

/** An import can name something within a file. */
const above = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Checks whether a path ends with another one, at the beginning of a folder's name. */
const ends = (path: string, end: string): boolean => end !== '' && `/${path}`.endsWith(`/${end}`);
/** A name alone can be that of a package. It counts only for a file at the top. */
const isDeep = (target: string, path: string): boolean => target.split('/').length - path.split('/').length > 1;
const tail = (path: string): string => path.split('/').slice(-2).join('/');

function resolved(from: string, module: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of module.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  return parts.join('/').replace(/\/(?:index|mod|__init__)$/, '');
}
