import { shortLine } from '../../../domain/calls/door.ts';
import { ROWS } from '../machine/table.ts';
import { byWords } from './spellings/by-words.ts';
import * as program from './spellings/program.ts';
import * as tasks from './spellings/tasks.ts';

/**
 * Lines of other programs, with Backlog's lines; flags and their values are in `flag-spellings.ts`. The command line, help,
 * suggestions and completion share these tables. They apply only to words that Backlog has no command or noun for.
 */

/** Nouns of other programs, with Backlog's noun. An empty text means that Backlog omits the noun. */
export const NOUNS: Readonly<Record<string, string>> = {
  ...{
    issue: '',
    issues: '',
    ticket: '',
    tickets: '',
    subtask: '',
    subtasks: '',
    bead: '',
    beads: '',
    todo: '',
    todos: '',
    t: '',
    bd: '',
  },
  ...{ scheduler: 'orchestrator', dispatcher: 'orchestrator' },
  ...{ pr: 'run', prs: 'run', repository: 'repo', repositories: 'repo', worktrees: 'worktree' },
};

/**
 * Backlog's line for the beginnings of lines that people know from other programs. A noun in the plural means the same.
 * ` #` at the end of a beginning stands for the id of a task.
 * The remaining words follow, unless the line has a place for them: `$1` and `$2` are single words, `"…"` is the other
 * words as one argument. `$1` is a task in most lines, which Taskwarrior's order may name first.
 */
export const LINES = { ...ofCommands(), ...tasks.LINES, ...program.LINES };

/** Returns the lines for other names of commands, which the rows of the commands have. */
function ofCommands(): Readonly<Record<string, string>> {
  const rows = ROWS.flatMap(({ name, elsewhere }) => (elsewhere ? [[shortLine(name), elsewhere]] : []));
  return byWords(Object.fromEntries(rows));
}

/** Backlog's line for a word that no other word follows. With others, {@link LINES} has another line. */
export const ALONE = { ...tasks.ALONE, ...program.ALONE };

/**
 * Lines that are refused with a suggestion, because Backlog does it in another way. The suggestion has the words of the
 * line in the same places as in {@link LINES}, and omits the others.
 */
export const SUGGESTED = { ...tasks.SUGGESTED, ...program.SUGGESTED };

export const { OF_RUN, REFUSED_ALONE, RUN_ID, SELECTED } = program;

/** A line that is refused with the line to type. */
export interface Suggestion {
  said: string;
  line: string;
  /** The kind of id or name that must be beside it. */
  beside?: 'run' | 'task' | 'setting';
  /** Set if no other word may follow. The line is then the whole line, and the hint has others. */
  hint?: string;
}

/** All suggestions: those of the tables above, which apply in this order from the last to the first. */
export const SUGGESTIONS: readonly Suggestion[] = [
  ...Object.entries(SUGGESTED).map(([said, line]) => ({ said, line })),
  ...SELECTED.flatMap(({ noun, lines }) => Object.entries(lines).map(([said, line]) => ({ said, line, beside: noun }))),
  ...Object.entries(REFUSED_ALONE).map(([said, { line, hint }]) => ({ said, line, hint })),
];
