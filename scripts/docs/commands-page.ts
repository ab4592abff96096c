import * as z from 'zod';
import { COMMANDS, type Command, TOOLSETS } from '../../src/commands/index.ts';
import { ERROR_CODES } from '../../src/domain/errors.ts';
import { commandWords } from '../../src/interfaces/cli/words/args.ts';
import { valueWord } from '../../src/interfaces/cli/words/field-kinds.ts';
import { GLOBAL_ROWS } from '../../src/interfaces/cli/words/global-flags.ts';
import { isRowFlag, ROW_FLAGS } from '../../src/interfaces/cli/words/row-flags.ts';
import { code, GENERATED, table } from './markdown.ts';

const TOOLS: Readonly<Record<(typeof TOOLSETS)[number], string>> = {
  core: 'eight tools that every client needs',
  queue: 'the rest of the daily work',
  plan: 'planning, reports, documents',
  runs: 'runs and the orchestrator',
  admin: 'left to the command line, unless BACKLOG_TOOLS names it',
};

const EFFECTS: Readonly<Record<Command['access']['effect'], string>> = {
  read: 'reads',
  write: 'writes',
  destructive: 'writes, beyond undo',
};

/** Generates the page with every command, its arguments, values, output and MCP tool, from the table of commands. */
export function commandsPage(): string {
  return [
    '# Commands',
    GENERATED,
    'One table of commands stands behind the command line and the MCP server: what one can do, the other can. `backlog VERB --help` shows one of them; the noun `task` may be left out.',
    '## Exit codes, and errors',
    table(
      ['exit', 'code', 'means'],
      [
        ['0', '', 'done'],
        ...Object.entries(ERROR_CODES).map(([name, { exit, means }]) => [String(exit), code(name), means]),
      ],
    ),
    'With `--json` an error is `{"error": {"code", "message", "hint", "data"}}` on standard output; without it the message and what to do are on standard error. A tool answers with `isError` and both.',
    '## Flags of every command',
    table(
      ['flag', 'does'],
      GLOBAL_ROWS.map(([name, { means, short }]) => [
        code(`--${name}`) + (short ? `, ${code(`-${short}`)}` : ''),
        means,
      ]),
    ),
    'Commands that answer a list also take:',
    table(
      ['flag', 'does'],
      Object.entries(ROW_FLAGS).map(([name, { means }]) => [code(`--${name}`), means]),
    ),
    '## All of them',
    table(
      ['command', 'does', 'tool', 'toolset'],
      COMMANDS.map((command) => [
        command.mcp?.only ? '' : `[\`${commandWords(command)}\`](#${command.name})`,
        command.title,
        code(command.name),
        command.toolset,
      ]),
    ),
    ...TOOLSETS.map((name) => `\`${name}\`: ${TOOLS[name]}.`),
    ...COMMANDS.flatMap(section),
  ]
    .join('\n\n')
    .concat('\n');
}

function section(command: Command): string[] {
  const { name, summary, access, cli: { aliases = [], examples = [], positional = [] } = {} } = command;
  const { shape } = command.input();
  const words = positional.map((field) => (isOptional(shape[field]!) ? `[${field}]` : `<${field}>`));
  const fields = Object.entries(shape).filter(([field]) => !command.show.rows || !isRowFlag(field));
  return [
    `## ${name}`,
    `${summary} ${EFFECTS[access.effect][0]!.toUpperCase()}${EFFECTS[access.effect].slice(1)}.`,
    [
      ...(command.mcp?.only
        ? ['A tool for models; people have its verbs by themselves.']
        : [code([commandWords(command), ...words].join(' '))]),
      ...aliases.map((alias) => `or ${code(`backlog ${alias}`)}`),
    ].join(', '),
    ...(fields.length === 0
      ? []
      : [
          table(
            ['argument', 'value', 'says'],
            fields.map(([field, schema]) => fieldRow(field, schema, command.mcp?.hide?.includes(field) ?? false)),
          ),
        ]),
    `Answer: ${answerOf(command)}.${command.show.rows ? ' A list: `--format` and `--fields` as above.' : ''}`,
    ...(examples.length === 0
      ? []
      : [`For example: ${examples.map((example) => code(`backlog ${example}`)).join(', ')}.`]),
  ];
}

function fieldRow(name: string, schema: z.core.$ZodType, hidden: boolean): string[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const words = json.enum?.map((word) => code(String(word))).join(' ');
  const [value = 'flag'] = valueWord(name, schema);
  const says = [json.description, isOptional(schema) ? undefined : '(required)', hidden && '(not over MCP)']
    .filter(Boolean)
    .join(' ');
  return [code(name), words ?? value, says];
}

/** Lists the names of the output's fields. */
function answerOf(command: Command): string {
  const { properties } = z.toJSONSchema(command.output(), { io: 'output', unrepresentable: 'any' });
  const names = Object.keys(properties ?? {});
  return names.length === 0 ? 'a record' : names.map(code).join(', ');
}

function isOptional(schema: z.core.$ZodType): boolean {
  return z.safeParse(schema, undefined).success;
}
