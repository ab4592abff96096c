import { type Corpus, day, other, PEOPLE, prose, type Shape, sentence, TEXT_SHAPES, ticking, title } from './draw.ts';
import { cell } from './table.ts';

type Row = Record<string, string>;

const COLUMNS =
  'Task ID,Task Link,Task Type,Task Name,Task Content,Status,Date Created,Date Created Text,Due Date,Due Date Text,Start Date,Start Date Text,Parent ID,Subtasks IDs,Attachments,Assignees,Tags,Priority,List Name,Folder Name/Path,Space Name,Time Estimated,Time Estimated Text,Checklists,Comments,Assigned Comments,Time Spent,Time Spent Text,Rolled Up Time,Rolled Up Time Text,Home Location ID,Home Location,Other Location IDs,Other Locations'.split(
    ',',
  );

const epoch = (random: Parameters<typeof day>[0]) => String(Date.parse(`${day(random)}T08:30:00Z`));

const set = (name: string, column: string, value: (random: Parameters<typeof day>[0]) => string): Shape<Row> => ({
  name,
  seen: 0,
  row: (row, { random }) => Object.assign(row, { [column]: value(random) }),
});

const SHAPES: Shape<Row>[] = [
  set('done', 'Status', () => 'complete'),
  set('closed', 'Status', () => 'Closed'),
  set('in progress', 'Status', () => 'in progress'),
  set('a status of its own', 'Status', () => 'awaiting carrier'),
  set('priorities', 'Priority', (random) => random.pick(['1', '2', '3', '4'])),
  set('a person', 'Assignees', (random) => `[${random.pick(PEOPLE)}]`),
  set('several people', 'Assignees', () => '[Mia,Otto Brand]'),
  set('labels', 'Tags', () => '[dock,night shift]'),
  set('a due date', 'Due Date', epoch),
  set('a start', 'Start Date', epoch),
  set('an estimate', 'Time Estimated', () => '5400000'),
  set('no text', 'Task Content', () => ''),
  set('a text with escaped lines', 'Task Content', () => 'First the rope.\\nThen: "the oar".'),
  set('comments', 'Comments', (random) =>
    JSON.stringify([{ text: sentence(random), by: 'mia@example.com', date: '1774117017690', assigned: false }]),
  ),
  set('a checklist', 'Checklists', () => '{"Rope":["left","right"]}'),
  {
    name: 'subtasks',
    seen: 0,
    row: (row, at) => {
      const parent = other(at);
      if (parent['Parent ID'] === 'null') row['Parent ID'] = parent['Task ID']!;
    },
  },
  { name: 'a parent that is not there', seen: 0, row: (row) => Object.assign(row, { 'Parent ID': '86gone' }) },
  { name: 'the same name twice', seen: 0, rows: (rows) => rows.push({ ...rows[0]!, 'Task ID': '86zz' }) },
  TEXT_SHAPES.crlf(0),
  TEXT_SHAPES.bom(0),
  TEXT_SHAPES.cut(0),
];

export const CLICKUP: Corpus<Row> = {
  name: 'CSV of ClickUp',
  counted: { files: 0, rows: 0 },
  path: 'export.csv',
  out: 'csv',
  base: (n, random) => ({
    ...{ 'Task ID': `86a${n}`, 'Task Link': `https://app.clickup.com/t/86a${n}`, 'Task Type': 'Task' },
    ...{ 'Task Name': title(n, random), 'Task Content': prose(random), Status: 'to do', 'Date Created': epoch(random) },
    ...{
      'Date Created Text': '7/1/2026, 1:00 PM GMT+5',
      'Due Date': 'null',
      'Start Date': 'null',
      'Parent ID': 'null',
    },
    ...{ 'Subtasks IDs': '[]', Attachments: '[]', Assignees: '[]', Tags: '[]', Priority: 'null', 'List Name': 'Gates' },
    ...{ 'Folder Name/Path': '["hidden"]', 'Space Name': 'Pier', Checklists: '{}', Comments: '[]' },
    ...{ 'Assigned Comments': '[]', 'Time Spent': 'null', 'Rolled Up Time': '0' },
  }),
  tick: ticking((row) => row, 'Status', [['to do', 'in progress', 'awaiting carrier'], 'complete']),
  shapes: SHAPES,
  print: (rows) => ({
    '': `${[COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((name) => cell(row[name] ?? '')).join(','))].join('\n')}\n`,
  }),
};
