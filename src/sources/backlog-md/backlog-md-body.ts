import { ownProperty } from '../../base/own-property.ts';
import { present } from '../../base/present.ts';

/** The parts of a Backlog.md task below its front matter. */
export interface BacklogMdBody {
  /** Text of each document, by name. */
  docs: Record<string, string>;
  criteria: { text: string; done: boolean }[];
  comments: BacklogMdComment[];
  problem?: { section: string; message: string };
}

export interface BacklogMdComment {
  author?: string;
  created?: string;
  text: string;
}

/** Document name, by the name in the section's marks. */
const MARKED: Readonly<Record<string, string>> = {
  'SECTION:DESCRIPTION': 'spec',
  'SECTION:PLAN': 'plan',
  'SECTION:NOTES': 'notes',
  'SECTION:FINAL_SUMMARY': 'summary',
  DOD: 'definition-of-done',
  AC: 'criteria',
  COMMENTS: 'comments',
};

/** Document name, by heading. For files without marks: old files and files written by hand. */
const HEADED: Readonly<Record<string, string>> = {
  description: 'spec',
  'implementation plan': 'plan',
  'implementation notes': 'notes',
  'final summary': 'summary',
  'definition of done': 'definition-of-done',
  'acceptance criteria': 'criteria',
  comments: 'comments',
};

/** Splits a task's body into sections. Text outside of the sections becomes the document `more`. */
export function backlogMdBody(body: string): BacklogMdBody {
  const sections = new Map<string, string>();
  const add = (name: string, text: string) => {
    const trimmed = text.replace(/^\s*\n|\s+$/g, '');
    if (trimmed !== '') sections.set(name, sections.has(name) ? `${sections.get(name)}\n\n${trimmed}` : trimmed);
  };
  const { rest, problem } = takeMarked(body, add);
  takeHeaded(rest, add);
  const criteria = (sections.get('criteria') ?? '').split('\n').flatMap(criterion);
  const comments = readComments(sections.get('comments') ?? '');
  sections.delete('criteria');
  sections.delete('comments');
  return { docs: Object.fromEntries(sections), criteria, comments, ...present({ problem }) };
}

/** Matches the mark of a section. Editors indent it together with a list before it. */
const MARK = /^\s*<!-- ((?:SECTION:[A-Z_]+)|AC|DOD|COMMENTS):BEGIN -->$/;

/** Calls `add` for each marked section. @returns the rest of the body, with the headings of the marked sections */
function takeMarked(
  body: string,
  add: (name: string, text: string) => void,
): Pick<BacklogMdBody, 'problem'> & { rest: string } {
  const rest: string[] = [];
  const lines = body.split('\n');
  const inText = textLines(lines);
  for (let i = 0; i < lines.length; i++) {
    const mark = inText[i] ? undefined : MARK.exec(lines[i]!.trimEnd())?.[1];
    if (mark === undefined) {
      rest.push(lines[i]!);
      continue;
    }
    const end = endOfMark(lines, i, mark);
    if (end < 0) {
      const message = `expected <!-- ${mark}:END --> after <!-- ${mark}:BEGIN -->`;
      return { rest: rest.join('\n'), problem: { section: mark, message } };
    }
    add(
      ownProperty(MARKED, mark) ?? mark.replace('SECTION:', '').toLowerCase().replaceAll('_', '-'),
      lines.slice(i + 1, end).join('\n'),
    );
    i = end;
  }
  return { rest: rest.join('\n') };
}

const endOfMark = (lines: readonly string[], begin: number, mark: string) =>
  lines.findIndex((line, at) => at > begin && line.trim() === `<!-- ${mark}:END -->`);

/** Returns for each line whether it is text: in a code fence, or between the marks of a section. Such lines are no headings. */
export function textLines(lines: readonly string[]): boolean[] {
  const inText = lines.map(() => false);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.trimEnd();
    const mark = MARK.exec(line)?.[1];
    const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
    const closes = fence && new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t\\r]*$`);
    const end = mark
      ? endOfMark(lines, i, mark)
      : closes
        ? lines.findIndex((one, at) => at > i && closes.test(one))
        : -1;
    // Without its end, neither of them hides what follows.
    if (end < 0) continue;
    inText.fill(true, mark ? i + 1 : i, mark ? end : end + 1);
    i = end;
  }
  return inText;
}

function takeHeaded(text: string, add: (name: string, text: string) => void): void {
  const lines = text.split('\n');
  const inText = textLines(lines);
  const starts = lines.flatMap((line, i) => (i === 0 || (line.startsWith('## ') && !inText[i]) ? [i] : []));
  for (const [n, start] of starts.entries()) {
    const end = starts[n + 1];
    const part = lines.slice(start, end).join('\n') + (end === undefined ? '' : '\n');
    const [, heading, content] = /^## (.*)\n?([\s\S]*)$/.exec(part) ?? [];
    const name = heading === undefined ? undefined : ownProperty(HEADED, heading.trim().toLowerCase());
    if (name) add(name, content ?? '');
    else add('more', part);
  }
}

function criterion(line: string): { text: string; done: boolean }[] {
  const [, box, text] = /^\s*[-*]\s+\[([ xX])\]\s+(?:#\d+\s+)?(.*\S)\s*$/.exec(line) ?? [];
  return text === undefined ? [] : [{ text, done: box !== ' ' }];
}

function readComments(text: string): BacklogMdComment[] {
  if (text.trim() === '') return [];
  const found = Array.from(
    text.matchAll(/^((?:(?:author|created): .*\n)+)---\n([\s\S]*?)\n---[ \t]*(?=\n+author: |\s*$)/gm),
  );
  if (found.length === 0) return [{ text }];
  return found.map(([, head = '', content = '']) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1]?.trim();
    const [author, created] = [field('author'), field('created')];
    return { ...(author ? { author } : {}), ...(created ? { created } : {}), text: content };
  });
}
