import { type JsonSpan, jsonSpans } from '../../base/json/json-spans.ts';
import { entryText } from '../../domain/scope-text.ts';
import type { FileEdits, FileTask, RowEdit } from '../source.ts';
import { FILE_FIELDS } from '../source.ts';

/** Changes rows in a JSON file. The text of all other values stays as it is. */
export function editRows(text: string, { rows, added }: FileEdits): string {
  const whole = jsonSpans(text);
  const list = whole.elements ? whole : whole.members!.find(({ name }) => name === 'tasks')!.value;
  const elements = list.elements!;
  const first = elements[0];
  const lead = text.slice(list.from + 1, first?.from ?? list.to - 1);
  const isOneLine = first !== undefined && !lead.includes('\n');
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const outer = (/^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', list.from) + 1)) ?? [''])[0];
  const unit = unitOf(text, elements) ?? (outer || '  ');
  const inner = first && !isOneLine ? lead.slice(lead.lastIndexOf('\n') + 1) : `${outer}${unit}`;
  const glue = isOneLine ? ', ' : `,${eol}${inner}`;
  const parts: string[] = [];
  for (const [i, span] of elements.entries()) {
    const edit = rows.get(i);
    if (edit?.remove) continue;
    const own = edit ? editObject(text, span, edit) : text.slice(span.from, span.to);
    const between = i === 0 ? '' : text.slice(elements[i - 1]!.to, span.from);
    parts.push(parts.length === 0 ? own : between + own);
  }
  const isFlat = first !== undefined && !text.slice(first.from, first.to).includes('\n');
  for (const task of added) {
    const own = printed({ uuid: task.uuid, ...valuesOf(task, FILE_FIELDS) }, { inner, unit, eol, isFlat });
    parts.push(parts.length === 0 ? own : glue + own);
  }
  const open = first ? lead : parts.length > 0 ? `${eol}${inner}` : lead;
  const close = first
    ? text.slice(elements.at(-1)!.to, list.to)
    : parts.length > 0
      ? `${eol}${outer}]`
      : text.slice(list.from + 1, list.to);
  return text.slice(0, list.from + 1) + (parts.length > 0 ? open : '') + parts.join('') + close + text.slice(list.to);
}

/** Returns the indentation of one level, from the first object with several lines. */
function unitOf(text: string, elements: readonly JsonSpan[]): string | undefined {
  for (const { from, members } of elements) {
    const first = members?.[0]?.from ?? from;
    const gap = text.slice(from + 1, first);
    if (!gap.includes('\n')) continue;
    const own = /[ \t]*$/.exec(gap)![0];
    const outside = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', from) + 1))![0];
    if (own.length > outside.length) return own.slice(outside.length);
  }
  return undefined;
}

interface Layout {
  inner: string;
  unit: string;
  eol: string;
  isFlat: boolean;
}

function printed(value: unknown, { inner, unit, eol, isFlat }: Layout): string {
  const text = JSON.stringify(value, null, isFlat ? 0 : unit);
  return isFlat ? text : text.replaceAll('\n', `${eol}${inner}`);
}

function editObject(text: string, span: JsonSpan, { mark, task, fields = [] }: RowEdit): string {
  const members = span.members ?? [];
  const head = text.slice(span.from + 1, members[0]?.from ?? span.to - 1);
  const isFlat = !head.includes('\n');
  const inner = isFlat ? '' : head.slice(head.lastIndexOf('\n') + 1);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const layout = { inner, unit: unitOf(text, [span]) ?? '  ', eol, isFlat };
  const values = new Map<string, unknown>(Object.entries(task ? valuesOf(task, fields) : {}));
  const docs = members.find(({ name }) => name === 'docs');
  if (task && docs && fields.includes('spec') && members.every(({ name }) => name !== 'spec')) {
    values.delete('spec');
    values.set(
      'docs',
      withSpec(JSON.parse(text.slice(docs.value.from, docs.value.to)) as Record<string, string>, task),
    );
  }
  const own = members.flatMap(({ name, from, value }) => {
    if (!values.has(name)) return [text.slice(from, value.to)];
    const wanted = values.get(name);
    values.delete(name);
    return wanted === undefined ? [] : [text.slice(from, value.from) + printed(wanted, layout)];
  });
  const fresh = Array.from(values, ([name, value]) =>
    value === undefined ? [] : [`${JSON.stringify(name)}: ${printed(value, layout)}`],
  ).flat();
  const marks = mark === undefined ? [] : [`"uuid": ${JSON.stringify(mark)}`];
  const between = members[1] && text.slice(members[0]!.value.to, members[1].from);
  const tail = text.slice(members.at(-1)?.value.to ?? span.to - 1, span.to);
  return `{${head}${[...marks, ...own, ...fresh].join(between ?? (isFlat ? ', ' : `,${eol}${inner}`))}${tail}`;
}

/** Returns the documents of a row with the task's spec. Undefined if none is left. */
function withSpec({ spec: _, ...others }: Readonly<Record<string, string>>, task: FileTask): object | undefined {
  const docs = { ...others, ...(task.docs?.spec === undefined ? {} : { spec: task.docs.spec }) };
  return Object.keys(docs).length > 0 ? docs : undefined;
}

/** Returns the values of fields as the file has them. Undefined for a field without a value. */
function valuesOf(task: FileTask, fields: readonly string[]): Record<string, unknown> {
  const own = task as unknown as Readonly<Record<string, unknown>>;
  const special: Readonly<Record<string, unknown>> = {
    spec: task.docs?.spec,
    scope: task.scope?.map((entry) => entryText(entry)),
    acceptance: task.acceptance?.map(({ text }) => text),
  };
  return Object.fromEntries(fields.map((field) => [field, field in special ? special[field] : own[field]]));
}
