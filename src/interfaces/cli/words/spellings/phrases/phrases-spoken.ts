import { ownProperty } from '../../../../../base/own-property.ts';
import { shellWord } from '../../../../../base/shell-word.ts';
import { isIds } from '../../../../../commands/task/select-words.ts';
import { PRIORITY_WORDS } from '../../../../../domain/fields/words.ts';
import { FIELD_WORDS } from '../../../../../domain/fields/words-elsewhere.ts';
import { resolveDate } from '../../../../../time/index.ts';
import type { Phrase } from './phrases-elsewhere.ts';

/** The tasks of a line that runs them, and the word before the agent. */
const WITH = '(?:with|using|by|on) @?([a-z][\\w-]*)';
const UNITS: Readonly<Record<string, string>> = { day: 'd', week: 'w', month: 'mo', year: 'y', hour: 'h' };
const IN_QUOTES = 'To add a task with these words: write them in quotes.';
const NO_MAIL = 'Backlog sends no messages to people. An assignee finds the task in their list.';

/** Lines as people say them, with words between the verb, the id and the value. */
export const SPOKEN: readonly Phrase[] = [
  [new RegExp(`^run (?:start )?(?:tasks? )?#?(\\d[\\d, ]*) ${WITH}$`, 'i'), 'run $1 --agent $2'],
  [new RegExp(`^run (?:start )?(?:all|everything|ready)(?: tasks)? ${WITH}$`, 'i'), 'run +READY --agent $1'],
  [/^run (?:start )?tasks? #?(\d[\d, ]*)$/, 'run $1'],
  [/^mark #?(\d+) (?:as )?(?:done|completed?|finished|closed)$/, 'done $1'],
  [/^mark #?(\d+) (?:as )?(\w[\w-]*)$/, 'move $1 $2'],
  [/^(?:postpone|delay|defer) (\d+) (?:by |to |until |for )?([^\s-]\S* .+)$/, postponed],
  [/^(?:modify|mod|edit|update|set) ([\d,-]+) ([a-z]+=\S+(?: [a-z]+=\S+)*)$/, withEquals],
  [
    /^(?:reopen|undone|unclose) (\d+) ([a-z].*)$/i,
    (id, text = '') => `modify ${id} --status pending && backlog annotate ${id} ${shellWord(text)}`,
  ],
  [
    /^(?:add|put|set|attach) (?:an? |the )?([a-z]+) (?!(?:to|on) )(\S.*) (?:to|on|onto|for) (?:task )?#?(\d[\d,]*)$/,
    givenTo,
    IN_QUOTES,
  ],
  [
    /^(?:remove|delete|drop|rm|take) (?:the )?(?:tags?|labels?) \+?(\S+) (?:from|of|off|on) (?:task )?#?(\d[\d,]*)$/,
    'modify $2 --tags -$1',
  ],
  [/^take over #?(\d+)$/, 'start $1'],
  [/^(?:mention|ping|notify|cc) @?([a-z]\S*) #?(\d+)$/i, (name = '', id) => `annotate ${id} ${shellWord(name)}`],
  [/^(?:notify|tell) @?([a-z][\w.-]*) (?!(?:on|about|in|for) )([a-z].*)$/i, 'list agent:$1', NO_MAIL],
  [/^how (?:do|can|to|does) .+$/i, 'help'],
  [/^list (?:for|of) @?([a-z][\w-]*)$/i, 'list agent:$1'],
  [/^runs? (today|yesterday)$/, 'run results --since $1'],
  [/^(?:cleanup|clean|prune|remove|delete)(?: up)? (?:old |merged |the |all )*worktrees?$/, 'worktree clean --dry-run'],
  [/^(?:unlock|unclaim|release) (\S*[./*]\S*)$/, 'claim list'],
  [/^queue (?:switch|use|select|open) (\S+)$/, 'list -w $1'],
  [/^export (?:(?:all|the|my|tasks|everything) )+(?:to|into|as) (\S+\.\w+)$/, 'export --to $1'],
];

/** Returns the line that gives a task a value of a field, or a note. The words could also be a new task. */
function givenTo(name = '', value = '', id = ''): string | undefined {
  if (/^(?:note|comment|remark)$/.test(name)) return `annotate ${id} ${shellWord(value)}`;
  const field = ownProperty(FIELD_WORDS, name) ?? name;
  const sign = /^(?:tags|depends)$/.test(field) ? '+' : '';
  const isField = /\s/.test(value) ? false : (ownProperty(GIVEN, field)?.(value) ?? false);
  return isField ? `modify ${id} --${field} ${shellWord(`${sign}${value.replace(/^[+#]/, '')}`)}` : undefined;
}

const isDate = (text: string) => resolveDate(text, { now: 0, zone: 'UTC' }).ok;
const isName = () => true;

/** Fields of which people say that a task gets them, with a check of the value: `add due dates to 3` is a new task. */
const GIVEN: Readonly<Record<string, (value: string) => boolean>> = {
  ...{ tags: isName, project: isName, agent: isName, due: isDate, wait: isDate, scheduled: isDate },
  depends: (value) => isIds(value),
  priority: (value) => ownProperty(PRIORITY_WORDS, value.toLowerCase()) !== undefined,
  estimate: (value) => /^\d+[a-z]+$/i.test(value),
};

function postponed(id = '', said = ''): string {
  const until = said.replace(/^(?:by|to|until|till|for|on) /, '');
  const [, count, unit = ''] = /^(\d+) (day|week|month|year|hour)s?$/i.exec(until) ?? [];
  const date = count === undefined ? until : `${count}${UNITS[unit.toLowerCase()]}`;
  return `modify ${id} --scheduled ${shellWord(date)}`;
}

function withEquals(ids = '', changes = ''): string {
  const flags = changes.split(' ').map((change) => {
    const [, field = '', value = ''] = /^([a-z]+)=(.*)$/.exec(change)!;
    return `--${field === 'title' ? 'description' : field} ${shellWord(value)}`;
  });
  return `modify ${ids} ${flags.join(' ')}`;
}
