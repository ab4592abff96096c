import { instantOfDate } from '../../domain/date-in-zone.ts';
import type { FieldComparison, FieldRow } from '../../domain/fields/row.ts';
import { type FieldTable, TASK_FIELDS } from '../../domain/fields/table.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Facts } from '../../domain/queue/facts.ts';
import type { Task } from '../../domain/task/task.ts';
import type { TaskDate } from '../../domain/task-date.ts';
import { isWaiting } from '../../domain/urgency/readiness.ts';
import type { Attribute, FilterCaller } from './attribute.ts';
import { BACKLOG_ATTRIBUTES } from './attributes-backlog.ts';

/** Taskwarrior 2.6's attributes, with its names and types. Those of stored fields are in the table of fields. */
const TASKWARRIOR_ATTRIBUTES: readonly Attribute[] = [
  {
    name: 'description',
    doc: 'the one line; a search includes notes',
    example: 'description.has:login',
    taskwarrior: true,
    type: 'text',
    matching: 'prefix',
    read: (task) => task.description,
    alsoIn: (task) => task.annotations,
  },
  {
    name: 'status',
    doc: 'pending, waiting (pending with a wait date to come), recurring, completed or deleted',
    example: 'status:pending',
    of: ['time'],
    taskwarrior: true,
    type: 'choice',
    values: ['pending', 'waiting', 'recurring', 'completed', 'deleted'],
    ranked: false,
    read: (task, facts) => (isWaiting(task, facts) ? 'waiting' : task.status),
  },
  {
    name: 'id',
    ofRules: 'guarded',
    doc: 'the short number',
    example: 'id < 100',
    taskwarrior: true,
    type: 'number',
    read: (task) => (task.id === 0 ? undefined : task.id),
  },
  {
    name: 'urgency',
    doc: 'how urgent it is, -8 to 55 unless weighted otherwise',
    example: 'urgency.above:10',
    of: ['setting', 'time'],
    taskwarrior: true,
    type: 'urgency',
  },
  {
    name: 'parent',
    ofRules: 'guarded',
    doc: 'the task it is part of, or the recurrence template it comes from',
    example: 'parent:12',
    taskwarrior: true,
    type: 'reference',
    read: (task) => [task.parent, task.template].filter((uuid) => uuid !== undefined),
  },
];

const NONE: readonly string[] = [];

/** Returns the attributes of stored fields. Each field's row defines how filters use it. */
function attributesOf(rows: FieldTable): Attribute[] {
  return Object.entries(rows).flatMap(([name, row]) => [
    ...(row.ask ? [attributeOf(name, row, row.ask)] : []),
    ...(row.count ? [{ ...countOf(name, row.count), ...ofRulesOf(row) }] : []),
  ]);
}

const ofRulesOf = ({ ofRules }: FieldRow): Pick<Attribute, 'ofRules'> => (ofRules ? { ofRules } : {});

const FIELD_ATTRIBUTES: readonly Attribute[] = attributesOf(TASK_FIELDS);

function attributeOf(name: string, row: FieldRow, ask: FieldComparison<object>): Attribute {
  const common = {
    name,
    doc: ask.says ?? row.doc,
    example: ask.example,
    ...(row.taskwarrior ? { taskwarrior: true as const } : {}),
    ...ofRulesOf(row),
  };
  switch (ask.type) {
    case 'text':
      return {
        ...common,
        ...(ask.person ? { ofCaller: ({ names }: FilterCaller) => names } : {}),
        ...{ type: ask.type, matching: ask.matching, read: reader<string>(name) },
      };
    case 'choice':
      return { ...common, type: ask.type, values: ask.values, ranked: ask.ranked, read: reader<string>(name) };
    case 'number':
      return { ...common, type: ask.type, read: reader<number>(name) };
    case 'set':
      return { ...common, type: ask.type, matching: ask.matching, lists: ask.lists, read: textsOf(name, ask.texts) };
    case 'reference':
      return { ...common, type: ask.type, read: textsOf(name) };
    case 'date':
      return { ...common, type: ask.type, read: instantOf(name) };
    default:
      return { ...common, type: ask.type, read: reader<string>(name) };
  }
}

function reader<Value>(name: string): (task: Task) => Value | undefined {
  return (task) => task[name as keyof Task] as Value | undefined;
}

function instantOf(name: string): (task: Task, facts: Facts) => Instant | undefined {
  const read = reader<TaskDate>(name);
  return (task, facts) => {
    const date = read(task);
    return date === undefined ? undefined : instantOfDate(date, facts);
  };
}

function textsOf(name: string, texts = (value: object) => value as readonly string[]) {
  return (task: Task): readonly string[] => {
    const value = task[name as keyof Task] as object | undefined;
    return value === undefined ? NONE : texts(value);
  };
}

function countOf(name: string, { of, example }: NonNullable<FieldRow['count']>): Attribute {
  const list = reader<readonly unknown[]>(name);
  return {
    name: `${name}.count`,
    doc: `how many ${of}`,
    example,
    type: 'number',
    read: (task) => list(task)?.length ?? 0,
  };
}

export type { Attribute } from './attribute.ts';

/** All attributes of filters. Documentation and completion come from this table. */
export const ATTRIBUTES: readonly Attribute[] = [...TASKWARRIOR_ATTRIBUTES, ...FIELD_ATTRIBUTES, ...BACKLOG_ATTRIBUTES];
