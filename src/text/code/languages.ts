interface Language {
  name: string;
  /** Extensions and complete names of the language's files. */
  files: readonly string[];
  /** Further names of the language in Markdown, besides its name and extensions. */
  called?: readonly string[];
}

/**
 * The languages whose code has colours. `runs.ts` has a grammar for each. TypeScript's grammar also colours JavaScript,
 * and XML's also HTML.
 */
export const LANGUAGES = [
  {
    name: 'typescript',
    files: ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'],
    called: ['javascript'],
  },
  { name: 'json', files: ['json', 'jsonc', 'webmanifest'] },
  { name: 'yaml', files: ['yaml', 'yml'] },
  { name: 'markdown', files: ['md', 'markdown'] },
  { name: 'css', files: ['css'] },
  { name: 'scss', files: ['scss'] },
  { name: 'less', files: ['less'] },
  { name: 'xml', files: ['html', 'htm', 'xml', 'svg', 'vue', 'svelte'] },
  { name: 'bash', files: ['sh', 'bash', 'zsh', '.bashrc', '.profile'], called: ['shell', 'console'] },
  { name: 'python', files: ['py', 'pyi'] },
  { name: 'go', files: ['go'], called: ['golang'] },
  { name: 'rust', files: ['rs'] },
  { name: 'java', files: ['java'] },
  { name: 'kotlin', files: ['kt', 'kts'] },
  { name: 'swift', files: ['swift'] },
  { name: 'c', files: ['c', 'h'] },
  { name: 'cpp', files: ['cc', 'cpp', 'cxx', 'hh', 'hpp'], called: ['c++'] },
  { name: 'csharp', files: ['cs'], called: ['c#'] },
  { name: 'php', files: ['php'] },
  { name: 'ruby', files: ['rb', 'gemfile', 'rakefile'] },
  { name: 'sql', files: ['sql'] },
  { name: 'ini', files: ['toml', 'ini', 'cfg'] },
  { name: 'dockerfile', files: ['dockerfile', 'containerfile'] },
  { name: 'makefile', files: ['makefile', 'mk'], called: ['make'] },
] as const satisfies readonly Language[];

export type LanguageName = (typeof LANGUAGES)[number]['name'];

const ALL: readonly (Language & { name: LanguageName })[] = LANGUAGES;
const BY_END = new Map(ALL.flatMap(({ name, files }) => files.map((end) => [end, name])));
const BY_NAME = new Map(ALL.flatMap(({ name, called = [] }) => [name, ...called].map((each) => [each, name])));

/** Returns the language of a file, by its name. Undefined if its code has no colours. */
export function languageOfFile(path: string): LanguageName | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return BY_END.get(name) ?? BY_END.get(name.slice(name.lastIndexOf('.') + 1));
}

/** Returns the language that a Markdown code block names. Undefined if its code has no colours. */
export function languageCalled(word: string): LanguageName | undefined {
  const name = word.toLowerCase();
  return BY_NAME.get(name) ?? BY_END.get(name);
}
