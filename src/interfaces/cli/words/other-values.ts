import { ownProperty } from '../../../base/own-property.ts';
import { shellWord } from '../../../base/shell-word.ts';
import { type CommandRow, commandNamed } from '../../../commands/index.ts';
import { callOf, inputOf, shortLine } from '../../../domain/calls/door.ts';
import { refuse } from '../../../domain/errors.ts';
import { PROVIDER_NAMES } from '../../../domain/runs/providers.ts';
import {
  EXPORT_FORMATS,
  FORMAT_TITLES,
  formatMeant,
  isFormatMeant,
  readFormatMeant,
  WRITTEN_FORMATS,
} from '../../../domain/task-formats.ts';
import { doesMore } from './does-more.ts';
import { AT_ONCE } from './flags/flag-rows.ts';
import { columnMeant } from './flags/foreign.ts';
import { type Input, type LOOSE_FIELDS, readTypedValues } from './plain/typed-values.ts';
import { readAmounts } from './spellings/money.ts';
import { stateMeant } from './spellings/words-of-fields.ts';

/** Values that other programs have and a command does not, by command. Each function changes the input, or refuses it. */
const OTHER_VALUES: Readonly<Record<keyof typeof LOOSE_FIELDS, (input: Input) => void>> = {
  task_move: (input) => {
    const place = /^(?:to )?(?:the )?(?:(top|first|front)|bottom|last|end)$/i.exec(String(input.to));
    if (place) {
      delete input.to;
      input[place[1] === undefined ? 'last' : 'first'] = true;
    }
    if (typeof input.to === 'string') input.to = columnMeant(input.to, String(input.id ?? 'ID'));
  },
  agent_add: (input) => {
    readProvider(input);
    readSandbox(input);
    checkProgram('agent_add', input);
  },
  agent_update: (input) => {
    readSandbox(input);
    checkProgram('agent_update', input);
  },
  task_export: (input) => {
    // `export --to taskwarrior`
    if (input.format === undefined && !/[./\\]/.test(String(input.to)) && isFormatMeant(String(input.to))) {
      input.format = String(input.to);
      delete input.to;
    }
    checkWritten(input);
  },
  setting_set: (input) => {
    // `setting set runs.minutes=30`
    const [, name, value] = /^([a-z][\w.]*)=(.*)$/is.exec(String(input.name)) ?? [];
    if (name !== undefined && input.value === undefined) Object.assign(input, { name, value });
    if (NAMES_AGENTS.test(String(input.name)) && /^\d+$/.test(String(input.value)))
      refuse(
        'usage',
        `no setting ${input.name} (did you mean \`${callOf('cli', 'orchestrator_start', `--agents ${input.value}`)}\`?)`,
        {
          hint: 'See the settings: `backlog setting list`',
          data: { received: input.name },
        },
      );
  },
  run_start: ({ agents, filter }) => {
    if (!/^\d+$/.test(String(agents))) return;
    const line =
      filter === undefined
        ? callOf('cli', 'orchestrator_start', `--agents ${agents}`)
        : callOf('cli', 'run_start', `${filter} --attempts ${agents}`);
    refuse('usage', `no agent is named ${agents} (did you mean \`${line}\`?)`, {
      hint: 'See the agents: `backlog agent list`',
      data: { received: agents },
    });
  },
  run_list: (input) => {
    if (typeof input.state !== 'string') return;
    const { state } = input;
    delete input.state;
    Object.assign(input, stateMeant(state));
  },
};

/** Matches names for the number of runs at one time, which is no setting. */
const NAMES_AGENTS = new RegExp(`(?:^|\\.)(?:max_?)?(?:${AT_ONCE.join('|')})$`, 'i');

/** The sandbox modes of codex, with Backlog's permission modes. */
const SANDBOXES: Readonly<Record<string, string>> = {
  ...{ 'read-only': 'default', 'workspace-write': 'acceptEdits', 'danger-full-access': 'bypass' },
};

/**
 * Reads the name of a provider as the only word after an agent's name: `agent add careful claude`. Before a program, it is
 * the provider of programs: `agent add fixer command ./fixer.sh`.
 */
function readProvider(input: Input): void {
  const [first, ...program] = wordsIn(input.argv);
  if (input.provider === undefined && first === 'command' && program.length > 0) input.argv = JSON.stringify(program);
  const [, word = ''] = /^\["([a-z]+)"\]$/.exec(String(input.argv ?? '')) ?? [];
  if (input.provider !== undefined || word === 'command' || !PROVIDER_NAMES.some((name) => name === word)) return;
  input.provider = word;
  delete input.argv;
}

/**
 * Refuses a whole command line as one word: no shell would split it.
 * @throws BacklogError `usage` with the line that gives it to a shell
 */
function checkProgram(command: string, { name, argv, ...others }: Input): void {
  const words = wordsIn(argv);
  const [line = ''] = words;
  if (words.length !== 1 || !/\s/.test(line) || (others.provider ?? 'command') !== 'command') return;
  const flags = Object.entries(others).flatMap(([field, value]) =>
    value === true ? [inputOf('cli', field)] : [inputOf('cli', field), String(value)],
  );
  const meant = [String(name), ...flags, '--', 'sh', '-c', line].map(shellWord).join(' ');
  refuse('usage', `the program is a whole command line (did you mean \`${callOf('cli', command, meant)}\`?)`, {
    hint: `An agent starts without a shell, so give it one. Or give the words one by one behind \`--\`.`,
    data: { received: argv },
  });
}

/** Returns the words of a program in the input of a line: as JSON, or as text. The schema refuses malformed JSON. */
function wordsIn(argv: unknown): readonly string[] {
  if (typeof argv !== 'string') return [];
  if (!argv.trimStart().startsWith('[')) return argv.trim().split('\n');
  try {
    const words: unknown = JSON.parse(argv);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : [];
  } catch {
    return [];
  }
}

function readSandbox(input: Input): void {
  if (typeof input.mode === 'string') input.mode = ownProperty(SANDBOXES, input.mode) ?? input.mode;
}

/** Refuses a format that an import reads, but that no export writes. @throws BacklogError `usage` with the line to type */
function checkWritten(input: Input): void {
  const asked = formatMeant(input.format);
  const read = readFormatMeant(input.format);
  const table = read !== asked && WRITTEN_FORMATS.some((name) => name === read) ? String(read) : undefined;
  const title = typeof asked === 'string' ? ownProperty(FORMAT_TITLES, asked) : undefined;
  if ((title ?? table) === undefined || EXPORT_FORMATS.some((name) => name === asked)) return;
  const { format: _, ...others } = input;
  const words = Object.entries(others).flatMap(([name, value]) => [
    inputOf('cli', name),
    ...(value === true ? [] : [name === 'to' && !table ? String(value).replace(/\.\w+$/, '.md') : String(value)]),
  ]);
  const line = callOf('cli', 'task_export', [`--format ${table ?? 'markdown'}`, ...words.map(shellWord)].join(' '));
  refuse('usage', `format: Backlog reads ${title ?? input.format}, but doesn't write it (did you mean \`${line}\`?)`, {
    hint: `Formats of an export: ${EXPORT_FORMATS.join(', ')}`,
    data: { received: input.format },
  });
}

/** Replaces values of other programs in the input of a command. @throws BacklogError `usage` with the line to type */
export function readOtherValues(command: CommandRow, input: Input): void {
  const { name, cli } = command;
  const { minutes, budget, cost } = input;
  if ((minutes ?? budget ?? cost) !== undefined) readAmounts(command, input);
  readTypedValues(command, input);
  if (cli?.positional?.at(-1) === 'run') checkOneRun(name, input);
  ownProperty<(input: Input) => void>(OTHER_VALUES, name)?.(input);
}

/** Refuses further words behind the id of a run, where a command takes one run and no text. @throws BacklogError `usage` with the line */
function checkOneRun(command: string, { run, ...others }: Input): void {
  const [, first = '', rest = ''] = /^(r\d+)(?:\s*,\s*|\s+|-(?=r?\d))(.+)$/is.exec(String(run ?? '').trim()) ?? [];
  if (rest === '') return;
  const flags = Object.entries(others).flatMap(([field, value]) => [
    inputOf('cli', field),
    ...(value === true ? [] : [shellWord(String(value))]),
  ]);
  const lineFor = (id: string) => callOf('cli', command, [id, ...flags].join(' '));
  const also = rest.split(/[\s,]+/).filter((word) => /^r\d+$/i.test(word));
  const hint =
    also.length > 0 ? `The next one in a line of its own: \`${lineFor(also[0]!)}\`` : `It leaves out: ${rest}`;
  const isMore = also.length === 0 && doesMore(commandNamed(command), [rest]);
  refuse(
    'usage',
    `${shortLine(command)} takes one run${isMore ? `, without "${rest}"` : ` (did you mean \`${lineFor(first)}\`?)`}`,
    {
      hint: isMore
        ? `See the run: \`${callOf('cli', 'run_show', first)}\`. See the flags: \`${callOf('cli', command)} --help\``
        : hint,
      data: { received: run },
    },
  );
}
