import type { FileTask } from '../source.ts';
import type { MarkdownDraft } from './markdown-draft.ts';
import { readMarks } from './markdown-marks.ts';
import { HAND_MARK, handMark, PLAN_LINE, type TaskLines } from './markdown-plan.ts';
import { headLine } from './markdown-write.ts';
import { escaped, unescaped } from './plan-fields.ts';

/** A line's new text, further fields to write below it, and fields that it has itself. */
export interface Head {
  text: string;
  more: string[];
  done: string[];
}

const HEAD_FIELDS = ['description', 'status'];

/** Changes the text of a line of a plan. */
export function planText(text: string, task: FileTask | undefined): Head {
  if (!task) return { text, more: [], done: HEAD_FIELDS };
  const [, number = '', , uuid] = PLAN_LINE.exec(text) ?? [];
  const written = `${number ? `${number} ` : ''}${escaped(task.description)} <!-- ${uuid} -->`;
  return { text: written, more: [], done: HEAD_FIELDS };
}

/**
 * Changes the text of a hand-written line. Its marks stay in it, except those of changed fields. If the words would be
 * read as marks, the line becomes one of a plan.
 */
export function handText(
  draft: MarkdownDraft,
  own: TaskLines,
  {
    text,
    mark,
    task,
    fields,
  }: { text: string; mark: string | undefined; task: FileTask | undefined; fields: readonly string[] },
): Head {
  const words = text.replace(HAND_MARK, '').trim();
  const found = HAND_MARK.exec(text)?.[0].trim() ?? (mark === undefined ? undefined : handMark(mark));
  const marked = (said: string) => (found === undefined ? said : `${said} ${found}`);
  const marks = readMarks(unescaped(words));
  const changed = marks.found.filter(({ field }) => fields.includes(field) && field !== 'tags');
  const said = fields.includes('description') ? task?.description : undefined;
  if (said !== undefined && task && !isPlain(said)) {
    const more = [...marks.found.map(({ field }) => field), ...(own.fields.has('note') ? ['spec'] : [])];
    const line = headLine(task, draft.numbered);
    return { text: line.slice(line.indexOf('] ') + 2), more: more.filter(isWritable), done: HEAD_FIELDS };
  }
  const stay = marks.found.filter((one) => !changed.includes(one));
  const kept = changed.reduce((rest, one) => withoutWord(rest, one.text), words);
  let next = said === undefined ? kept : handLine(said, { before: marks.description, marks: stay, words: kept });
  const done = [...HEAD_FIELDS];
  if (task && fields.includes('tags') && !own.fields.has('tags')) {
    next = withTags(next, stay, task.tags ?? []);
    done.push('tags');
  }
  return { text: marked(next), more: [], done };
}

/** Checks whether a text in a hand-written line is read as words only. */
function isPlain(text: string): boolean {
  const { description, found } = readMarks(text);
  return found.length === 0 && description === text && !/^#\d+ |<!--/.test(text);
}

function isWritable(field: string): boolean {
  return field !== '' && !['entry', 'end', 'repeats'].includes(field);
}

/** Writes another description between the marks of a line. */
function handLine(
  description: string,
  { before, marks, words }: { before: string; marks: readonly { text: string }[]; words: string },
): string {
  const was = escaped(before);
  const rest = marks.reduce((line, { text }) => withoutWord(line, text), words);
  if (rest === was && words.split(was).length === 2) return words.replace(was, () => escaped(description));
  const [number = ''] = /^#\d+ /.exec(words) ?? [];
  const texts = marks.map(({ text }) => text).sort((a, b) => words.indexOf(a) - words.indexOf(b));
  const first = texts.filter((text) => /^\([ABC]\)$/.test(text));
  return number + [...first, escaped(description), ...texts.filter((text) => !first.includes(text))].join(' ');
}

function withoutWord(text: string, word: string): string {
  const at = text.indexOf(word);
  if (at < 0) return text;
  return `${text.slice(0, at).trimEnd()} ${text.slice(at + word.length).trimStart()}`.trim();
}

function withTags(text: string, marks: readonly { text: string; field: string }[], tags: readonly string[]): string {
  const there = marks.flatMap(({ text, field }) => (field === 'tags' ? [text] : []));
  const gone = there.filter((tag) => !tags.includes(tag.slice(1)));
  const fresh = tags.filter((tag) => !there.includes(`#${tag}`)).map((tag) => `#${tag}`);
  return [gone.reduce(withoutWord, text), ...fresh].join(' ');
}
