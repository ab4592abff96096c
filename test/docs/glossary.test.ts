import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = (path: string) => readFileSync(path, 'utf8');
const GLOSSARY = page('docs/reference/glossary.md');

/** The pages for people who use Backlog, without code. */
const PAGES = ['how-to', 'tutorials', 'explanation'].flatMap((folder) =>
  readdirSync(`docs/${folder}`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({
      path: `docs/${folder}/${name}`,
      text: page(`docs/${folder}/${name}`)
        .replace(/^```[\s\S]*?^```/gm, '')
        .replace(/<!--[\s\S]*?-->/g, '')
        .replace(/`[^`]*`|\]\([^)]*\)/g, ''),
    })),
);

test.each([
  ['pass', 'night', 'judge', 'rule', 'budget', 'quota', 'sandbox', 'proposal', 'source', 'risk'],
  ['attempt', 'hidden test', 'approve', 'agree', 'orchestrator', 'inbox', 'review', 'scope', 'claim', 'run'],
])('the glossary has the words of user pages: %s and others', (...words) => {
  const heads = Array.from(GLOSSARY.matchAll(/^\| ([^|]+) \|/gm), ([, head]) => head!.split(', ')).flat();
  expect(words.filter((word) => !heads.includes(word))).toEqual([]);
});

/** A word for which user pages have another one, and where it means something else. */
test.each([
  ['land', 'merge', /\bland(?:s|ed|ing|ings)?\b/i],
  ['approve a file or a queue', 'agree', /\bapprov\w+ (?:the |a |its |this )?(?:config|file|queue|store|command)\b/i],
  ['give back', 'release', /\bgiv(?:e|es|en|ing) (?:it |them )?back\b/i],
] as const)('user pages have one word: %s is %s', (_, __, pattern) => {
  expect(
    PAGES.filter(({ text }) => pattern.test(text)).map(({ path, text }) => [path, pattern.exec(text)?.[0]]),
  ).toEqual([]);
});
