import type { LanguageFn } from 'highlight.js';

interface Language {
  name: string;
  /** Extensions and complete names of the language's files. */
  files: readonly string[];
  /** Further names of the language in Markdown, besides its name and extensions. */
  called?: readonly string[];
  load(): Promise<{ default: LanguageFn }>;
}

/**
 * The languages whose code is coloured: those that agents change most often. A grammar is loaded when code in its
 * language is first shown. TypeScript's grammar also colours JavaScript, XML's also HTML, and CSS's also SCSS and Less.
 */
const LANGUAGES: readonly Language[] = [
  {
    name: 'typescript',
    files: ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'],
    called: ['javascript'],
    load: () => import('highlight.js/lib/languages/typescript'),
  },
  { name: 'json', files: ['json', 'jsonc', 'webmanifest'], load: () => import('highlight.js/lib/languages/json') },
  { name: 'yaml', files: ['yaml', 'yml'], load: () => import('highlight.js/lib/languages/yaml') },
  { name: 'markdown', files: ['md', 'markdown'], load: () => import('highlight.js/lib/languages/markdown') },
  {
    name: 'css',
    files: ['css', 'scss', 'less'],
    load: () => import('./css-grammar.ts').then(({ css }) => ({ default: css })),
  },
  {
    name: 'xml',
    files: ['html', 'htm', 'xml', 'svg', 'vue', 'svelte'],
    load: () => import('highlight.js/lib/languages/xml'),
  },
  {
    name: 'bash',
    files: ['sh', 'bash', 'zsh', '.bashrc', '.profile'],
    called: ['shell', 'console'],
    load: () => import('highlight.js/lib/languages/bash'),
  },
  { name: 'python', files: ['py', 'pyi'], load: () => import('highlight.js/lib/languages/python') },
  { name: 'go', files: ['go'], called: ['golang'], load: () => import('highlight.js/lib/languages/go') },
  { name: 'rust', files: ['rs'], load: () => import('highlight.js/lib/languages/rust') },
  { name: 'java', files: ['java'], load: () => import('highlight.js/lib/languages/java') },
  { name: 'sql', files: ['sql'], load: () => import('highlight.js/lib/languages/sql') },
];

const BY_END = new Map(LANGUAGES.flatMap(({ name, files }) => files.map((end) => [end, name])));
const BY_NAME = new Map(LANGUAGES.flatMap(({ name, called = [] }) => [name, ...called].map((each) => [each, name])));
const BY_LANGUAGE = new Map(LANGUAGES.map((language) => [language.name, language]));

/** Returns the language of a file, by its name. Undefined if its code isn't coloured. */
export function languageOfFile(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  return BY_END.get(name) ?? BY_END.get(name.slice(name.lastIndexOf('.') + 1));
}

/** Returns the language that a Markdown code block names. Undefined if its code isn't coloured. */
export function languageCalled(word: string): string | undefined {
  const name = word.toLowerCase();
  return BY_NAME.get(name) ?? BY_END.get(name);
}

export async function grammarOf(language: string): Promise<LanguageFn> {
  return (await BY_LANGUAGE.get(language)!.load()).default;
}
