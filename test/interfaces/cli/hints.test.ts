import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { COMMANDS, type Command, findCommand } from '../../../src/commands/index.ts';
import { inCliWords } from '../../../src/commands/line-words.ts';
import { parseWith } from '../../../src/commands/parse.ts';
import { BUTTONS } from '../../../src/domain/calls/buttons.ts';
import { ARGUMENTS, inDoorWords, RUN_VERBS } from '../../../src/domain/calls/door.ts';
import { BacklogError } from '../../../src/domain/errors.ts';
import { ROWS } from '../../../src/interfaces/cli/machine/table.ts';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { verbFirst } from '../../../src/interfaces/cli/words/global-flags.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { errorText } from '../../../src/text/error.ts';
import { inWordsOfBoard } from '../../../src/web/server/request/board-words.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { everyNth } from '../../support/soak-test.ts';
import { agent, testWorkspace } from '../../support/workspace.ts';
import { cli } from './line.ts';

// What an answer tells people to do next is typed as it stands there; a model calls it as it stands there.

/** Is something to be filled in, or only an example of a beginning? */
const isOpen = (line: string) => /…|<|\[|\||\b[A-Z]{3,}\b/.test(line);

/** The lines between backticks that begin with the program's name. */
const linesIn = (text: string) =>
  Array.from(text.matchAll(/`(backlog(?: [^`\n]*)?)`/g), ([, line = '']) => line).filter((line) => !isOpen(line));

/** The words of a line as a shell takes it apart: no line that is told has more than quotation marks. */
const wordsOf = (line: string) =>
  Array.from(line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g), ([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );

/** Why a line cannot be typed; nothing for one that can. */
function wrongWith(line: string, whole = false): string | undefined {
  const words = verbFirst(wordsOf(line).slice(1));
  if (words[0] === '--help') return undefined;
  if (words.at(-1) === '--help' && meantBy(words)) return undefined;
  // A noun alone is told which verbs there are.
  if (words[1] === '--help' && ROWS.some(({ name }) => name.startsWith(`${words[0]?.replace('-', '_')}_`)))
    return undefined;
  const found = meantBy(words);
  if (!found) return `${line}: no command`;
  try {
    const { input } = parseArgs(found.command, found.rest);
    // A value that is put in isn't one of the words of the flag.
    for (const field of ['scope', 'format']) if (input[field] === '12') delete input[field];
    const { [found.command.cli?.selects?.field ?? '']: _, ...others } = input;
    const selected = found.command.cli?.selects ? { [found.command.cli.selects.field]: '1' } : {};
    if (whole) parseWith(found.command.name, found.command.input(), { ...selected, ...others });
    else parseWith(found.command.name, found.command.input().partial(), others);
    return undefined;
  } catch (error) {
    return `${line}: ${(error as Error).message}`;
  }
}

/** Calls of tools between backticks, as models read them. */
function wrongCallsIn(text: string): string[] {
  return Array.from(text.matchAll(/`([a-z]+(?:_[a-z]+)+)(?: (\{.*?\}))?`/g)).flatMap(([whole, name = '', json]) => {
    const command = findCommand(name);
    if (!command) return SETTINGS_OR_FIELDS.test(name) ? [] : [`${whole}: no command`];
    if (json === undefined) return [];
    try {
      parseWith(name, command.input().partial(), JSON.parse(json));
      return [];
    } catch (error) {
      return [`${whole}: ${(error as Error).message}`];
    }
  });
}

const SETTINGS_OR_FIELDS = new RegExp(
  `^(${[...new Set(COMMANDS.flatMap((c) => Object.keys(c.input().shape)))].join('|')})$`,
);

/** A command's line with words that are wrong in one way each. */
function slipsFor({ name, access, cli: { positional = [] } = {}, input }: Command): string[][] {
  const line = name.split('_').map((word) => word);
  const verb = name.startsWith('git_hook_') ? ['git-hook', ...line.slice(2)] : line;
  const missing =
    access.effect === 'read' || positional.some((field) => !input().shape[field]?.safeParse(undefined).success);
  return [
    [...verb, '--nope', 'x'],
    [...verb, '-q'],
    ...(access.effect === 'read' || positional.length > 0 ? [[...verb, '99']] : []),
    ...(missing && name !== 'doctor' ? [verb] : []),
  ];
}

/** Commands that begin something on this machine when they are called with so little. */
const BEGINS =
  /^(run_start|orchestrator|git_hook|backlog_(backup|init)|agent_check|date_eval|filter_eval|urgency_eval)/;

/** Commands that read a file of the line, or the repository, which this queue doesn't have. */
const WITH_A_PATH = /^(backlog_restore|report_calendar|repo_add|agent_add|inbox_report|task_sync|pass_run)$/;

describe('at a terminal every line that is told can be typed', () => {
  test('over the whole table of commands, called wrongly', async () => {
    const { say } = cli();
    for (const line of ['add One +web', 'add Two', 'done 2', 'start 1']) await say(line);
    const told = new Set<string>();
    for (const command of everyNth(
      8,
      COMMANDS.filter(({ mcp, name }) => !mcp?.only && !BEGINS.test(name)),
    ))
      for (const words of slipsFor(command)) {
        const { out, err } = await say(words);
        for (const line of linesIn(err + out)) told.add(line);
      }
    expect(told.size).toBeGreaterThan(50);
    expect([...told].flatMap((line) => wrongWith(line) ?? [])).toEqual([]);
    const refused: string[] = [];
    for (const line of told) {
      const words = wordsOf(line).slice(1);
      const { command, rest } = meantBy(verbFirst(words)) ?? {};
      // A command's name alone is a mention, not a line to type. A restore has the path of an example, and a calendar reads its words itself.
      if (!command || rest?.length === 0 || BEGINS.test(command.name) || WITH_A_PATH.test(command.name)) continue;
      const { code, err } = await say(words);
      if (code === 2) refused.push(`${line}: ${err.split('\n')[0]}`);
    }
    expect(refused, 'lines that are refused when they are typed').toEqual([]);
  });

  test('over words that are nearly a command', async () => {
    const { say } = cli();
    await say('add One');
    const slips = everyNth(
      12,
      COMMANDS.filter(({ mcp }) => !mcp?.only),
    ).flatMap(({ name }) => {
      const words = name.split('_');
      const last = words.at(-1)!;
      return [
        [...words.slice(0, -1), `${last.slice(0, -1)}q`],
        [...words.slice(0, -1), `${last}x`, '1'],
        ['1', `${last}x`],
      ];
    });
    const wrong = new Set<string>();
    for (const words of slips) {
      if (meantBy(verbFirst(words))) continue;
      const { out, err } = await say(words);
      for (const line of linesIn(err + out)) if (wrongWith(line)) wrong.add(`${words.join(' ')} -> ${wrongWith(line)}`);
    }
    expect([...wrong]).toEqual([]);
  });

  test('also where it is written in a source, with 12 for what is put in', () => {
    const wrong = SOURCES.filter(([file]) => !FOR_MODELS.test(file)).flatMap(([file, text]) =>
      wrongLinesIn(OF_SKILLS.test(file) ? text : inCliWords(text)).map((why) => `${file}: ${why}`),
    );
    expect(wrong).toEqual([]);
  });
});

/** Every text of the sources, with 12 for what is put in, r7 for a run and words for what the reader writes. */
const SOURCES = sourceTexts();

/** Texts that only models read. */
const FOR_MODELS = /^src\/(interfaces\/mcp\/|text\/runs\/(run-prompt|prompt-lines))/;

/** Texts in the prompts of skills. Their lines have the names of tools, as a model types them. */
const OF_SKILLS = /^src\/(connect\/skill-reads|interfaces\/cli\/skill-state)\.ts$/;

function sourceTexts(): [file: string, text: string, hint: boolean][] {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  // The other files have neither a line nor a call nor a flag, and take as long to parse.
  const words = ['grep', '-lE', '[a-z]_[a-z]|`backlog| --[a-z]', '--', 'src/**/*.ts', 'src/**/*.tsx'];
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .flatMap((file) => {
      const kind = file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
      const tree = ts.createSourceFile(
        file,
        readFileSync(`${root}${file}`, 'utf8'),
        // Parsing comments as JSDoc would take half of the time.
        { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
        false,
        kind,
      );
      const texts: [string, string, boolean][] = [];
      const visit = (node: ts.Node, within = false): void => {
        const hint = within || (ts.isPropertyAssignment(node) && /^(hint|next)$/.test(node.name.getText(tree)));
        const text = ts.isStringLiteralLike(node)
          ? node.text
          : ts.isTemplateExpression(node)
            ? node.head.text + node.templateSpans.map(({ literal }) => `12${literal.text}`).join('')
            : '';
        if (/\S\s+\S/.test(text)) texts.push([file, text.replaceAll('…', 'x').replaceAll('<run>', 'r7'), hint]);
        ts.forEachChild(node, (child) => visit(child, hint));
      };
      visit(tree);
      return texts;
    });
}

/** Lines of a text that can't be typed. A line with arguments must be whole, and so must one behind a colon. */
function wrongLinesIn(text: string): string[] {
  return Array.from(text.matchAll(/(: )?`(backlog(?: [^`\n]*)?)`/g)).flatMap(([, colon, lines = '']) =>
    lines.split(' && ').flatMap((line) => {
      if (isOpen(line) || /^backlog (12|-)|\\|"\$/.test(line)) return [];
      return wrongWith(line, colon !== undefined) ?? [];
    }),
  );
}

test('a source quotes each path, branch, remote and address in a line to type', () => {
  const foreign = String.raw`\$\{([A-Za-z]+\.)*(folder|dir|top|path|file|from|said|branch|remote|old|address|to)(\.name)?\}`;
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const lines = execFileSync('git', ['grep', '-nE', foreign, '--', 'src'], { cwd: root, encoding: 'utf8' }).split('\n');
  const unquoted = new RegExp(`(\\\\\`(backlog|git|mv|BACKLOG_)|\\b(mv|git (push|pull)) )[^\`]*${foreign}`);
  expect(lines.filter((line) => unquoted.test(line))).toEqual([]);
  expect(`'See it: \\\`BACKLOG_DIR=\${dir} backlog list\\\`'`).toMatch(unquoted);
});

test('a model reads every call of a source with fields of the tool, and no flags of a terminal', () => {
  const call = new RegExp(`\\b([a-z]+(?:_[a-z]+)+)(${ARGUMENTS}|(?<=\`[a-z_]+)[^\`]*)`, 'g');
  const wrong = SOURCES.flatMap(([file, text]) =>
    Array.from(text.replace(/`backlog [^`]*`/g, '').matchAll(call)).flatMap(([whole, name = '', args = '']) => {
      const tool = findCommand(name)?.mcp?.only
        ? name
        : RUN_VERBS.some((verb) => name === `run_${verb}`)
          ? 'run_control'
          : name;
      const shape = findCommand(tool)?.input().shape;
      const fields = Array.from(args.matchAll(/ --([a-z-]+)/g), ([, field = '']) => field.replaceAll('-', '_'));
      return fields.every((field) => shape && field in shape) ? [] : [`${file}: ${whole}`];
    }),
  );
  expect(wrong).toEqual([]);
  const flags = SOURCES.filter(([file, , hint]) => hint && !/^src\/(interfaces|web|connect)\//.test(file)).flatMap(
    ([file, text]) => {
      const said = inDoorWords('mcp', text).replace(/`[^`]*`/g, '');
      return / --[a-z]/.test(said) ? [`${file}: ${text}`] : [];
    },
  );
  expect(flags).toEqual([]);
});

test('a person at the board reads the words of its buttons', () => {
  const board = fileURLToPath(new URL('../../../src/web/app/', import.meta.url));
  const sources = execFileSync('git', ['grep', '-h', '', '--', '*.tsx', '*.ts'], { cwd: board, encoding: 'utf8' });
  for (const [command, title] of Object.entries(BUTTONS)) {
    expect(findCommand(command), command).toBeDefined();
    expect(sources, command).toMatch(new RegExp(`title: '${title}'|"${title}"|(^|>)\\s*${title}( \\{|<|$)`, 'm'));
  }
  const hint =
    'Decide about it: run_approve r7, run_request_changes r7 --note "…", or run_discard r7. run_list lists the runs.';
  expect(inWordsOfBoard(new BacklogError('conflict', 'no', { hint })).hint).toBe(
    'Decide about it: “Approve”, “Request changes”, or “Discard”. `backlog run list` lists the runs.',
  );
  const flags = 'To use helper: `run_start 3 --agent helper`. Or start it anyway with `force: true`.';
  expect(inWordsOfBoard(new BacklogError('conflict', 'no', { hint: flags })).hint, 'a button has no flags').toBe(
    'To use helper: `backlog run 3 --agent helper`. Or start it anyway with `--force` in a terminal.',
  );
});

test('a model is told calls that the tools take, and no flags of a terminal', async () => {
  const { run, text } = await testWorkspace();
  const model: Caller = { ...agent('one'), door: 'mcp' };
  const told = async (name: string, input: object) => {
    try {
      return await text(name, input, model);
    } catch (error) {
      if (error instanceof BacklogError) return inDoorWords('mcp', errorText(error));
      throw error;
    }
  };
  await run('task_add', { description: 'One' });
  await run('task_add', { description: 'Two' });
  await run('task_done', { id: 2 });
  const wrong: string[] = [];
  for (const command of everyNth(
    3,
    COMMANDS.filter(({ name }) => !BEGINS.test(name)),
  ))
    for (const input of [{ nope: 1 }, { id: 99 }, { run: 'r99' }, { filter: '99' }, { id: 2 }]) {
      const said = await told(command.name, input);
      for (const call of wrongCallsIn(said)) wrong.push(`${command.name}: ${call}`);
      const flag = /(?<!`backlog [^`]*) --[a-z]/.exec(said);
      if (flag) wrong.push(`${command.name} ${JSON.stringify(input)}: ${said}`);
    }
  expect(wrong).toEqual([]);
});
