import { posix } from 'node:path';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { FORMAT_TITLES } from '../../domain/task-formats.ts';
import { BACKLOG } from '../backlog.ts';
import { handWritten } from '../by-hand/by-hand.ts';
import { refuseFile } from '../reading/row-location.ts';
import type { FileEdits, TaskFormat } from '../source.ts';
import { editPlan } from './markdown-edit.ts';
import { readLines, readPlan } from './markdown-read.ts';
import { isPlainList, isTodoTxt } from './markdown-unboxed.ts';
import { printPlan } from './markdown-write.ts';

/** Matches a comment by which a program marks a file that it writes again. */
const GENERATED = /^<!--(?=.*(?:\bgenerated\b.*\b(?:by|from)\b|\bdo not edit\b|@generated\b))/im;

/** Refuses a file that another program writes: its tasks are in other files, and changes would be lost. */
function refuseGenerated(text: string, file: string): void {
  const top = text.slice(0, 2_000).split(/^\s*(?:[-*+]|\d+[.)]) \[/m)[0]!;
  if (GENERATED.test(top))
    refuseFile(file, 'a program generates this file, so its tasks are in other files', {
      hint: `Import these: \`task_import ${shellWord(posix.dirname(file))}\`. To read this file once: \`format: markdown\``,
    });
}

/** A plan for people, good for diffs: a box for each task, subtask and criterion, with its fields below. */
export const MARKDOWN: TaskFormat = {
  name: 'markdown',
  title: FORMAT_TITLES.markdown,
  takes: 'a plan with boxes, `- [ ] Fix login`',
  remarks: [
    '`[ ]` is open, `[x]` completed, `[-]` deleted. `## web.ui` is the project of the tasks below it; other headings are left out and named. Subtasks and criteria are below their task. Fields are lines such as `- due: friday`; a field without a value is cleared.',
    'The uuid is in a comment at the end of the line. Without one, Backlog recognises the line by its file, its words and its place. A line at another place stays its task if no other line has its words. Numbers are those of this file.',
    'A plan contains no times, so its values replace later changes in the queue. `--dry-run` shows them first. Only a closed task stays closed.',
    "In a line without a uuid, `#words` are tags. `@due(2026-12-24)`, `📅 2026-12-24` and `[due:: 2026-12-24]` are fields. So are scheduled, start, created, done, priority, and Obsidian's 🆔 and ⛔. Indented text is the spec, unless it continues the sentence. `[/]` is in progress.",
    'A file without boxes has no tasks, except a text file or one such as `TODO.md`: there, list items, or all lines, are tasks. `--format markdown` reads others so. A `todo.txt` is recognized by its priorities, dates, projects and contexts; a context is a tag.',
    'In a plan of Kiro (`.kiro/specs/NAME/tasks.md`), spec-kit (`specs/001-NAME/tasks.md`) or OpenSpec (`openspec/changes/NAME/tasks.md`), the number of a step identifies it. `sync` marks only a step without a number of its own. The folder is the project. `[-]` is in progress. `[ ]*` is optional: a tag, priority `L`, and no subtask, because an open subtask would block its parent. `[P]` is the tag `parallel`, `[US1]` and `_Requirements: 1.2–1.4_` are tags, `(depends on T001)` is a dependency.',
    'A ticked criterion is met, with the importer as author.',
    '`backlog sync` marks a hand-written line with `<!-- task UUID -->`. Words and marks in such a line are read as before.',
  ],
  oneFile: /\.(md|markdown|txt)$/i,
  detect: (given) => {
    if (given.folder || /\.org$/i.test(given.name)) return false;
    if (/\.(md|markdown)$/i.test(given.name)) return true;
    const text = given.text(given.files()[0]!);
    return /(?<![^\n])- \[ ?[ xX-] ?\] /.test(text) || isTodoTxt(given.name, text) || isPlainList(given.name, text);
  },
  read: async (given, { now, said = false, path = given.name }) => {
    const [file] = given.files() as [string];
    const text = given.text(file);
    if (!said) refuseGenerated(text, given.name);
    const isList = isTodoTxt(given.name, text) || isPlainList(given.name, text);
    const { located, left, spec } = readPlan(text, { file, now, said: said || isList, path });
    return {
      rows: handWritten(located, 'markdown'),
      left,
      mapped: new Map(),
      strict: true,
      ...present({ title: spec?.title }),
    };
  },
  write: BACKLOG.write,
  open: (text, at) => {
    const { ids = new Map<string, string>(), path = at.file } = at;
    refuseGenerated(text, at.file);
    const plan = readLines(text, { ...at, path });
    for (const [i, { id }] of plan.lines.entries()) {
      const { value } = plan.located[i]!;
      const uuid = id === undefined || value.uuid !== undefined ? undefined : ids.get(id);
      if (uuid !== undefined) Object.assign(value, { uuid, hand: true });
    }
    const hands = plan.lines.map(({ byHand }) => byHand);
    const rows = handWritten(plan.located, 'markdown').map((row, i) => ({ ...row, hand: hands[i] === true }));
    const edit = (edits: FileEdits) => {
      for (const [i, { mark }] of edits.rows) {
        const { id } = plan.lines[i]!;
        if (mark !== undefined && id !== undefined) ids.set(id, mark);
      }
      return editPlan(text, plan, edits);
    };
    return { rows, edit };
  },
  lacks: [
    'entry',
    'modified',
    'start',
    'end',
    'annotations',
    'source',
    'handoff',
    'obstacle',
    'estimates',
    'series',
    'extra',
    'docs',
  ],
  print: printPlan,
};
