import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lazy } from '../../src/base/lazy.ts';
import { pathFields } from '../../src/commands/command.ts';
import { parseInput } from '../../src/commands/parse.ts';
import { parseArgs } from '../../src/interfaces/cli/words/args.ts';
import { verbFirst } from '../../src/interfaces/cli/words/global-flags.ts';
import { meantBy } from '../../src/interfaces/cli/words/resolve.ts';
import { cli } from '../interfaces/cli/line.ts';
import { writeFiles } from '../support/files.ts';
import { everyNth } from '../support/soak-test.ts';
import { PAGES, pageOf } from './page.ts';

const LINES = PAGES.flatMap((page) =>
  pageOf(page)
    .lines.filter(({ hidden }) => !hidden)
    .map(({ typed }) => [page, typed] as const),
);

/** Command lines in the text of a page, also those that a line break divides; not those with something to fill in, and not the reference, which is made of the commands. */
const INLINE = PAGES.filter((page) => !page.startsWith('docs/reference/commands/')).flatMap((page) =>
  [...textOf(page).matchAll(/`(backlog\s[^`]+)`/g)]
    .map(([, line = '']) => line.replace(/\s+/g, ' '))
    .filter((line) => !/<|\[|\|\w|\b[A-Z]{3,}\b/.test(line))
    .map((line) => [page, line.replaceAll('…', 'x')] as const),
);

/** A page without its blocks, whose lines are typed by themselves. */
function textOf(page: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8');
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/<!--[\s\S]*?-->/g, '');
}

test('the pages have command lines', () => expect(LINES.length).toBeGreaterThan(40));

/**
 * The words that a shell makes of each line, those behind `backlog`. No other program is started, so a pipe to one loses no word. One
 * shell reads them all, each with a folder of its own to be in: `$1`, `$2` and so on are the lines.
 */
const shellWords = lazy((): ReadonlyMap<string, string[]> => {
  const lines = [...new Set([...LINES, ...INLINE].map(([, line]) => line))];
  const folder = mkdtempSync(join(tmpdir(), 'words-'));
  try {
    const read = lines.map((_, i) => {
      writeFiles(join(folder, String(i)), { 'project/spec.md': '# Spec', 'old/tasks.csv': '' });
      return `cd '${join(folder, String(i), 'project')}'; ( eval "\${${i + 1}}"; wait ); printf '\\1' >&3`;
    });
    const script = `exec 3>&1 >/dev/null 2>&1 </dev/null; PATH=; backlog() { printf '%s\\0' "$@" >&3; }\n${read.join('\n')}`;
    const said = execFileSync('bash', ['-c', script, 'bash', ...lines], { encoding: 'utf8' }).split('\u0001');
    return new Map(lines.map((line, i) => [line, said[i]!.split('\0').slice(0, -1)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
const wordsOf = (line: string): string[] => [...shellWords().get(line)!];

test.each(LINES.filter(([, line]) => /^backlog\b/.test(line)))('%s: %s is understood', (_, line) => {
  const words = verbFirst(wordsOf(line));
  const found = meantBy(words);
  expect(found, line).toBeDefined();
  const { command, rest } = found!;
  const { input } = parseArgs(command, rest);
  // Words of a filter are ids only once it is known what it selects.
  const { [command.cli?.selects?.field ?? '']: _selected, ...others } = input;
  expect(() =>
    parseInput(command, { ...input, ...(command.cli?.selects ? { [command.cli.selects.field]: '1' } : {}), ...others }),
  ).not.toThrow();
});

test.each([...new Map(INLINE.map(([page, line]) => [line, page]))].map(([line, page]) => [page, line] as const))(
  '%s: %s, in the text, is a command with flags that it has',
  (_, line) => {
    const words = verbFirst(wordsOf(line));
    const found = meantBy(words);
    expect(found, line).toBeDefined();
    const { command, rest } = found!;
    expect(() => parseArgs(command, rest)).not.toThrow();
  },
);

/** What is not played there: it begins processes, changes the machine, or wants files of a reader. */
const ELSEWHERE =
  /^(run_start|orchestrator|git_hook|backlog_(backup|restore|init)|agent_(add|check)|filter_eval|date_eval|urgency_eval|repo_add)/;

test('what a text tells people to type is understood by a queue, too', async () => {
  const { say } = cli();
  for (let id = 1; id <= 16; id++) await say(`add Task ${id} +web project:web`);
  for (const line of ['doc write 12 spec --name spec', 'alias set mine list +READY', 'view set mine +READY', 'done 16'])
    await say(line);
  const lines = new Map(INLINE.map(([page, line]) => [line, page]));
  const wrong: string[] = [];
  for (const [line, page] of everyNth(6, [...lines])) {
    const words = verbFirst(wordsOf(line));
    const { command, rest } = meantBy(words)!;
    if (command.where === 'machine') continue;
    // Only its name.
    if (rest.length === 0) continue;
    const path = pathFields(command).some(({ field }) => field in parseArgs(command, rest).input);
    if (path || ELSEWHERE.test(command.name) || words.includes('--watch')) continue;
    const { code, err } = await say([...words, '-y']);
    if (code === 2) wrong.push(`${page}: ${line}: ${err}`);
  }
  expect(lines.size).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});
