import { BACKLOG } from '../backlog.ts';
import { handWritten } from '../by-hand/by-hand.ts';
import type { TaskFormat } from '../source.ts';
import { readPlan } from './markdown-read.ts';
import { printPlan } from './markdown-write.ts';

/**
 * A plan for people: a box for each task with its fields below. Subtasks and criteria are boxes, too. Good for diffs.
 */
export const MARKDOWN: TaskFormat = {
  name: 'markdown',
  title: 'Markdown',
  takes: 'a plan with boxes, `- [ ] Fix login`',
  remarks: [
    '`[ ]` is open, `[x]` completed, `[-]` deleted; `## web.ui` is the project of what follows; subtasks and criteria stand below their task. Fields are lines such as `- due: friday`; one without a value clears it.',
    'The uuid stands in a comment at the end of the line: without one, the line is known by its file, its words and what it stands below. Numbers are those of this file.',
    'A plan holds no times: what it says counts, also over what was changed here after it was written. `--dry-run` shows what that would be.',
    'In a line without a uuid `#words` are tags, and `@due(2026-12-24)`, `📅 2026-12-24`, `[due:: 2026-12-24]` and their like (scheduled, start, created, done, priority, Obsidian’s 🆔 and ⛔) are fields; text that stands further in is its spec. `[/]` is in progress.',
    'Without any box nothing is a task, unless you say `--format markdown`: then the items of its lists are, or each line (`todo.txt`).',
    'A box of a criterion that is ticked by hand is met, by who imports it.',
  ],
  detect: (given) =>
    !given.folder &&
    (/\.(md|markdown)$/i.test(given.name) || /(?<![^\n])- \[[ xX-]\] /.test(given.text(given.files()[0]!))),
  read: async (given, { now, said = false }) => {
    const [file] = given.files() as [string];
    const { located, left } = readPlan(given.text(file), { file, now, said });
    return { rows: handWritten(located, 'markdown'), left, mapped: new Map(), strict: true };
  },
  write: BACKLOG.write,
  lacks: ['entry', 'modified', 'start', 'end', 'annotations', 'source', 'handoff', 'series', 'extra', 'docs'],
  print: printPlan,
};
