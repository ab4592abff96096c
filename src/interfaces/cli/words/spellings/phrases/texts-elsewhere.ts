import { shellWord } from '../../../../../base/shell-word.ts';
import { callOf } from '../../../../../domain/calls/door.ts';
import { refuse } from '../../../../../domain/errors.ts';
import { type Clock, resolveDate } from '../../../../../time/index.ts';

/**
 * Refuses a check without a name, and several descriptions behind the id of a task to split.
 * @throws BacklogError `usage` with the line to type
 */
export function checkTexts([verb = '', noun = '', ...rest]: readonly string[]): void {
  const said = `${verb} ${noun}`;
  const isCheck = /^checks? (?:add|create|set|new)$/.test(said);
  const [name = '', ...others] = rest;
  if (isCheck && others.length === 0 && /[\s/]/.test(name))
    refuseTexts(said, `setting set checks.test ${shellWord(name)}`);
  if (/^(?:config|settings?) set$/.test(said) && /^checks?$/.test(name) && others.length > 0)
    refuseTexts(`${said} ${name}`, `setting set checks.test ${shellWord(others.join(' '))}`);
  if (/^(?:config|settings?) set$/.test(said) && CHECK_NAMES.test(name) && others.length > 0)
    refuse(
      'usage',
      `no setting "${name}" (did you mean \`backlog setting set checks.${name} ${shellWord(others.join(' '))}\`?)`,
      {
        hint: 'See all settings: `backlog setting list`',
        data: { received: name },
      },
    );
  if (verb === 'goal' && rest.length === 0 && /\s/.test(noun)) refuseTexts(verb, `goal add ${shellWord(noun)}`);
  const texts = [noun, ...rest];
  const end = texts.findIndex((text) => text.startsWith('-'));
  const [tasks, flags] = end < 0 ? [texts, []] : [texts.slice(0, end), texts.slice(end).map(shellWord)];
  if (/^(?:add|create|new)$/.test(verb) && tasks.length > 1 && tasks.every((text) => /\s/.test(text)))
    refuseTexts(verb, tasks.map((text) => ['add', shellWord(text), ...flags].join(' ')).join(' && backlog '));
  const isSplit = verb === 'split' && /^#?\d+$/.test(noun) && rest.length > 0;
  const [, parts] = /^(?:into |in )?(\d+)(?: [a-z]+)?$/.exec(rest.join(' ')) ?? [];
  if (isSplit && parts !== undefined)
    refuse('usage', `can't read "${said} …" (did you mean \`backlog add '…' --parent ${noun}\`?)`, {
      hint: `Type it once for each of the ${parts} parts, with its description at the dots.`,
      data: { received: said, answered: parts },
    });
  if (!isSplit || rest.some((text) => text.startsWith('-'))) return;
  const all = rest.filter((text) => !/^(?:into|in|and|,|&)$/i.test(text));
  refuseTexts(said, all.map((text) => `add ${shellWord(text)} --parent ${noun}`).join(' && backlog '));
}

/** Names that people give the commands which every result must pass. */
const CHECK_NAMES = /^(?:tests?|lint|build|typecheck|types)$/;

function refuseTexts(said: string, line: string): never {
  const hint = line.includes(' checks.test ') ? '`test` is the name of the check. ' : '';
  return refuse('usage', `can't read "${said} …" (did you mean \`backlog ${line}\`?)`, {
    hint: `${hint}See all commands: \`backlog help\``,
    data: { received: said },
  });
}

/**
 * Refuses a new task whose text is an agent and its program: `add agent night ./night.sh`.
 * @throws BacklogError `usage` with the line that adds the agent
 */
export function checkAddedAgent([verb, noun, name = '', program = '', ...others]: readonly string[]): void {
  const isProgram = /^(?:\.{0,2}|~)\/\S+$/.test(program) || (/^(?:ba|z|da)?sh$/.test(program) && others[0] === '-c');
  if (!/^(?:add|create|new)$/.test(verb ?? '') || noun !== 'agent' || !isProgram) return;
  const dashes = others.some((word) => word.startsWith('-')) ? ['--'] : [];
  const line = ['agent', 'add', name, ...dashes, program, ...others].map(shellWord).join(' ');
  refuse('usage', `can't read "add agent" (did you mean \`backlog ${line}\`?)`, {
    hint: 'To add a task with these words: write them in quotes.',
    data: { received: 'add agent' },
  });
}

/**
 * Refuses to write a rule: a person writes rules into a file of the repository, and agrees to it.
 * @throws BacklogError `usage` with the line that lists the rules, and one that makes a rule
 */
export function checkRule(said: string): void {
  if (!/^(?:autonomy|rules?) (?:add|set|create|new|allow|enable|on)\b/.test(said)) return;
  refuse('usage', 'no command writes a rule of autonomy (did you mean `backlog autonomy list`?)', {
    hint: `Rules are in .backlog/config.yaml. This makes one: \`${RULE_LINE}\`. Conditions: docs/how-to/let-results-land-by-rule.md of the Backlog repository`,
    data: { received: said },
  });
}

/** Matches a time behind a line, which no command has. A single word, such as `nightly`, can be the name of a file. */
const REPEATED =
  /^((?:back-?up|sync|source (?:sync|pull|push)|export|import|archive|doctor)\b.*?) (?:(?:every|each) \S.*|(?:daily|nightly|weekly|hourly) at .+|automatically)$/i;

/**
 * Refuses a time for a line: a backup would have it as the name of its file.
 * @throws BacklogError `usage` with the line that does it once
 */
export function checkSchedule(words: readonly string[]): void {
  const [, once] = REPEATED.exec(words.join(' ')) ?? [];
  if (once === undefined) return;
  const line = once
    .trim()
    .replace(/^back-up\b/i, 'backup')
    .replace(/^sync (?=[a-z][\w-]*$)/, 'source sync ');
  refuse('usage', `no line repeats automatically (did you mean \`backlog ${line}\`?)`, {
    hint: `This line does it once. A line of cron repeats it: \`0 3 * * * cd REPOSITORY && backlog ${line}\``,
    data: { received: words.join(' '), except: words, isWhole: true },
  });
}

/**
 * Refuses a time without a task: `schedule 22:00`.
 * @throws BacklogError `usage` with the line that gives it to a task, and the one that begins a night
 */
export function checkTimeAlone(said: string, clock: () => Clock): void {
  const [, time = ''] = /^schedule (?:at |for |from |on )?(?!#?\d+(?: |$))(.+)$/i.exec(said) ?? [];
  if (time === '' || /night$/i.test(time) || !resolveDate(time, clock()).ok) return;
  refuse('usage', '"schedule" needs the id of a task', {
    hint: `For example: \`${callOf('cli', 'task_modify', `12 --scheduled ${shellWord(time)}`)}\`. A night begins when you type \`${callOf('cli', 'night_start')}\`.`,
    data: { received: said },
  });
}

/** A line for a shell that writes a rule and agrees to it. */
const RULE_LINE =
  'mkdir -p .backlog && printf \'autonomy:\\n  docs: {then: land, path: ["docs/**"]}\\n\' >> .backlog/config.yaml && git add .backlog && git commit -m "Rule" && backlog config trust';
