import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { testWorkspace } from '../support/workspace.ts';
import { type Answer, shownTasks } from './imported.ts';

/**
 * A table in the shape that a tool writes today, and what is said of its tasks: others by their words, a handoff as its
 * note, notes as their texts. `extra` names every column that has no field.
 */
interface Export {
  lines: string[];
  tasks: Record<string, Record<string, unknown>>;
  extra: string[];
}

const EXPORTS: Record<string, Export> = {
  Linear: {
    lines: [
      '"ID","Team","Title","Description","Status","Estimate","Priority","Project ID","Project","Creator","Assignee","Labels","Cycle Number","Cycle Name","Cycle Start","Cycle End","Created","Updated","Started","Triaged","Completed","Canceled","Archived","Due Date","Parent issue","Initiatives","Project Milestone ID","Project Milestone","SLA Status","UUID","Time in status (minutes)","Related to","Blocked by","Duplicate of"',
      '"OPS-1","OPS","Move the shop","Line one\nline two","In Progress","3","Urgent","p-1","Shop","ada@example.com","bob@example.com","infra, night work","4","Sprint 4","Mon May 11 2026 00:00:00 GMT+0000 (GMT+00:00)","","Wed May 13 2026 11:21:41 GMT+0200 (GMT+02:00)","Wed Jul 01 2026 11:51:28 GMT+0000 (GMT+00:00)","Thu May 14 2026 09:00:00 GMT+0000 (GMT+00:00)","","","","","Thu Jun 25 2026 23:00:00 GMT+0000 (GMT+00:00)","","Growth","m-1","Launch","","8f1c2a52-9a47-4dd0-8f5c-2f6a3f6f0001","10","OPS-2","",""',
      '"OPS-2","OPS","Copy the data","","Todo","","No priority","p-1","Shop","ada@example.com","","","","","","","Wed May 13 2026 11:25:00 GMT+0000 (GMT+00:00)","Wed Jul 01 2026 12:10:54 GMT+0000 (GMT+00:00)","","","","","","","OPS-1","","","","","8f1c2a52-9a47-4dd0-8f5c-2f6a3f6f0002","5","","OPS-3, OPS-4",""',
      '"OPS-3","OPS","Book the lorry","","Done","","Low","","","ada@example.com","","","","","","","Wed May 13 2026 11:25:00 GMT+0000 (GMT+00:00)","","","","Wed Jul 01 2026 12:10:54 GMT+0000 (GMT+00:00)","","Thu Jul 02 2026 12:10:54 GMT+0000 (GMT+00:00)","","","","","","","8f1c2a52-9a47-4dd0-8f5c-2f6a3f6f0003","5","","",""',
      '"OPS-4","OPS","Rent a ship","","Canceled","","Medium","","","ada@example.com","","","","","","","Wed May 13 2026 11:25:00 GMT+0000 (GMT+00:00)","","","","","Wed Jul 01 2026 12:10:54 GMT+0000 (GMT+00:00)","","","","","","","","8f1c2a52-9a47-4dd0-8f5c-2f6a3f6f0004","5","","","OPS-3"',
    ],
    tasks: {
      'Move the shop': {
        ...{
          source: 'linear OPS-1',
          spec: 'Line one\nline two',
          priority: 'H',
          agent: 'bob@example.com',
          project: 'Shop',
        },
        ...{ entry: '2026-05-13T09:21:41Z', due: '2026-06-25T23:00:00Z', tags: ['infra', 'night_work'] },
        handoff: 'in progress in Linear, by bob@example.com',
      },
      'Copy the data': {
        ...{ status: 'pending', parent: 'Move the shop', depends: ['Book the lorry', 'Rent a ship'] },
        priority: undefined,
      },
      'Book the lorry': { status: 'completed', end: '2026-07-01T12:10:54Z', priority: 'L' },
      'Rent a ship': { status: 'deleted', end: '2026-07-01T12:10:54Z' },
    },
    extra: [
      ...[
        'Archived',
        'Creator',
        'Cycle Name',
        'Cycle Number',
        'Cycle Start',
        'Duplicate of',
        'Estimate',
        'Initiatives',
      ],
      ...['Project ID', 'Project Milestone', 'Project Milestone ID', 'Related to', 'Started', 'Team'],
      ...['Time in status (minutes)', 'UUID'],
    ],
  },
  Jira: {
    lines: [
      'Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Priority,Resolution,Assignee,Reporter,Creator,Created,Updated,Resolved,Due date,Labels,Labels,Description,Inward issue link (Blocks),Outward issue link (Blocks),Outward issue link (Blocks),Outward issue link (Relates),Custom field (Start date),Sprint,Comment,Comment,Parent,Parent key,Parent summary,Status Category',
      'Pour the base,SHED-1,10101,Story,Done,SHED,Shed,High,Done,Ada,Bob,Bob,03/Sep/26 9:05 AM,20/Sep/26 4:30 PM,20/Sep/26 4:30 PM,,stone,heavy,Level it first,,SHED-2,SHED-3,,02/Sep/26 12:00 AM,Sprint 1,05/Sep/26 11:00 AM;5b10ac;Too dry; add water,06/Sep/26 2:00 PM;Ada;Better,,,,Done',
      'Raise the walls,SHED-2,10102,Story,In Progress,SHED,Shed,Highest,,Ada,Bob,Bob,03/Sep/26 9:06 AM,20/Sep/26 4:30 PM,,24/Dec/26 12:00 AM,,,,SHED-1,,,SHED-1,,,,,,,,In Progress',
      'Cut the door,SHED-3,10103,Sub-task,To Do,SHED,Shed,Low,,,Bob,Bob,03/Sep/26 9:07 AM,20/Sep/26 4:30 PM,,,,,,,,,,,,,,10102,SHED-2,Raise the walls,To Do',
    ],
    tasks: {
      'Pour the base': {
        ...{ source: 'jira SHED-1', status: 'completed', end: '2026-09-20T16:30:00Z', tags: ['stone', 'heavy'] },
        ...{ scheduled: '2026-09-02', depends: undefined, type: 'Story', project: 'Shed' },
        annotations: [expect.stringContaining('Too dry; add water'), expect.stringContaining('Better')],
      },
      'Raise the walls': { depends: ['Pour the base'], due: '2026-12-24', priority: 'H' },
      'Cut the door': { depends: ['Pour the base'], parent: 'Raise the walls', status: 'pending' },
    },
    extra: [
      ...['Creator', 'Issue id', 'Outward issue link (Relates)', 'Parent key', 'Parent summary', 'Project key'],
      ...['Reporter', 'Sprint'],
    ],
  },
  GitLab: {
    lines: [
      'Title,Description,Issue ID,URL,State,Author,Assignee,Assignee Username,Confidential,Locked,Due Date,Created At (UTC),Updated At (UTC),Closed At (UTC),Milestone,Weight,Labels,Time Estimate,Time Spent',
      'Sharpen the saw,,12,https://gitlab.example/a/b/-/issues/12,Open,Ada,Bob,bob,No,No,2026-12-24,2026-10-01 09:12:00,2026-10-02 09:12:00,,v1,2,"tools,safety",0,0',
      'Oil the vice,,13,https://gitlab.example/a/b/-/issues/13,Closed,Ada,,,No,No,,2026-10-01 09:12:00,2026-10-02 09:12:00,2026-10-03 09:12:00,,,,0,0',
    ],
    tasks: {
      'Sharpen the saw': {
        status: 'pending',
        due: '2026-12-24',
        entry: '2026-10-01T09:12:00Z',
        agent: 'Bob',
      },
      'Oil the vice': { status: 'completed', end: '2026-10-03T09:12:00Z' },
    },
    extra: [
      ...[
        'Assignee Username',
        'Author',
        'Confidential',
        'Locked',
        'Milestone',
        'Time Estimate',
        'Time Spent',
        'Weight',
      ],
    ],
  },
  Trello: {
    lines: [
      'Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,Attachment Count,Checklist Item Total Count,Comment Count,Last Activity Date,List ID,List Name,Board ID,Board Name,Archived,Start Date,Due Complete',
      '69100000aaaaaaaaaaaaaaa1,Mow,https://trello.com/c/1,Front,"Garden (green), By hand (red_dark)",ada,2026-12-24T08:00:00.000Z,0,0,1,2026-11-01T08:00:00.000Z,l1,Doing,b1,House,false,2026-12-01T08:00:00.000Z,false',
      '69100000aaaaaaaaaaaaaaa2,Rake,https://trello.com/c/2,,,,,0,0,0,2026-11-01T08:00:00.000Z,l2,Done,b1,House,true,,false',
      '69100000aaaaaaaaaaaaaaa3,Burn,https://trello.com/c/3,,,,,0,0,0,2026-11-01T08:00:00.000Z,l1,Later,b1,House,true,,false',
      '69100000aaaaaaaaaaaaaaa4,Sow,https://trello.com/c/4,,,,2026-11-24T08:00:00.000Z,0,0,0,2026-11-01T08:00:00.000Z,l1,Doing,b1,House,true,,true',
      '69100000aaaaaaaaaaaaaaa5,Dig,https://trello.com/c/5,,Done (lime),,,0,0,0,2026-11-01T08:00:00.000Z,l1,Later,b1,House,true,,false',
    ],
    tasks: {
      Mow: {
        ...{
          due: '2026-12-24T08:00:00Z',
          scheduled: '2026-12-01T08:00:00Z',
          tags: ['Garden', 'By_hand'],
          agent: 'ada',
        },
        ...{ modified: '2026-11-01T08:00:00Z', project: 'House', handoff: 'doing in CSV, by ada' },
      },
      Rake: { status: 'completed' },
      Burn: { status: 'deleted' },
      Sow: { status: 'completed' },
      Dig: { status: 'completed' },
    },
    extra: ['Attachment Count', 'Board ID', 'Checklist Item Total Count', 'Comment Count', 'List ID', 'List Name'],
  },
  Asana: {
    lines: [
      'Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies)',
      '1201,2026-09-01,,2026-09-02,"Print, fold and post",Build,Ada,ada@example.com,2026-09-20,2026-10-15,"Design,Q4 launch",,Launch,,,',
      '1202,2026-09-01,2026-09-10,2026-09-10,Write copy,Done,,,,,,,Launch,"Print, fold and post",,"Print, fold and post"',
      '1203,2026-09-01,,2026-09-10,Say so,Build,,,,,,,Launch,,"Write copy,Print, fold and post",',
    ],
    tasks: {
      'Print, fold and post': { depends: ['Write copy'], due: '2026-10-15', tags: ['Design', 'Q4_launch'] },
      'Write copy': { status: 'completed', end: '2026-09-10T00:00:00Z', parent: 'Print, fold and post' },
      'Say so': { depends: ['Write copy', 'Print, fold and post'] },
    },
    extra: ['Assignee Email', 'Section/Column'],
  },
  ClickUp: {
    lines: [
      'Task ID,Task Custom ID,Task Name,Task Content,Status,Date Created,Date Created Text,Due Date,Due Date Text,Start Date,Start Date Text,Parent ID,Attachments,Assignees,Tags,Priority,List Name,Folder Name,Space Name,Time Estimated,Checklists,Comments,Date Closed',
      `86a1,,Traduce,Chapter 3,in progress,1789052400000,"9/10/2026, 3:00:00 PM GMT+2",1791021600000,"10/3/2026",1790000000000,,null,[],"[Ada Lovelace,Bob]","[urgent,gift]",2,Jobs,hidden,Work,5400000,{},"[{""text"":""Soon"",""by"":""bob@example.com"",""date"":""1789052400000""}]",null`,
      '86a2,,Check,,complete,1789052400000,,null,,,,86a1,[],[],[],null,Jobs,hidden,Work,,{},[],1789152400000',
    ],
    tasks: {
      Traduce: {
        ...{ entry: '2026-09-10T15:00:00Z', due: '2026-10-03T10:00:00Z', scheduled: '2026-09-21T14:13:20Z' },
        ...{
          agent: 'Ada Lovelace',
          tags: ['urgent', 'gift'],
          spec: 'Chapter 3',
          handoff: expect.stringContaining('in progress'),
        },
        annotations: [expect.stringContaining('Soon')],
      },
      Check: { status: 'completed', end: '2026-09-11T18:46:40Z', parent: 'Traduce', tags: undefined, agent: undefined },
    },
    extra: [...['Date Created Text', 'Due Date Text', 'Folder Name', 'List Name', 'Space Name', 'Time Estimated']],
  },
  Notion: {
    lines: [
      '\uFEFFName,Status,Assign,Due,Tags,Parent item,Sub-item,Blocked by,Blocking,Created time,Date',
      'Plan the trip,In progress,Ada,"December 20, 2026 → December 24, 2026","a, b",,"Book, then pay (https://www.notion.so/Book-0123456789abcdef0123456789abcdef?pvs=21)","Ask Bob (https://www.notion.so/Ask-Bob-1123456789abcdef0123456789abcdef?pvs=21)",,"November 1, 2026 9:15 AM (CET)","May 1, 2026"',
      '"Book, then pay",Not started,,"December 24, 2026 5:00 PM (GMT+2) → 7:00 PM (GMT+2)",,Plan the trip (https://www.notion.so/Plan-2123456789abcdef0123456789abcdef?pvs=21),,,,"November 1, 2026 9:15 AM",',
      'Ask Bob,Done,,"December 24, 2026 5:00 PM (XYZT)",,,,,"Plan the trip (https://www.notion.so/Plan-2123456789abcdef0123456789abcdef?pvs=21), Book, then pay (https://www.notion.so/Book-0123456789abcdef0123456789abcdef?pvs=21)","November 1, 2026 9:15 AM",',
    ],
    tasks: {
      'Plan the trip': {
        ...{ scheduled: '2026-12-20', due: '2026-12-24', depends: ['Ask Bob'] },
        entry: '2026-11-01T08:15:00Z',
      },
      'Book, then pay': {
        ...{ parent: 'Plan the trip', scheduled: '2026-12-24T15:00:00Z', due: '2026-12-24T17:00:00Z' },
        depends: ['Ask Bob'],
      },
      'Ask Bob': { status: 'completed', due: undefined, depends: undefined },
    },
    extra: ['Date', 'Due', 'Sub-item'],
  },
  Todoist: {
    lines: [
      'TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE,DURATION,DURATION_UNIT,DEADLINE,DEADLINE_LANG',
      'meta,view_style=list,,,,,,,,,,,,',
      'section,Kitchen,,,,,,,,,,,,',
      'task,Fix the tap @house,Worn,1,1,Ada (1),Bob (2),Dec 20 2026,en,Europe/Berlin,30,minute,2026-12-24,en',
      'task,Buy a washer,,4,2,Ada (1),,every monday,en,Europe/Berlin,,None,,',
      'note,Size 12,,,,Ada (1),,,,,,,,',
    ],
    tasks: {
      'Fix the tap': { due: '2026-12-24', scheduled: '2026-12-20', priority: 'H', tags: ['house'] },
      'Buy a washer': { parent: 'Fix the tap', spec: 'Size 12', due: undefined },
    },
    extra: ['DURATION', 'DURATION_UNIT', 'due', 'section'],
  },
  Plane: {
    lines: [
      'ID,Project,Parent Issue,Name,Description,State,Start Date,Target Date,Priority,Created By,Assignee,Labels,Cycle Name,Cycle Start Date,Cycle End Date,Module Name,Module Start Date,Module Target Date,Created At,Updated At,Completed At,Archived At',
      'WEB-1,Web,,Draw the logo,Round,In Progress,2026-12-01,2026-12-24,urgent,Ada,"Bob, Cid","art, brand",C1,2026-12-01,2026-12-14,M,,,2026-11-01,2026-11-02,,',
      'WEB-2,Web,WEB-1,Choose a colour,,Done,,,none,Ada,,,,,,,,,2026-11-01,2026-11-02,2026-11-03,2026-11-04',
    ],
    tasks: {
      'Draw the logo': { scheduled: '2026-12-01', due: '2026-12-24', priority: 'H', agent: 'Bob' },
      'Choose a colour': {
        status: 'completed',
        end: '2026-11-03T00:00:00Z',
        parent: 'Draw the logo',
        priority: undefined,
      },
    },
    extra: [...['Archived At', 'Created By', 'Cycle End Date', 'Cycle Name', 'Cycle Start Date', 'Module Name']],
  },
  'Pivotal Tracker': {
    lines: [
      'Id,Title,Labels,Iteration,Iteration Start,Iteration End,Type,Estimate,Priority,Current State,Created at,Accepted at,Deadline,Requested By,Description,URL,Owned By,Owned By,Blocker,Blocker Status,Comment,Task,Task Status,Task,Task Status',
      '71,Raise the mast,"ship, rig",4,"Nov 6, 2023","Nov 12, 2023",feature,2,p1 - High,delivered,"Nov 1, 2023",,"Dec 24, 2023",Ada,Carefully,https://www.pivotaltracker.com/story/show/71,Bob,Cid,blocked by #72,blocked,"Mind (all) ropes (Cid - Nov 11, 2023)",Oil it,completed,Paint it,not completed',
      '72,Buy a mast,ship,,,,chore,,,accepted,"Nov 1, 2023","Nov 5, 2023",,Ada,,,,,,,,,,,',
      '73,Sail away,ship,,,,epic,,,,"Nov 1, 2023",,,,,,,,,,,,,,',
    ],
    tasks: {
      'Raise the mast': {
        ...{ source: 'pivotal 71', type: 'feature', priority: 'H', due: '2023-12-24', agent: 'Bob', spec: 'Carefully' },
        ...{ handoff: 'delivered in Pivotal Tracker, by Bob', parent: 'Sail away', depends: ['Buy a mast'] },
        annotations: [expect.stringContaining('Mind (all) ropes')],
        acceptance: [
          expect.objectContaining({ text: 'Oil it', met: expect.anything() }),
          expect.objectContaining({ text: 'Paint it' }),
        ],
      },
      'Buy a mast': { status: 'completed', end: '2023-11-05T00:00:00Z', parent: 'Sail away', handoff: undefined },
      'Sail away': { status: 'pending', type: 'epic', parent: undefined },
    },
    extra: ['Estimate', 'Iteration', 'Iteration End', 'Iteration Start', 'Requested By'],
  },
  'Monday, as a sheet': {
    lines: [
      'The move,,,,,',
      'First week,,,,,',
      'Name,Subitems,Person,Status,Date,Item ID (auto generated)',
      'Hire a van,"Ask, Pay",Ada,Done,2026-12-01,111',
      'Subitems,Name,Owner,Status,Item ID (auto generated),',
      ',Ask,Bob,Done,112,',
      ',Pay,Bob,Stuck,113,',
      'Pack,,Ada,,,114',
      ',,,,,',
      'Second week,,,,,',
      'Name,Subitems,Person,Status,Date,Item ID (auto generated)',
      'Drive,,,Working on it,,115',
    ],
    tasks: {
      'Hire a van': {
        status: 'completed',
        agent: 'Ada',
        source: 'csv 111',
        extra: expect.objectContaining({ Group: 'First week' }),
      },
      Ask: { status: 'completed', parent: 'Hire a van', agent: 'Bob' },
      Pay: { parent: 'Hire a van', handoff: 'stuck in CSV, by Bob', source: 'csv 113' },
      Pack: { status: 'pending', agent: 'Ada', extra: { Group: 'First week' } },
      Drive: {
        handoff: expect.stringContaining('working on it'),
        extra: expect.objectContaining({ Group: 'Second week' }),
      },
    },
    extra: ['Date', 'Group', 'Subitems'],
  },
  'ClickUp today': {
    lines: [
      'Task ID,Task Link,Task Type,Task Name,Task Content,Status,Date Created,Due Date,Parent ID,Subtasks IDs,Assignees,Tags,Priority,List Name,Space Name',
      '86b1,https://app.clickup.com/t/86b1,Task,Pitch,First\\nthen,to do,1774117017690,1775293200000,null,[86b2],[Ada],[],2,PR,Work',
      '86b2,https://app.clickup.com/t/86b2,Task,Call,,Closed,1774117017690,null,86b1,[],[],[],4,PR,Work',
    ],
    tasks: {
      Pitch: { spec: 'First\nthen', priority: 'H', agent: 'Ada', type: 'Task', due: '2026-04-04T09:00:00Z' },
      Call: { status: 'completed', priority: 'L', parent: 'Pitch' },
    },
    extra: ['List Name', 'Space Name', 'Subtasks IDs'],
  },
  Monday: {
    lines: [
      'Name,Subitems,Person,Status,Date,Timeline,Priority,Depends On,Item ID (auto generated),Last updated',
      'Hire a van,,Ada,Working on it,2026-12-01,2026-12-20 - 2026-12-24,Critical ⚠️️,,111,"Nov 2, 2026 10:00 AM"',
      'Load it,Boxes,,Done,,,Low,Hire a van,112,"Nov 3, 2026 10:00 AM"',
    ],
    tasks: {
      'Hire a van': { scheduled: '2026-12-20', due: '2026-12-24', priority: 'H', agent: 'Ada' },
      'Load it': { status: 'completed', depends: ['Hire a van'], modified: '2026-11-03T10:00:00Z' },
    },
    extra: ['Date', 'Subitems'],
  },
};

test.each(Object.entries(EXPORTS))(
  'the table that %s writes today comes in whole, and every column without a field is named',
  async (_, { lines, tasks, extra }) => {
    const work = await testWorkspace();
    const input = { from: `${lines.join('\r\n')}\r\n`, format: 'csv' };
    const answer = await work.run<Answer>('task_import', input);
    const shown = await shownTasks(work);
    expect([...shown.keys()].sort()).toEqual(Object.keys(tasks).sort());
    for (const [description, expected] of Object.entries(tasks)) {
      const task = shown.get(description)!;
      const seen = Object.fromEntries(Object.keys(expected).map((field) => [field, task[field]]));
      expect(seen, description).toEqual(expected);
    }
    const named = answer.mapped.flatMap(({ field, to }) => (to === 'extra' ? [field] : []));
    expect(named.sort()).toEqual(extra);
    const { seq } = work.opened.store.state;
    expect(await work.run('task_import', input)).toMatchObject({ imported: [], changed: [] });
    expect(work.opened.store.state.seq).toBe(seq);
  },
);

test('a column of ids of another tool can be left out or be the id', async () => {
  const from = `${EXPORTS.Linear!.lines.join('\n')}\n`;
  for (const [map, id] of [
    [['UUID='], 'OPS-1'],
    [['UUID=id', 'ID='], '8f1c2a52-9a47-4dd0-8f5c-2f6a3f6f0001'],
  ] as const) {
    const work = await testWorkspace();
    const { imported } = await work.run<Answer>('task_import', { from, format: 'csv', map });
    expect(imported[0]?.task).toMatchObject({ description: 'Move the shop', source: { kind: 'linear', id } });
    expect(imported[0]?.task.extra).not.toHaveProperty('UUID');
  }
});

const OWN_UUID = '11111111-1111-4111-8111-111111111111';

test.each<[string, string, { description: string; uuid?: string; spec?: string }]>([
  [
    'ours, as a spreadsheet spells it',
    `UUID,Description,Status\n${OWN_UUID},Mow,pending`,
    { description: 'Mow', uuid: OWN_UUID },
  ],
  [
    'ours, with a column of the person that is called as a title',
    `id,description,status,project,priority,tags,due,uuid,Name\n1,Mow,pending,,,,,${OWN_UUID},Bob`,
    { description: 'Mow', uuid: OWN_UUID },
  ],
  [
    'a title beside a uuid in capitals',
    `UUID,Title,Description\n${OWN_UUID},Mow,Short`,
    { description: 'Mow', spec: 'Short' },
  ],
  [
    'a title beside a uuid as we spell it',
    `uuid,title,description,status\n${OWN_UUID},Mow,Short,Todo`,
    { description: 'Mow', spec: 'Short' },
  ],
  [
    'a description beside a uuid and columns of others',
    `UUID,Description,State,Owner\n${OWN_UUID},Mow,In Progress,Bob`,
    { description: 'Mow' },
  ],
  ['a name beside a uuid', `uuid,name,state\n${OWN_UUID},Mow,In Progress`, { description: 'Mow' }],
  [
    'a title beside a uuid in JSON',
    JSON.stringify([{ uuid: OWN_UUID, title: 'Mow', description: 'Short', status: 'Todo' }]),
    { description: 'Mow', spec: 'Short' },
  ],
  [
    'ours in JSON',
    JSON.stringify([{ uuid: OWN_UUID, description: 'Mow', status: 'pending' }]),
    { description: 'Mow', uuid: OWN_UUID },
  ],
])('a table is ours by its set of columns: %s', async (_, from, { spec, uuid, ...expected }) => {
  const work = await testWorkspace();
  await work.run('task_import', { from, ...(from.startsWith('[') ? {} : { format: 'csv' }) });
  const { tasks } = await work.run<{ tasks: (Task & { docs?: object })[] }>('task_export');
  expect(tasks).toHaveLength(1);
  expect(tasks[0]).toMatchObject(expected);
  expect(tasks[0]!.uuid === OWN_UUID).toBe(uuid !== undefined);
  expect(tasks[0]!.docs).toEqual(spec === undefined ? undefined : { spec });
});
