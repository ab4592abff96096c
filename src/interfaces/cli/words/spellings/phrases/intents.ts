import { shellWord } from '../../../../../base/shell-word.ts';
import { AFTER_IMPORT } from '../words-of-exchange.ts';
import type { Intent } from './intent.ts';
import * as lines from './intent-lines.ts';
import { SAID } from './said-lines.ts';

/** Intents with a hint, and those whose line depends on what stands at their places. */
const OTHERS: readonly Intent[] = [
  [lines.listedDue, 'list|show|which|what due $text, task for $date'],
  [
    lines.sortedLine,
    'list|show|sort|order|group all? by|sorted|ordered $field date?, sort|order|group $field date?, list sort $field',
  ],
  [lines.listedWithout, 'list|show|which have? without|no $field date?'],
  ['info $tasks', 'show $tasks'],
  ['run show $runs', 'show $runs'],
  [lines.planned, 'plan $text'],
  [lines.lineOfType, '$type add $text'],
  ['start $task', 'do $task', ({ task }) => `To complete it: \`backlog done ${task}\`.`],
  ['list +ACTIVE', 'stash push|pop|list|apply|save?', 'To release a task: `backlog stop 12 --handoff "…"`'],
  [lines.finished, 'done $tasks $text'],
  [lines.doneAll, 'done all $word'],
  [lines.editedLine, 'edit $task $text'],
  [lines.reopenedLine, 'reopen|undone|unclose $tasks $text'],
  [
    'annotate $task $text',
    'add|put|set|attach note $text to|on|onto|for $task, put note $text $task',
    'To add a task with these words: write them in quotes.',
  ],
  [lines.mentioned, 'mention $name $task $text'],
  [
    'annotate $task $text',
    'mention|message|question $task $text',
    'The agent of a run reads a message: `backlog run message r7 "…"`.',
  ],
  [
    'list sort:entry-,id- limit:1',
    'done|start|stop|delete|edit|show last|latest|newest task?',
    'It shows the newest task. Then give its number, because no word selects it.',
  ],
  [
    'list agent:$name',
    'mention $name, mention $name $text',
    'Backlog sends no messages to people. An assignee finds the task in their list.',
  ],
  [
    'history --command import',
    'undo|revert|rollback import|of|from>$any, unimport, unimport $any',
    'Undo the change of this import by its number: `backlog undo 12`.',
  ],
  [
    'import $file',
    'import $file into|in|to|as project? $word',
    ({ word }) => `It leaves out: ${shellWord(word!)}. ${AFTER_IMPORT}`,
  ],
  [lines.postponed, 'postpone|delay|defer $task by|to|until|for? $text'],
  [
    'modify $task --scheduled $text',
    'schedule run $task at|for|on? $text',
    'The orchestrator starts it then: `backlog orchestrator start`.',
  ],
  ['modify $task --depends +$task2', 'link $task $task2', 'This line makes the first wait for the second.'],
  [lines.movedLine, 'mark|move|put|set|is? $task status? $state, status $task $state'],
  ['claim check $file', 'claim $file for>$name', 'A claim is for the one who types it: `backlog claim acquire`.'],
  [
    'claim list',
    'unlock|unclaim|release $file',
    ({ file }) => `This names its claim: \`backlog claim release ${shellWord(file!)}\`.`,
  ],
  [
    'import tasks.csv',
    'import from? google|googlesheets sheets|sheet|docs?, import from? excel $any',
    'Save the sheet as CSV first.',
  ],
  [lines.migrated, 'import from $word, migrate from? $any, $tool import $any?'],
  ['help import', 'format, import format, list|show|which|what format import?', 'It lists the formats.'],
  [
    'run $tasks [--agent $name] [--attempts $tries] [--cost $cost] [--minutes $minutes]',
    'run|launch|develop start? $tasks $tries? $cost? $minutes? with|using|by>$name?',
    ({ cost }) => (cost === undefined ? '' : '`--cost` limits each run.'),
  ],
  ['approve $task && backlog approve $task2', 'approve $task $task2', lines.duplicateHint],
  [
    'request-changes $run $text',
    'mention agent $run to|that? $text',
    ({ run }) => `While it works: \`backlog run message ${run} "…"\`.`,
  ],
  ['night', 'nightly run?, nightly run? at|from $text', 'A night begins with your yes, so type it at that hour.'],
  [lines.usageSince, 'cost agent|run|they? $date, cost $provider $date, howmany token|cost agent|run? $date'],
  [
    'autonomy list',
    'yolo, auto|auto-approve|auto-merge|auto-land|auto-accept approve? $text',
    'Rules land results: docs/how-to/let-results-land-by-rule.md.',
  ],
  ['setting list checks', 'run|npm test|lint|build|ci|check, test, build', 'The checks run on each result.'],
  [lines.timeout, 'set? timeout|time-limit|max-time $length, set? timeout|time-limit|max-time $n'],
  [lines.switched, 'turn|switch? $onoff $switch, $switch $onoff'],
  [
    'token add $name --rights review',
    'allow|permit $name to approve|review',
    'A person at a terminal may approve without a token.',
  ],
  [
    'token remove $any && backlog token add $any',
    'token rotate|renew|regenerate|refresh $any',
    'Give it the rights of the old one with `--rights`.',
  ],
  [
    'store role remove $any',
    'kick|ban|evict out? $any, store role|people add|set|grant $any as|to? reads, role|people add|set|grant $any as|to? reads',
    'Its database then lets the role only read.',
  ],
  [lines.syncedWith, 'sync with|to>$name', 'People share a queue in a database. With a file: `backlog sync TODO.md`.'],
  ['store move postgres://db.example.org/backlog', 'share', 'People share a queue in a database.'],
  ['init', 'install, i, ci'],
  [({ text }) => `help ${text}`, 'man $text'],
  [lines.helpOf, 'help $any'],
];

/** All intents. The one that explains most of a line counts. */
export const INTENTS: readonly Intent[] = [...Object.entries(SAID), ...OTHERS];
