import { shellWord } from '../../../../../base/shell-word.ts';
import type { Phrase } from './phrases-elsewhere.ts';

const UNITS: Readonly<Record<string, string>> = { day: 'd', week: 'w', month: 'mo', year: 'y', hour: 'h' };
const IN_QUOTES = 'To add a task with these words: write them in quotes.';
const NO_MAIL = 'Backlog sends no messages to people. An assignee finds the task in their list.';

/** Lines as people say them, with words between the verb, the id and the value. */
export const SPOKEN: readonly Phrase[] = [
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
    /^(?:add|put|set|attach) (?:an? |the )?(?:note|comment|remark) (?!(?:to|on) )(\S.*) (?:to|on|onto|for) (?:task )?#?(\d[\d,]*)$/,
    'annotate $2 $1',
    IN_QUOTES,
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
