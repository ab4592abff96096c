import { FORMAT_TITLES } from '../domain/task-formats.ts';
import { handWritten } from './by-hand/by-hand.ts';
import type { Located } from './reading/json-file.ts';
import { refuseFile } from './reading/row-location.ts';
import type { TaskFormat } from './source.ts';

const HEADING = /^(\*+)\s+(?:([A-Z][A-Z-]+)\s+)?(?:\[#([A-C])\]\s+)?(.*?)(?:\s+:([\p{L}\p{N}_@#%:]+):)?\s*$/u;
const OPEN = ['TODO', 'NEXT', 'DOING', 'STARTED', 'INPROGRESS', 'IN-PROGRESS', 'WAITING', 'WAIT', 'HOLD', 'SOMEDAY'];
const CLOSED: Readonly<Record<string, string>> = { DONE: 'completed', CANCELLED: 'deleted', CANCELED: 'deleted' };
/** Keywords of open tasks that anybody may start. */
const FREE = new Set(['TODO', 'NEXT', 'SOMEDAY']);
const PRIORITY: Readonly<Record<string, string>> = { A: 'H', B: 'M', C: 'L' };
const DATES: Readonly<Record<string, string>> = { DEADLINE: 'due', SCHEDULED: 'scheduled', CLOSED: 'end' };

/** An Emacs Org outline. A heading with a keyword is a task. The text below a heading belongs to its task. */
export const ORG: TaskFormat = {
  name: 'org',
  title: FORMAT_TITLES.org,
  takes: 'an outline with keywords, `* TODO Fix login`',
  remarks: [
    "`TODO` and `NEXT` are open, `DONE` completed, `CANCELLED` deleted. Tasks with other keywords (`WAITING`) get a handoff. Headings without a keyword aren't tasks.",
    'Deadline, scheduled and closed dates, `[#A]` and tags are imported. Text below a heading is the spec. Repeaters and properties are left out.',
  ],
  detect: (given) =>
    !given.folder && (/\.org$/i.test(given.name) || /(?<![^\n])\*+ (TODO|DONE) /.test(given.text(given.files()[0]!))),
  read: async (given) => {
    const [file] = given.files() as [string];
    const { located, left } = readOutline(given.text(file), file);
    return { rows: handWritten(located, 'org'), left, mapped: new Map(), strict: true };
  },
};

function readOutline(text: string, file: string): { located: Located[]; left: string[] } {
  const located: Located[] = [];
  const left: string[] = [];
  const above: { stars: number; value: Record<string, unknown> }[] = [];
  let current: Record<string, unknown> | undefined;
  let isDrawer = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, stars, keyword, priority, title, tags] = HEADING.exec(line) ?? [];
    if (stars !== undefined) {
      while ((above.at(-1)?.stars ?? 0) >= stars.length) above.pop();
      current = keyword === undefined ? undefined : taskOf({ keyword, priority, title: title!, tags });
      if (!current) continue;
      current.ref = `line ${index + 1}`;
      const parent = above.at(-1)?.value.ref;
      if (parent !== undefined) current.parent = parent;
      above.push({ stars: stars.length, value: current });
      located.push({ place: { file, line: index + 1, row: located.length + 1 }, value: current });
    } else if (/^\s*:(END):\s*$/i.test(line)) isDrawer = false;
    else if (isDrawer || /^\s*:[A-Z_-]+:\s*$/.test(line)) isDrawer = true;
    else if (line.trim() !== '' && !addLine(current, line.trim()) && !line.startsWith('#+'))
      left.push(`line ${index + 1}: ${line.trim().slice(0, 80)}`);
  }
  if (located.length === 0) refuseFile(file, 'expected an outline with keywords: * TODO Fix login');
  return { located, left };
}

function taskOf(heading: { keyword: string; priority: string | undefined; title: string; tags: string | undefined }) {
  const { keyword, priority, title, tags } = heading;
  const status = OPEN.includes(keyword) ? 'pending' : CLOSED[keyword];
  if (status === undefined || title === '') return undefined;
  return {
    description: title,
    status,
    ...(status === 'pending' && !FREE.has(keyword) ? { held: keyword.toLowerCase() } : {}),
    ...(priority === undefined ? {} : { priority: PRIORITY[priority] }),
    ...(tags === undefined ? {} : { tags: tags.split(':').filter(Boolean) }),
  };
}

/** Adds a line to a task, as its dates or as text of its spec. */
function addLine(task: Record<string, unknown> | undefined, line: string): boolean {
  if (!task) return false;
  const dates = [
    ...line.matchAll(/(DEADLINE|SCHEDULED|CLOSED):\s*[<[](\d{4}-\d\d-\d\d)(?:\s+[^\]>\d]*)?(\d\d:\d\d)?[^\]>]*[\]>]/g),
  ];
  for (const [, kind, day, time] of dates) {
    const field = DATES[kind!]!;
    if (field !== 'end') task[field] = `${day}${time ? `T${time}` : ''}`;
    else if (task.status !== 'pending') task.end = `${day}T${time ?? '00:00'}:00Z`;
  }
  if (dates.length === 0) task.spec = task.spec === undefined ? line : `${task.spec}\n${line}`;
  return true;
}
