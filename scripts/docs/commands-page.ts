import * as z from 'zod';
import { HELP_GROUPS } from '../../src/commands/groups.ts';
import { COMMANDS, type Command } from '../../src/commands/index.ts';
import { inCliWords } from '../../src/commands/line-words.ts';
import { callOf, inputOf } from '../../src/domain/calls/door.ts';
import { pageOfCommand } from '../../src/interfaces/cli/help/overview.ts';
import type { Row } from '../../src/interfaces/cli/machine/row.ts';
import { MACHINE } from '../../src/interfaces/cli/machine/table.ts';
import { commandWords } from '../../src/interfaces/cli/words/args.ts';
import { valueWord } from '../../src/interfaces/cli/words/field-kinds.ts';
import { canReadAll, GLOBAL_ROWS } from '../../src/interfaces/cli/words/global-flags.ts';
import { viewCall } from '../../src/interfaces/cli/words/resolve.ts';
import { isRowFlag, ROW_FLAGS } from '../../src/interfaces/cli/words/row-flags.ts';
import { ROW_FORMATS } from '../../src/text/rows/formats.ts';
import { PERSON_ACTS } from '../../src/work/people/person-acts.ts';
import { commandsOn, NOUNS } from './command-nouns.ts';
import { code, GENERATED, table } from './markdown.ts';

const FOLDER = 'docs/reference/commands';

/** The pages about commands: an index, and a page for each noun. */
export const COMMAND_PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  [`${FOLDER}/README.md`]: index,
  ...Object.fromEntries(Object.keys(NOUNS).map((noun) => [`${FOLDER}/${noun}.md`, () => nounPage(noun)])),
  [`${FOLDER}/program.md`]: programPage,
};

/** Returns the commands that people can type. The others exist only as MCP tools. */
function typed(noun: string): Command[] {
  return commandsOn(noun).filter(({ mcp }) => !mcp?.only);
}

function index(): string {
  return [
    '# Commands',
    GENERATED,
    '`backlog help <command>` explains one command at a terminal. MCP tools have the same commands ([MCP](../mcp.md)).',
    [
      ...Object.entries(NOUNS).map(([noun, { title, about }]) => `- [${title}](${noun}.md): ${about}`),
      '- [The program](program.md): Connect clients, serve the board, create tokens, aliases and completion.',
    ].join('\n'),
    '## Every command',
    '`backlog help GROUP` lists a group:',
    Object.entries(HELP_GROUPS)
      .map(([group, purpose]) => `- ${code(group)}: ${purpose}.`)
      .join('\n'),
    table(
      ['command', 'effect', 'group', 'MCP tool'],
      Object.keys(NOUNS).flatMap((noun) =>
        typed(noun).map((command) => [
          `[\`${commandWords(command)}\`](${noun}.md#${anchor(command)})`,
          command.title,
          command.group,
          toolOf(command.name),
        ]),
      ),
    ),
    '## Words of a command line',
    [
      '- `<word>` is required, `[word]` is optional. Flags come in any order. After `--`, each word is text.',
      '- A list takes commas, or its flag several times: `--tags ui,bug`, `--tags ui --tags bug`.',
      '- `@FILE` reads a value from a file, and `-` reads standard input: `--spec @spec.md`.',
      '- `backlog 12` shows task 12. `backlog +READY` lists the tasks of a filter.',
      '- You can write the noun `task`, too: `backlog task add` is `backlog add`.',
    ].join('\n'),
    '## Flags of every command',
    table(
      ['flag', 'effect'],
      GLOBAL_ROWS.map(([name, { means, short, value }]) => [
        code([short && `-${short},`, inputOf('cli', name), value].filter(Boolean).join(' ')),
        means,
      ]),
    ),
    `\`--all-queues\` is for ${enumerated(COMMANDS.filter(canReadAll).map((command) => code(commandWords(command))))}. Its former name \`--all\` works for one more version, except for \`backlog run list\`, where \`--all\` includes finished runs.`,
    '`--watch` is for commands that read, or that start work. `--yes` answers the question of a command that asks before it changes many tasks, ends claims, destroys data or uses proposed settings.',
    '## Flags of lists',
    table(
      ['flag', 'effect'],
      Object.entries(ROW_FLAGS).map(([name, { means, value }]) => [code(`${inputOf('cli', name)} ${value}`), means]),
    ),
    table(
      ['format', 'prints'],
      Object.entries(ROW_FORMATS).map(([name, { means }]) => [code(name), means]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Joins texts as a sentence does: `a`, `b` and `c`. */
function enumerated(texts: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(texts);
}

function nounPage(noun: string): string {
  const { title, about } = NOUNS[noun]!;
  return [
    `# Commands: ${title[0]!.toLowerCase()}${title.slice(1)}`,
    GENERATED,
    `${about} [Every command](README.md) has the flags of every command, and the formats of lists.`,
    ...typed(noun).flatMap(section),
  ]
    .join('\n\n')
    .concat('\n');
}

function section(command: Row): string[] {
  const { summary, cli: { aliases = [], examples = [], positional = [], viewFlags = {}, flagLines = {} } = {} } =
    command;
  const { shape } = command.input();
  const words = positional.map((field) => (isOptional(shape[field]!) ? `[${field}]` : `<${field}>`));
  const fields = Object.entries(shape).filter(([field]) => !command.show.rows || !isRowFlag(field));
  const alias = aliases.find((line) => `backlog ${line}` !== commandWords(command));
  return [
    `## ${commandWords(command)}`,
    `${code([commandWords(command), ...words, ...(fields.length > words.length ? ['[flags]'] : [])].join(' '))}${alias ? `, or ${code(`backlog ${alias}`)}` : ''}`,
    inCliWords(summary),
    ...(fields.length === 0
      ? []
      : [
          table(
            ['argument', 'value', 'effect'],
            fields.map(([field, schema]) => fieldRow(field, schema, positional.includes(field))),
          ),
        ]),
    ...Object.entries(viewFlags).map(([flag, name]) => `\`--${flag}\` is the same as ${code(viewCall(flag, name))}.`),
    ...Object.entries(flagLines).map(([flag, line]) => {
      const value = line.split(' ').at(-1)!;
      return `${code(`--${flag} ${value}`)} is the same as ${code(`backlog ${line}`)}.`;
    }),
    [`- ${EFFECTS[command.access.effect]}`, ...whoMay(command), ...linesOfQueue(command)].join('\n- '),
    ...(examples.length === 0
      ? []
      : [['```', ...examples.map((example) => `backlog ${example.replace(/^task /, '')}`), '```'].join('\n')]),
  ];
}

const EFFECTS: Readonly<Record<Command['access']['effect'], string>> = {
  read: 'Changes nothing in the queue.',
  write: 'Changes the queue.',
  destructive: 'Changes what `backlog undo` cannot restore.',
};

function whoMay({ access: { personAct, checksAct, terminalOnly } }: Row): string[] {
  const forPeople = personAct ?? checksAct;
  if (forPeople) {
    const act = PERSON_ACTS[forPeople];
    const setting = 'setting' in act ? act.setting : undefined;
    return [
      `Only people${setting ? `, unless ${code(setting)} is true` : ''}${terminalOnly ? ', at a terminal' : ''}${'right' in act ? `; or a token with the right ${code(act.right)}` : ''}.`,
    ];
  }
  return terminalOnly ? ['Only at a terminal, or with a token with the right `admin`.'] : [];
}

/** Returns the lines that only commands of the queue have. */
function linesOfQueue(command: Row): string[] {
  return command.where === 'machine' ? [] : [mcpLine(command), outputLine(command)];
}

function mcpLine(command: Command): string {
  const { name, toolset, mcp: { hide = [] } = {} } = command;
  const hidden = hide.length > 0 ? `, without ${hide.map(code).join(', ')}` : '';
  return `MCP: ${toolOf(name)}${gathered(name) ? '' : `, toolset ${code(toolset)}`}${hidden}.`;
}

function outputLine({ output, show }: Command): string {
  const { properties } = z.toJSONSchema(output(), { io: 'output', unrepresentable: 'any' });
  const names = Object.keys(properties ?? {});
  return `Output: ${names.length === 0 ? 'a record' : names.map(code).join(', ')}.${show.rows ? ' A list.' : ''}`;
}

/** Checks whether models call this command by another tool, with the command's verb as an argument. */
function gathered(name: string): boolean {
  return callOf('mcp', name) !== name;
}

/** Returns the tool with which models call this command. */
function toolOf(name: string): string {
  const [tool, verb] = callOf('mcp', name).split(/ +with verb /);
  return verb === undefined ? code(name) : `${code(tool!)} with verb ${code(verb)}`;
}

/** Returns the row of a field, with its spelling on the command line. The page of tools passes another spelling. */
export function fieldRow(name: string, schema: z.core.$ZodType, isWord: boolean, spell = flagSpelling): string[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const words = json.enum?.map((word) => code(String(word))).join(' ');
  const [value = ''] = valueWord(name, schema);
  const required = isOptional(schema) ? '' : ' (required)';
  return [code(spell(name, isWord)), words ?? value, `${inCliWords(json.description ?? '')}${required}`];
}

function flagSpelling(name: string, isWord: boolean): string {
  return isWord ? name : inputOf('cli', name);
}

function isOptional(schema: z.core.$ZodType): boolean {
  return z.safeParse(schema, undefined).success;
}

/** Returns the anchor of a command's heading. */
function anchor(command: Row): string {
  return commandWords(command).replaceAll(' ', '-');
}

/** Returns a link to the command for a page in the folder of the reference. */
export function linkTo(command: Command): string {
  return `[${code(commandWords(command))}](commands/${pageOfCommand(command)}.md#${anchor(command)})`;
}

/** Generates the page about the commands that concern this machine, not a queue. */
async function programPage(): Promise<string> {
  const sections = await Promise.all(
    MACHINE.map(async (command) => {
      const more = (await command.cli?.more?.()) ?? [];
      return [
        ...section(command),
        ...(more.some((line) => line.startsWith(' ')) ? [`\`\`\`\n${more.join('\n')}\n\`\`\``] : more),
      ];
    }),
  );
  return [
    '# Commands: the program',
    GENERATED,
    'These commands concern this machine, not a queue. Models and HTTP clients cannot call them. [Every command](README.md) has the flags of every command.',
    ...sections.flat(),
  ]
    .join('\n\n')
    .concat('\n');
}
