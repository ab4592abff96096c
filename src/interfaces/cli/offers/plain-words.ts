import { groupedBy } from '../../../base/iterables.ts';
import { lazy } from '../../../base/lazy.ts';

/** Words that say nothing about what a line should do. */
export const IDLE: ReadonlySet<string> = new Set(
  `a an the this that these those it its my me i im i'm we us our you your he she they them is are was were be been am do does
  did has have had can could would should shall will may might must let please pls thanks thank hey hi hello kindly just now so and
  or of in on at to for from by with about into as if whether what which how when where there here all any some every like want
  wants need needs wish make get give also too still task tasks ticket tickets issue issues item items todo todos one ones thing
  things backlog then than whats what's who's whos hows r`
    .split(/\s+/)
    .filter(Boolean),
);

/** Words before a text that don't belong to it: `add a task to …`, `reject r1 because …`. */
export const BEFORE_TEXT =
  /^(?:a|an|the|new|task|ticket|issue|item|todo|story|bug|called|named|titled|saying|that|to|because|since|as|for|with|text|note|comment|story:|bug:|:|-m|into|in)$/i;

/**
 * Ordinary English words with the same meaning. They belong to no tool and to no command: a line is found by any of
 * them, and the texts of the commands decide which line.
 */
const ALIKE: readonly string[] = [
  'done finish finished complete close fin ready resolve solve end accomplish',
  'delete erase remove drop rm del trash wipe destroy bin',
  'add create new make insert write open plan',
  'start begin checkout switch take pick work go launch enable resume activate',
  'stop stash end halt break pause quit abort interrupt kill freeze disable deactivate',
  'show view see display details look describe print cat',
  'list ls all which overview',
  'change modify update set edit adjust alter actualize refresh',
  'rename retitle call title description replace',
  'due deadline until till late overdue',
  'overdue late past delayed',
  'snooze stash shelve defer postpone later hold park delay remind remember push',
  'wait notify inform know finished',
  'blocked stuck blocker blockers waiting',
  'depends dependent dependency depend require requires blocked after first',
  'parent under hang child epic belongs',
  'undo restore revert back reset rollback annul',
  'redo again',
  'history log reflog changes changed activity happened past',
  'annotate note comment remark remember tell link url reference',
  'approve accept ok okay yes merge good lgtm ship',
  'request-changes reject send back redo rework improve missing refuse decline no nope wrong',
  'discard reject drop throw kill abandon cancel',
  'diff changed changes compare',
  'usage cost costs spent money price tokens spend',
  'simulate forecast eta when long estimate velocity capacity',
  'standup yesterday daily did report status',
  'summary progress overview stats statistics kpi numbers report',
  'timeline roadmap schedule gantt plan milestone milestones cycle sprint',
  'goal okr objective target epic vision',
  'active wip doing progress working current currently',
  'claim who holds working',
  'priority urgent important prio escalate priorities hi',
  'sort order sorted rank',
  'agent assign delegate give owner responsible person worker claude codex',
  'project move category component put',
  'tag label tags labels mark',
  'sync fetch pull synchronize actualize push',
  'serve board dashboard web browser ui kanban',
  'setting settings config configure option options preference cfg',
  'budget limit cap cost',
  'search find look grep',
  'next should work today',
  'now attention today dashboard needs urgent important',
  'import load read',
  'export save csv excel table spreadsheet dump',
  'run execute work do dispatch delegate give',
  'risk risks danger dangerous',
  'lint problems quality flawed',
  'archive put away',
  'release notes version changelog ship',
  'doctor stored where data folder path',
  'count many number',
  'duplicate copy clone',
  'retry rerun again repeat',
  'worktree branch checkout',
];

/** Checks whether a line asks for something to read. `how do I close 5` asks for a line that closes. */
export const isQuestion = ([first = '', ...rest]: readonly string[]): boolean =>
  (/^(?:who|whose|what|whats|what's|which|where|when|why|is|are|was|were|has|had|did|does|should|shall|how)$/i.test(
    first,
  ) ||
    /^(?:can|could|may|would) (?:i|we)$/i.test(`${first} ${rest[0]}`)) &&
  !/^how (?:do|can|could|to|should|would) (?!(?:the|agents?|runs?|it|this)\b)/i.test(
    ['how', ...rest].join(' ').toLowerCase(),
  );

/** Checks whether a word says that a task is over: `6 paid`, `3 shipped`. */
export const reportsEnd = (word: string, { ids }: { ids: readonly string[] }): boolean =>
  ids.length > 0 && /^(?:\w{2,}ed|paid|sent|written|built|made|bought|solved|through|over)$/.test(word);

/** Returns the words with the meaning of a word. */
export function alikeTo(word: string): readonly string[] {
  return alike().get(word) ?? [];
}

const alike = lazy(() => {
  const pairs = ALIKE.flatMap((group) => group.split(' ').map((word, _, words) => ({ word, words })));
  const all = Array.from(
    groupedBy(pairs, ({ word }) => word),
    ([word, groups]) => {
      const words = new Set(groups.flatMap((group) => group.words));
      return [word, [...words].filter((other) => other !== word)] as const;
    },
  );
  return new Map(all);
});
