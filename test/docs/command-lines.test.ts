import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseInput } from '../../src/commands/parse.ts';
import { parseArgs, verbFirst } from '../../src/interfaces/cli/args.ts';
import { connectWords } from '../../src/interfaces/cli/connect-words.ts';
import { bareCommand, impliedCommand, resolveCommand, viewAsked } from '../../src/interfaces/cli/resolve.ts';
import { atTerminal } from '../e2e/support/terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const plugin = builtPlugin();
const PAGES = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** The lines that a page tells people to type, in their order. */
function linesOf(page: string): string[] {
  const blocks = readFileSync(join(root, page), 'utf8').matchAll(/^```console\n(.*?)^```$/gms);
  return [...blocks].flatMap(([, block = '']) =>
    block.split('\n').flatMap((line) => (line.startsWith('$ ') ? [line.slice(2)] : [])),
  );
}

const LINES = PAGES.flatMap((page) => linesOf(page).map((line) => [page, line] as const));

test('the pages have command lines', () => expect(LINES.length).toBeGreaterThan(40));

/** The words that a shell makes of a line, those behind `backlog`. */
function wordsOf(line: string, cwd: string): string[] {
  const script = `backlog() { printf '%s\\0' "$@"; }; ${line}`;
  return execFileSync('bash', ['-c', script], { cwd, encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each(LINES.filter(([, line]) => /^backlog\b/.test(line)))('%s: %s is understood', (_, line) => {
  const cwd = tempFolder('words');
  writeFileSync(join(cwd, 'spec.md'), '# Spec');
  const words = verbFirst(wordsOf(line, cwd));
  if (words[0] === 'completion' || words[0] === 'help') return;
  if (words[0] === 'connect') {
    expect(connectWords(words.slice(1)).client?.name).toBe(words[1]);
    return;
  }
  const found = resolveCommand(words) ?? bareCommand(words) ?? impliedCommand(words);
  expect(found, line).toBeDefined();
  const { command, rest } = viewAsked(found!);
  const { input } = parseArgs(command, rest);
  // Words of a filter are ids only once it is known what it selects.
  const { [command.selects?.field ?? '']: _selected, ...others } = input;
  expect(() =>
    parseInput(command, { ...input, ...(command.selects ? { [command.selects.field]: '1' } : {}), ...others }),
  ).not.toThrow();
});

/** Lines that start agents or servers, or want a result to review: `test/e2e` plays those. */
const PLAYED_ELSEWHERE =
  /\br\d+\b|^backlog (run|runs|review|orchestrat|schedule|usage|agent|worktree|approve|git-hook|mcp|connect|board)\b/;
/** Lines that want a file of another tool, or something that the page has not made. */
const WANTS_MORE = /^backlog import\b|@|--commit|^(npx?|claude|ln|cp|mv|rm) /;

/** A person at a terminal in a repository that has a queue of fifteen tasks, another one beside it, and a file with a text. */
async function played(lines: readonly string[]) {
  const cwd = tempFolder('docs');
  for (const name of ['project', 'api']) {
    mkdirSync(join(cwd, name));
    execFileSync('git', ['init', '-q', '-b', 'main'], { cwd: join(cwd, name) });
  }
  mkdirSync(join(cwd, 'bin'));
  symlinkSync(join(plugin.folder, 'bin/backlog'), join(cwd, 'bin/backlog'));
  const project = join(cwd, 'project');
  writeFileSync(join(project, 'spec.md'), '# Spec\n\nOne.\n');
  const script = join(cwd, 'type.sh');
  const quiet = (line: string) => `${line} >/dev/null || echo "== failed: ${line}"`;
  const make = [
    ...Array.from(
      { length: 15 },
      (_, i) =>
        `backlog add "Task ${i + 1} about a login timeout" --project web${i === 11 ? ' --acceptance "it works"' : ''}`,
    ),
    'backlog doc write 12 "# First"',
  ];
  const typed = lines.map((line, i) => `echo "== ${i}"\n${line}\necho "== ${i} ended with $?"`);
  writeFileSync(script, ['cd project', ...make.map(quiet), ...typed].join('\n'));
  chmodSync(script, 0o755);
  const { screen } = await atTerminal(['bash', script], {
    cwd,
    env: {
      ...{
        PATH: `${join(cwd, 'bin')}:${process.env.PATH}`,
        HOME: cwd,
        BACKLOG_HOME: join(cwd, 'home'),
        TZ: 'UTC',
        TERM: 'xterm',
      },
      ...{ NO_COLOR: '1', VISUAL: "sed -i 's/^priority:.*/priority: H/'", PAGER: 'cat' },
    },
    columns: 100,
  });
  expect(screen).not.toContain('== failed');
  return lines.map((line, i) => {
    const [, said = '', code] = new RegExp(`== ${i}\\n(.*?)== ${i} ended with (\\d+)`, 's').exec(screen) ?? [];
    return { line, said, code: Number(code) };
  });
}

describe.each(
  PAGES.map(
    (page) =>
      [
        page,
        linesOf(page).filter(
          (line) => /^backlog\b/.test(line) && !PLAYED_ELSEWHERE.test(line) && !WANTS_MORE.test(line),
        ),
      ] as const,
  ).filter(([, lines]) => lines.length > 0),
)('%s', (_, lines) => {
  test('says what works, line for line', async () => {
    const all = await played(lines);
    const wrong = all.filter(({ line, code }) => code !== (REFUSED.test(line) ? 1 : 0));
    expect(wrong).toEqual([]);
    for (const { line, said } of all) {
      const [, shows] = SHOWS.find(([pattern]) => pattern.test(line)) ?? [];
      if (shows) expect(said, line).toMatch(shows);
    }
  });
});

/** Lines that the page says are refused as things stand on it. */
const REFUSED = /^backlog repo remove .*# refused/;

/** What stands on the screen after a line, where more is known than that it is done. */
const SHOWS: readonly (readonly [line: RegExp, shows: RegExp])[] = [
  [/^backlog add /, /^Added \d+ /],
  [/^backlog list .*--json/, /^\{"total":15,.*"tasks":\[\{"id":1,/],
  [/^backlog list .*ndjson/, /^\{.*"id":1,.*\}\n\{/],
  [/^backlog list .*template/, /^1\tTask 1 about/],
  [/^backlog list (?!.*--(format|json))/, /tasks?\n$|^No tasks/],
  [/^backlog next/, /^Taken; started and claimed for you\.\n\d+ - active/],
  [/^backlog done /, /^Completed 12 /],
  [/^backlog undo/, /^Undone: /],
  [/^backlog repo remove/, /is named by 1 open task/],
  [/^backlog status/, /open: \d+ ready/],
  [/^backlog explain 12/, /12/],
  [/^backlog claim list/, /held|No claims|until/],
  [/^backlog search /, /login|Nothing found/],
];
