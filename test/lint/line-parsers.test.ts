import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { lineParsers } from './line-parsers.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['src', 'scripts', 'bench', 'soak', 'demo', 'proof'];

/** Why code outside of `src/interfaces/cli/words`, the parser of command lines, may read their words. */
const REASONS: Readonly<Record<string, string>> = {
  // Parts of the one parser, and what it is called for.
  'src/interfaces/cli/words': 'is the parser',
  'src/interfaces/cli/main.ts': 'gives the words of the process to the parser',
  'src/interfaces/cli/main-loop.ts': 'finds a flag in a line that may have no meaning, and the end of flags',
  'src/interfaces/cli/any-line.ts':
    'finds a flag in a line that asks for help, and the end of flags before a completion',
  'src/interfaces/cli/complete.ts': 'completes a word of a line that is not whole yet',
  'src/interfaces/cli/refusals': 'corrects a line that the parser refused',
  'src/interfaces/cli/help/words-answer.ts': 'searches the table of other words for the words of a question',
  'src/interfaces/cli/help/help-on.ts': 'gives the words behind `help` to the parser',
  'src/interfaces/cli/machine/acts.ts':
    'gives the words behind `help` to the help, and starts the MCP server with its own',
  'src/interfaces/cli/schemas.ts': 'reads the name of a schema, which can be the words of a command',
  'src/interfaces/cli/print-result.ts': 'finds tags in a filter that the parser has read',
  'src/commands/task/exchange/missing-file.ts': 'finds a file name in a title',
  // Programs that load too fast for the parser, or that no person calls.
  'src/interfaces/statusline': 'reads two options: a client starts it every few seconds',
  'src/interfaces/mcp': 'reads three options: a client starts it with its entry',
  'src/interfaces/hooks/guard/main.ts': 'takes the process id of the client from the script that starts it',
  'src/interfaces/hooks/main.ts': 'takes the name of an event from the client',
  'src/interfaces/git-hook/main.ts': 'takes the name of the hook and a file from git',
  'src/interfaces/supervisor/main.ts': 'takes the job from the process that starts it',
  // Command lines of other programs.
  'src/connect': "compares the entry in a client's file with the one of Backlog",
  'src/work/agents/agent-rules.ts': 'judges what the command line of an agent allows',
  'src/runs/agents/ask-agent.ts': 'removes from the command line of an agent what allows everything',
  'src/runs/git': "writes command lines of git, and reads git's output",
  'src/runs/upkeep': "reads git's output",
  // Other languages.
  'src/base/adf/parse.ts': 'reads Markdown',
  'src/domain/calls/inputs.ts': 'shows how a list of words is given',
  'src/domain/risk/lookalikes.ts': 'has a table of names in a few texts',
  'src/domain/task-formats.ts': 'has a table of names in one text each',
  'src/services/github/issue-filter.ts': 'reads a filter of issues',
  'src/text/document-diff.ts': 'reads the lines of a diff',
  'src/text/runs/judge-prompt.ts': 'counts the lines of a diff',
  'src/time/resolve.ts': 'reads dates',
  'src/work/goals/goal-values.ts': 'reads a list with removals',
  'src/web/app/parts/goal/gaps.tsx': 'words what a list with removals does',
  // Programs of this repository.
  scripts: 'reads options of scripts',
  bench: 'reads options of measurements',
  soak: 'reads options of the soak',
  demo: 'reads options of the demo of sessions',
  proof: 'reads options of the proof',
};

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(tsx?|[cm]?js)$/.test(path) && !/\.d\.ts$|(^|\/)(dist|node_modules)\//.test(path))
    .map((path) => `${folder}/${path}`),
);

test('a command line has one parser, and what else reads words of one has a reason', () => {
  const used = new Set<string>();
  const found = sources.flatMap((path) => lineParsers(path, readFileSync(join(top, path), 'utf8')));
  const wrong = found.filter(({ path }) => {
    const reason = Object.keys(REASONS).find((place) => path === place || path.startsWith(`${place}/`));
    if (reason) used.add(reason);
    return !reason;
  });
  expect(wrong.map(({ path, line, way, code }) => `${path}:${line} ${way}: ${code}`)).toEqual([]);
  expect(Object.keys(REASONS).filter((place) => !used.has(place))).toEqual([]);
});

test.each([
  ['const words = process.argv.slice(2);', 'reads the arguments of the process'],
  ["import { argv } from 'node:process';", 'reads the arguments of the process'],
  ["import { parseArgs } from 'node:util';", 'has a library parse words'],
  ['const { values } = util.parseArgs({ args });', 'has a library parse words'],
  ["import minimist from 'minimist';", 'has a library parse words'],
  ["const isFlag = word.startsWith('--');", 'searches for a flag'],
  ["const isFlag = word.startsWith('-');", 'searches for a flag'],
  ["const json = words.includes('--json');", 'searches for a flag'],
  ["const end = words.indexOf('--');", 'searches for a flag'],
  ["if (word === '--force') force = true;", 'compares a word with a flag'],
  ["if ('-h' === word) help();", 'compares a word with a flag'],
  ["switch (word) {\n  case '--force':\n}", 'compares a word with a flag'],
  ['const flag = /^--([a-z-]+)=(.*)$/.exec(word);', 'has a pattern of a flag'],
  ['const short = /^-[a-z]$/.test(word);', 'has a pattern of a flag'],
  ['const either = /^-{1,2}\\w/.test(word);', 'has a pattern of a flag'],
  ["const [verb, ...rest] = line.split(' ');", 'splits a line into words'],
  ['const words = row.commandLine.trim().split(/\\s+/);', 'splits a line into words'],
])('%j is found', (text, way) => {
  expect(lineParsers('planted.ts', text).map((one) => one.way)).toContain(way);
});

test.each([
  "const program = process.argv[1] ?? '';",
  "spawn('git', ['log', '--oneline']);",
  'const front = /^---\\n/.test(text);',
  'const number = /^-?\\d+$/.test(text);',
  "const parts = name.split(' ');",
  "const isRemoved = text.startsWith('--- ');",
])('%j reads no words of a command line', (text) => {
  expect(lineParsers('planted.ts', text)).toEqual([]);
});
