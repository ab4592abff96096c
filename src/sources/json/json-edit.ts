import { findNodeAtLocation, type Node, parseTree } from '../../base/json/json-tree.ts';
import { entryText } from '../../domain/scope-text.ts';
import { criterionLine } from '../../domain/task/criteria.ts';
import type { FileEdits, FileTask, RowEdit } from '../source.ts';
import { FILE_FIELDS } from '../source.ts';

/** Changes rows in a JSON file. The text of all other values stays as it is. */
export function editRows(text: string, { rows, added }: FileEdits): string {
  const whole = parseTree(text)!;
  const list = whole.type === 'array' ? whole : findNodeAtLocation(whole, ['tasks'])!;
  const elements = list.children!;
  const first = elements[0];
  const lead = text.slice(list.offset + 1, first?.offset ?? endOf(list) - 1);
  const isOneLine = first !== undefined && !lead.includes('\n');
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const outer = (/^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', list.offset) + 1)) ?? [''])[0];
  const unit = unitOf(text, elements) ?? (outer || '  ');
  const inner = first && !isOneLine ? lead.slice(lead.lastIndexOf('\n') + 1) : `${outer}${unit}`;
  const glue = isOneLine ? ', ' : `,${eol}${inner}`;
  const parts: string[] = [];
  for (const [i, row] of elements.entries()) {
    const edit = rows.get(i);
    if (edit?.remove) continue;
    const own = edit ? editObject(text, row, edit) : text.slice(row.offset, endOf(row));
    const between = i === 0 ? '' : text.slice(endOf(elements[i - 1]!), row.offset);
    parts.push(parts.length === 0 ? own : between + own);
  }
  const isFlat = first !== undefined && !text.slice(first.offset, endOf(first)).includes('\n');
  for (const task of added) {
    const own = printed({ uuid: task.uuid, ...valuesOf(task, FILE_FIELDS) }, { inner, unit, eol, isFlat });
    parts.push(parts.length === 0 ? own : glue + own);
  }
  const open = first ? lead : parts.length > 0 ? `${eol}${inner}` : lead;
  const close = first
    ? text.slice(endOf(elements.at(-1)!), endOf(list))
    : parts.length > 0
      ? `${eol}${outer}]`
      : text.slice(list.offset + 1, endOf(list));
  return (
    text.slice(0, list.offset + 1) + (parts.length > 0 ? open : '') + parts.join('') + close + text.slice(endOf(list))
  );
}

const endOf = ({ offset, length }: Node): number => offset + length;

/** Returns the indentation of one level, from the first object with several lines. */
function unitOf(text: string, elements: readonly Node[]): string | undefined {
  for (const { offset, children = [] } of elements) {
    const gap = text.slice(offset + 1, children[0]?.offset ?? offset);
    if (!gap.includes('\n')) continue;
    const own = /[ \t]*$/.exec(gap)![0];
    const outside = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset) + 1))![0];
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

function editObject(text: string, object: Node, { mark, task, fields = [] }: RowEdit): string {
  const members = object.children ?? [];
  const head = text.slice(object.offset + 1, members[0]?.offset ?? endOf(object) - 1);
  const isFlat = !head.includes('\n');
  const inner = isFlat ? '' : head.slice(head.lastIndexOf('\n') + 1);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const layout = { inner, unit: unitOf(text, [object]) ?? '  ', eol, isFlat };
  const values = new Map<string, unknown>(Object.entries(task ? valuesOf(task, fields) : {}));
  const docs = findNodeAtLocation(object, ['docs']);
  if (task && docs && fields.includes('spec') && !findNodeAtLocation(object, ['spec'])) {
    values.delete('spec');
    values.set('docs', withSpec(JSON.parse(text.slice(docs.offset, endOf(docs))) as Record<string, string>, task));
  }
  const own = members.flatMap((member) => {
    const [key, value] = member.children as [Node, Node];
    const name = key.value as string;
    if (!values.has(name)) return [text.slice(member.offset, endOf(member))];
    const wanted = values.get(name);
    values.delete(name);
    return wanted === undefined ? [] : [text.slice(member.offset, value.offset) + printed(wanted, layout)];
  });
  const fresh = Array.from(values, ([name, value]) =>
    value === undefined ? [] : [`${JSON.stringify(name)}: ${printed(value, layout)}`],
  ).flat();
  const marks = mark === undefined ? [] : [`"uuid": ${JSON.stringify(mark)}`];
  const between = members[1] && text.slice(endOf(members[0]!), members[1].offset);
  const last = members.at(-1);
  const tail = text.slice(last ? endOf(last) : endOf(object) - 1, endOf(object));
  return `{${head}${[...marks, ...own, ...fresh].join(between ?? (isFlat ? ', ' : `,${eol}${inner}`))}${tail}`;
}

/** Returns the documents of a row with the task's spec. Undefined if none is left. */
function withSpec(
  { spec: _, ...others }: Readonly<Record<string, string>>,
  task: Partial<FileTask>,
): object | undefined {
  const docs = { ...others, ...(task.docs?.spec === undefined ? {} : { spec: task.docs.spec }) };
  return Object.keys(docs).length > 0 ? docs : undefined;
}

/** Returns the values of fields as the file has them. Undefined for a field without a value. */
function valuesOf(task: Partial<FileTask>, fields: readonly string[]): Record<string, unknown> {
  const own: Readonly<Record<string, unknown>> = task;
  const special: Readonly<Record<string, unknown>> = {
    spec: task.docs?.spec,
    scope: task.scope?.map((entry) => entryText(entry)),
    acceptance: task.acceptance?.map(criterionLine),
  };
  return Object.fromEntries(fields.map((field) => [field, field in special ? special[field] : own[field]]));
}
