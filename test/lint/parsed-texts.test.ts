import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parsedTexts } from './parsed-texts.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Why code may take apart texts that other code composed. Keys are folders, or files, of `src`. */
const REASONS: Readonly<Record<string, string>> = {
  // Layout and safety: nothing depends on the words.
  'base/clip.ts': 'cuts a text at its limit',
  'base/output/sentence.ts': 'finds whether a text ends with a full stop',
  'base/quote.ts': 'chooses quotation marks that the text lacks',
  'base/output/escapes.ts': 'removes sequences of terminals',
  'text/safe.ts': 'names hidden characters, escapes texts',
  'text/screen/layout': 'wraps lines and measures them',
  'text/doc/lines.ts': 'puts no dash before an indented line',
  'interfaces/cli/help/fitted.ts': 'wraps columns of help',
  'interfaces/cli/terminal/print-fitted.ts': 'does not wrap a line that has a pointer below',
  // Languages with a grammar, which people and other programs write, too.
  time: 'reads dates and durations',
  sources: 'reads files of other programs',
  'base/adf': 'reads Markdown',
  'interfaces/cli/words': 'reads command lines',
  'base/shell-word.ts': 'reads command lines',
  'interfaces/cli/help/words-answer.ts': "shows a command's name without the program's",
  'interfaces/cli/refusals/held-lines.ts': 'reads command lines',
  'domain/risk': 'reads the files of a result',
  'commands/task/edit.ts': 'reads the document that a person edited',
  'work/processes/process-facts.ts': 'reads the environment of a process',
  'runs/git/snapshot/agent-view.ts': "reads git's files",
  'runs/git/filters/person-filters.ts': 'escapes a shell line for git',
  'runs/providers/codex-events.ts': 'reads the messages of Codex',
  'web/app/views/review/diff/gaps.ts': 'reads the headers of a unified diff',
  // Marked calls. A hint names tools as a model calls them, and each interface writes them as its readers do.
  'domain/calls/door.ts': 'replaces marked calls',
  'commands/line-words.ts': 'replaces marked calls',
};

const modules = new Map(
  readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => [path, readFileSync(join(src, path), 'utf8')]),
);

test('no code takes a text of ours apart', () => {
  const found = parsedTexts(modules);
  const used = new Set<string>();
  const wrong = found.filter(({ path }) => {
    const reason = Object.keys(REASONS).find((place) => path === place || path.startsWith(`${place}/`));
    if (reason) used.add(reason);
    return !reason;
  });
  expect(wrong.map(({ path, line, code }) => `src/${path}:${line} ${code}`)).toEqual([]);
  expect(Object.keys(REASONS).filter((place) => !used.has(place))).toEqual([]);
});

const WORDS = `export const nameText = (id: number, title: string) => \`task \${id} \${title}\`;\n`;
const importing = "import { nameText } from './words.ts';\n";

test.each([
  ['a pattern', 'export const idOf = () => /\\d+/.exec(nameText(1, "a"))?.[0];'],
  ['a word that it begins with', "export const isTask = () => nameText(1, 'a').startsWith('task');"],
  ['a cut', "export const bare = () => nameText(1, 'a').slice(5);"],
  ['its words', "export const words = () => nameText(1, 'a').split(' ');"],
  ['a comparison', "export const isFirst = () => nameText(1, 'a') === 'task 1 a';"],
  ['a table', "const PLAIN = new Set(['x']);\nexport const isPlain = () => PLAIN.has(nameText(1, 'a'));"],
  [
    'a variable',
    "export function f() {\n  const said = nameText(1, 'a') ?? '';\n  return said.replace(/^task/, '');\n}",
  ],
  [
    'a list',
    "export const f = (ids: number[]) => ids.map((id) => nameText(id, 'a')).filter((one) => one.endsWith('a'));",
  ],
  ['an argument', "const f = (said: string) => said.match(/a/);\nexport const g = () => f(nameText(1, 'a'));"],
  ['a property', "const row = { says: nameText(1, 'a') };\nexport const f = () => row.says.includes('a');"],
  [
    'a function that passes it on',
    "const f = (said: string) => said.trim();\nexport const g = () => f(nameText(1, 'a')).indexOf('a');",
  ],
])('a text of ours that meets %s is found', (_, code) => {
  const planted = new Map([
    ['words.ts', WORDS],
    ['reader.ts', importing + code],
  ]);
  expect(parsedTexts(planted)).toMatchObject([{ path: 'reader.ts' }]);
});

test.each([
  ['its lines', "export const lines = () => nameText(1, 'a').split('\\n');"],
  ['its beginning', "export const short = () => nameText(1, 'a').slice(0, 20);"],
  ['a text by others', "export const f = (title: string) => title.split(' ');"],
  ['a key', `const key = (a: string, b: string) => \`\${a}/\${b}\`;\nexport const f = () => key('a', 'b').split('/');`],
])('%s may be read', (_, code) => {
  expect(
    parsedTexts(
      new Map([
        ['words.ts', WORDS],
        ['reader.ts', importing + code],
      ]),
    ),
  ).toEqual([]);
});
