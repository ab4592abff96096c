import { FORMAT_TITLES } from '../../domain/task-formats.ts';
import { handWritten } from '../by-hand/by-hand.ts';
import { countField } from '../reading/columns.ts';
import { checkConflict } from '../reading/json-file.ts';
import type { Tally } from '../reading/row.ts';
import { refuseFile } from '../reading/row-location.ts';
import type { TaskFormat } from '../source.ts';
import { isHeading, keywordsOf } from './org-heading.ts';
import { readOutline } from './org-outline.ts';

/** An Emacs Org outline. A heading with a keyword is a task. The text below a heading belongs to its task. */
export const ORG: TaskFormat = {
  name: 'org',
  title: FORMAT_TITLES.org,
  takes: 'an outline with keywords, `* TODO Fix login`',
  remarks: [
    "`TODO` and `NEXT` are open, `DONE` completed, `CANCELLED` deleted. `#+TODO: IDEA DRAFT | SENT` names other keywords. Tasks with other open keywords (`WAITING`) get a handoff. Headings without a keyword aren't tasks; below a task, they belong to its spec.",
    'Dates, `[#A]`, tags and `#+FILETAGS` are imported. The property `ID` or `CUSTOM_ID` is the id, other properties stay in `extra`. Notes of the logbook are annotations. Text below a heading is the spec. Clocks and changes of the state are left out.',
    'With `--format org`, an outline without keywords has a task for each heading.',
  ],
  oneFile: /\.org$/i,
  detect: (given) => {
    if (given.folder) return false;
    if (/\.org$/i.test(given.name)) return true;
    return /(?<![^\n])\*+ (TODO|DONE) /.test(given.text(given.files()[0]!));
  },
  read: async (given, { said = false }) => {
    const [file] = given.files() as [string];
    const text = given.text(file);
    checkConflict(text, file);
    const lines = text.split(/\r\n|[\r\n]/);
    const keywords = keywordsOf(lines);
    const isPlain = !lines.some((line) => isHeading(line, keywords));
    const { located, left } = readOutline(lines, { file, keywords, plain: said && isPlain });
    const hasHeadings = lines.some((line) => /^\*+ /.test(line));
    if (located.length === 0 && (hasHeadings || left.length > 0)) refuseUntitled(file, isPlain && !said && hasHeadings);
    if (located.length === 0) left.push(`${file}: no tasks`);
    const mapped: Tally = new Map();
    for (const { value } of located)
      for (const name of Object.keys((value.extra as object | undefined) ?? {})) countField(mapped, `${name} -> extra`);
    return { rows: handWritten(located, 'org'), left, mapped, strict: true };
  },
};

function refuseUntitled(file: string, hasHeadings: boolean): never {
  const hint = hasHeadings ? 'To take each heading as a task: `format: org`' : 'Fix the file.';
  const meant = hasHeadings ? { readAs: 'org' as const } : {};
  return refuseFile(file, 'expected an outline with keywords: * TODO Fix login', { hint, ...meant });
}
