import { CODE_LANGUAGES } from '../languages.ts';
import type { CodeStatement } from './statements.ts';

/** A module that a statement imports, and the names by which its file knows it. */
export interface ImportedModule {
  module: string;
  names: readonly string[];
}

/** How a language names modules. The groups are `names` and `module`. */
const FORMS: readonly { files: RegExp; forms: readonly RegExp[] }[] = [
  {
    files: CODE_LANGUAGES.javascript.files,
    forms: [
      /\b(?:import|export)\s+(?:type\s+)?(?<names>[\w\s{},*$]{1,1000}?)\s*from\s*["'](?<module>[^"']+)["']/g,
      /\bimport\s*["'](?<module>[^"']+)["']/g,
      /(?:\b(?:const|let|var)\s+(?<names>[\w\s{},:$]{1,400}?)\s*=\s*(?:await\s+)?)?\b(?:require|import|importActual|getBuiltinModule)\(\s*["'`](?<module>[^"'`]+)["'`]/g,
    ],
  },
  {
    files: CODE_LANGUAGES.python.files,
    forms: [
      /^from\s+(?<module>[\w.]+)\s+import\s+\(?(?<names>[\w\s,*]{1,1000})/g,
      /(?:^import\s+|(?<=^import\s[\w\s.,]{0,200}),\s*)(?<module>[\w.]+)(?:\s+as\s+(?<names>\w+))?/g,
      /(?:(?<names>\w+)\s*=\s*)?\b(?:import_module|__import__)\(\s*["'](?<module>[\w.]+)["']/g,
    ],
  },
  {
    files: CODE_LANGUAGES.go.files,
    forms: [/(?:(?<=^import\s*\(?\s*[\s\S]{0,3000})(?<names>[\w.]+)\s+)?"(?<module>[\w.\-/]+)"/g],
  },
  {
    files: CODE_LANGUAGES.rust.files,
    forms: [
      /^(?:pub(?:\([^)]*\))?\s+)?(?:use|mod)\s+(?<module>[\w:]+)(?:::\{(?<names>[\w\s,:]*)\}|\s+as\s+(?<alias>\w+))?/g,
    ],
  },
  { files: CODE_LANGUAGES.java.files, forms: [/^import\s+(?:static\s+)?(?<module>[\w.]+?)(?:\.\*)?;?$/g] },
  {
    files: CODE_LANGUAGES.csharp.files,
    forms: [/^(?:global\s+)?using\s+(?:static\s+)?(?:(?<names>\w+)\s*=\s*)?(?<module>[\w.]+);$/g],
  },
  {
    files: CODE_LANGUAGES.ruby.files,
    forms: [/\b(?:require|require_relative|load|autoload)\b\s*\(?\s*(?::\w+,\s*)?["'](?<module>[^"']+)["']/g],
  },
];

/** Returns a function that lists what a statement of a file imports. */
export function importsIn(path: string): (statement: Pick<CodeStatement, 'spoken'>) => ImportedModule[] {
  const forms = FORMS.find(({ files }) => files.test(path))?.forms ?? [];
  const isGo = path.endsWith('.go');
  return ({ spoken }) => {
    if (isGo && !/^import\b/.test(spoken)) return [];
    return forms.flatMap((form) =>
      Array.from(spoken.matchAll(form), ({ groups = {} }) => ({
        module: groups.module!,
        names: namesOf(groups.names ?? groups.alias, groups.module!),
      })),
    );
  };
}

/** Returns the names of an import. Without any, the last part of the module is its name. */
function namesOf(list: string | undefined, module: string): string[] {
  const named = (list ?? '')
    .replace(/[{}*]/g, ' ')
    .split(',')
    .flatMap((one) => /(\w+)\s*$/.exec(one)?.[1] ?? []);
  return named.length > 0 ? named : [/(\w+)\W*$/.exec(module.replace(/^node:/, ''))?.[1] ?? module];
}
