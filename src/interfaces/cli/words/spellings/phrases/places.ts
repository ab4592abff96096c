import { lazy } from '../../../../../base/lazy.ts';
import { ownProperty } from '../../../../../base/own-property.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { isDottedRange, isIds, TERM } from '../../../../../commands/task/select-words.ts';
import { TASK_FIELDS } from '../../../../../domain/fields/table.ts';
import { FIELD_WORDS, statusWord } from '../../../../../domain/fields/words-elsewhere.ts';
import { PROVIDER_NAMES } from '../../../../../domain/runs/providers.ts';
import { RUN_STATE_NAMES } from '../../../../../domain/runs/run-states.ts';
import { resolveDate } from '../../../../../time/index.ts';
import { RIGHTS } from '../../../../../work/people/rights.ts';
import { SETTINGS } from '../../../../../work/settings/settings.ts';
import { RUN_ID } from '../program.ts';
import { stateTerms } from '../states-in-filters.ts';
import { allFieldsSaid } from '../words-behind.ts';
import { hasConcept, isFiller, meansConcept } from './synonyms.ts';

/** Returns how many words from a position fit into a place, and their value. */
type Reader = (words: readonly string[], at: number) => readonly [count: number, value: string];

const NONE = [0, ''] as const;

/** Makes a reader of one word. */
const one =
  (value: (word: string) => string | undefined): Reader =>
  (words, at) => {
    const found = value(words[at]!.replace(/[?!,]$/, ''));
    return found === undefined ? NONE : [1, found];
  };

const matching = (pattern: RegExp): Reader => one((word) => pattern.exec(word)?.slice(1).find(Boolean));

/** Makes a reader of up to four words, the most first. */
const several =
  (value: (said: string) => string | undefined): Reader =>
  (words, at) => {
    for (const count of [4, 3, 2, 1]) {
      const said = words.slice(at, at + count).join(' ');
      const found = at + count > words.length ? undefined : value(said.replace(/[?!,]$/, ''));
      if (found !== undefined) return [count, found];
    }
    return NONE;
  };

/** Makes a reader of things behind one noun, joined by words: `tasks 2, 3 and 5`. */
const listed =
  (isNoun: (word: string) => boolean, value: (word: string) => string | undefined, join: string, most = 99): Reader =>
  (words, at) => {
    const all: string[] = [];
    let end = isNoun(words[at]!.toLowerCase()) ? at + 1 : at;
    for (let next = end; next < words.length && all.length < most; next++) {
      const found = value(words[next]!.replace(/[?!,:]+$/, ''));
      if (found === undefined && !(all.length > 0 && /^(?:and|&|,)$/i.test(words[next]!))) break;
      if (found === undefined) continue;
      all.push(found);
      end = next + 1;
    }
    return all.length === 0 ? NONE : [end - at, all.join(join)];
  };

const taskId = (word: string) =>
  isIds(word)
    ? word.replaceAll('#', '')
    : isDottedRange(word)
      ? word.replaceAll('#', '').replace('..', '-')
      : undefined;
const isTaskNoun = (word: string) => /^(?:tasks?|issues?|tickets?|todos?|items?)$/.test(word);
/** Returns the name of a person or an agent. A word with a meaning of its own, a date or a run is none, unless `@` is before it. */
function nameOf(word: string): string | undefined {
  if (/^@[a-z][\w.-]*$/i.test(word)) return word.slice(1);
  const isName =
    word !== 'current' &&
    /^[a-z][\w.-]*$/i.test(word) &&
    !RUN_ID.test(word) &&
    !isFiller(word.toLowerCase()) &&
    !hasConcept(word.toLowerCase());
  return isName && fieldOf(word) === undefined && !resolveDate(word, NO_CLOCK).ok ? word : undefined;
}

function fieldOf(said: string): string | undefined {
  const field = ownProperty(FIELD_WORDS, said.toLowerCase().replaceAll(' ', '_')) ?? said.toLowerCase();
  return field === 'description' || field === 'urgency' || Object.hasOwn(TASK_FIELDS, field) ? field : undefined;
}

const runId = (word: string) => (RUN_ID.test(word) ? word.toLowerCase() : undefined);
/** Reads a number behind the noun of a run, too. */
const runOf: Reader = (words, at) => {
  const noun = /^(?:the )?(?:runs?|results?|prs?)$/.test(words[at]!.toLowerCase());
  const [, number] = (noun && /^r?(\d+)\??$/i.exec(words[at + 1] ?? '')) || [];
  return number === undefined ? listed(isRunNoun, runId, ' ', 1)(words, at) : [2, `r${number}`];
};
const isRunNoun = (word: string) => /^(?:runs?|results?|prs?)$/.test(word);

/** Only the form of a date counts. */
const NO_CLOCK = { now: 0, zone: 'UTC' };
const UNITS: Readonly<Record<string, string>> = {
  ...{ day: 'd', week: 'w', month: 'mo', year: 'y', hour: 'h', minute: 'min' },
  ...{ min: 'min', h: 'h', m: 'min', d: 'd', w: 'w' },
};

/** Returns a length of time as Backlog writes it: `2 weeks` is `2w`. */
export function lengthOf(said: string): string | undefined {
  const [, count = '', unit = ''] = /^(\d+|an? |one )? ?([a-z]+?)s?$/i.exec(said) ?? [];
  const known = count === '' ? undefined : ownProperty(UNITS, unit.toLowerCase());
  return known && `${/\d/.test(count) ? count : 1}${known}`;
}

const ON = /^(?:on|true|yes|enabled?)$/i;
const OFF = /^(?:off|false|no|disabled?|none)$/i;
/** Returns the state of a switch that a word means. */
export const onOff = (word: string) => (ON.test(word) ? 'on' : OFF.test(word) ? 'off' : undefined);
const COUNTS: Readonly<Record<string, string>> = { two: '2', three: '3', four: '4', five: '5', ten: '10' };

/** Last words of the names of settings that take one of a few values: `sandbox` of `runs.sandbox`. */
const SWITCHES = lazy(
  () =>
    new Set(
      SETTINGS.filter(({ values }) => Array.isArray(values))
        .map(({ name }) => name.split('.').at(-1)!)
        .filter((word) => /^[a-z]+$/.test(word)),
    ),
);

/** Returns the rights that a word, or a list of them, means. */
function rightsOf(word: string): string | undefined {
  const all = word
    .split(',')
    .map(
      (one) =>
        RIGHTS.find((right) => right === one.toLowerCase()) ??
        (meansConcept(one.toLowerCase(), 'reads') ? 'read' : undefined),
    );
  return all.includes(undefined) ? undefined : [...new Set(all)].join(',');
}

/** Returns how often something is tried: `x3`, `3 times`, `three attempts`. */
function triesOf(said: string): string | undefined {
  const [, count = ''] =
    /^(\w+) (?:times|attempts|tries)$|^x ?(\d{1,2})$|^(\d{1,2}) ?x$/i.exec(said)?.filter(Boolean) ?? [];
  return ownProperty(COUNTS, count.toLowerCase()) ?? (/^\d{1,2}$/.test(count) ? count : undefined);
}

/** What people do with all tasks of a project. */
const ACTS = ['done', 'delete', 'archive', 'run'];

/** Matches a limit of the cost: `at most $4`, `max cost 5`, `5 dollars`. */
const COST =
  /^(?:max(?:imum)?|at most|up to)? ?(?:cost|budget|spend(?:ing)?)?(?: of| limit)?(?: at most)? ?\$(\d+(?:\.\d+)?)$|^(?:max(?:imum)?[- ]?)?(?:cost|budget)(?: of| limit)? (\d+(?:\.\d+)?)(?: ?dollars| ?usd)?$|^(?:max(?:imum)?|at most|up to)? ?(\d+(?:\.\d+)?) ?(?:dollars?|usd)$/i;

/** Returns the end of a night: `until 6`, `till 6am`, `from 22 to 6`, `22:00-06:00`, `8h`. */
function untilOf(said: string): string | undefined {
  const [, length] = /^(?:for )?(\d+) ?(?:h|hours?)$/i.exec(said) ?? [];
  const [, minutes] = /^(?:for )?(\d+) ?(?:m|min|mins|minutes)$/i.exec(said) ?? [];
  const [, time] =
    /^(?:(?:from \d\d?(?::\d\d)?|\d\d?:\d\d) ?h? ?(?:-|–|to|until|till)|to|until|till) ?(\d\d?(?::\d\d)?|\d\d?[ap]m) ?h?$/i.exec(
      said,
    ) ?? [];
  if (length !== undefined) return `${length}h`;
  if (minutes !== undefined) return `${minutes}min`;
  return time !== undefined && /^\d+$/.test(time) ? `${time}:00` : time;
}

/** The kinds of places, with what fits into them. */
export const SAID_PLACES = {
  task: listed(isTaskNoun, taskId, ',', 1),
  tasks: listed(isTaskNoun, taskId, ','),
  ids: listed(isTaskNoun, taskId, ' '),
  run: runOf,
  runs: listed(isRunNoun, runId, ' '),
  // A run by the number of its task.
  runid: one((word) => runId(word) ?? taskId(word)),
  name: one(nameOf),
  word: one((word) => (/^[a-z][\w.-]*$/i.test(word) && !isFiller(word.toLowerCase()) ? word : undefined)),
  any: one((word) => (isFiller(word.toLowerCase()) ? undefined : word.replace(/^@/, ''))),
  tag: matching(/^[+#-]?([a-z][\w.-]*)$/i),
  file: matching(/^((?!\w+:\/\/)\S*[./*]\S*)$/),
  table: matching(/^((?!\w+:\/\/)[\w./-]+\.\w+)$/),
  address: matching(/^((?:postgres|postgresql|s3):\S+)$/),
  url: matching(/^(\w+:\/\/\S+)$/),
  repo: matching(/^([\w-]+\/(?!\S*\.(?:md|csv|json|txt|org|xlsx|ndjson|ya?ml)$)[\w.-]+)$/i),
  date: several((said) =>
    /^(?:next|this) \w+day$/i.test(said) || (!/^\d+$/.test(said) && resolveDate(said, NO_CLOCK).ok) ? said : undefined,
  ),
  length: several(lengthOf),
  time: matching(/^(\d\d?(?::\d\d)?(?:[ap]m)?)$/i),
  n: matching(/^(\d+)$/),
  tries: several(triesOf),
  minutes: several((said) => /^(?:(?:at most|up to|max(?:imum)?) )?(\d+) ?(?:m|min|mins|minutes)$/i.exec(said)?.[1]),
  cost: several((said) => COST.exec(said)?.slice(1).find(Boolean)),
  agents: several((said) => /^(\d+) (?:agents|workers|runs|at once|in parallel)$/i.exec(said)?.[1]),
  until: several(untilOf),
  money: several((said) =>
    /^\$(\d+(?:\.\d+)?)$|^(\d+(?:\.\d+)?) ?(?:\$|dollars?|usd)$/i.exec(said)?.slice(1).find(Boolean),
  ),
  state: several((said) => (statusWord(said)?.column ? said.toLowerCase() : undefined)),
  filter: several((said) =>
    /\b(?:all|any|everything)\b/i.test(said) ? undefined : stateTerms(said.split(' '))?.join(' '),
  ),
  field: several(fieldOf),
  // `remind me of 2` names the task itself.
  fields: several((said) =>
    /^of /i.test(said) ? undefined : allFieldsSaid(said.split(' '))?.map(shellWord).join(' '),
  ),
  onoff: one(onOff),
  switch: one((word) => (SWITCHES().has(word) ? word : undefined)),
  type: matching(/^(epic|feature|story|bug|chore)$/i),
  tool: matching(/^(bd|beads|task-?master|tm|backlog\.md|taskwarrior|tw)$/),
  provider: one((word) => PROVIDER_NAMES.find((name) => name === word.toLowerCase())),
  format: matching(/^(csv|json|markdown|md|taskwarrior|ndjson|jsonl)$/),
  runstate: one((word) => RUN_STATE_NAMES.find((name) => name === word.toLowerCase())),
  act: one((word) => ACTS.find((act) => meansConcept(word.toLowerCase(), act))),
  right: one((word) => RIGHTS.find((right) => right === word.toLowerCase())),
  rights: listed(() => false, rightsOf, ','),
  count: one((word) => ownProperty(COUNTS, word.toLowerCase()) ?? (/^\d+$/.test(word) ? word : undefined)),
  terms: listed(
    () => false,
    (word) => (TERM.test(word) ? word : undefined),
    ' ',
  ),
} satisfies Record<string, Reader>;

export type PlaceKind = keyof typeof SAID_PLACES;
