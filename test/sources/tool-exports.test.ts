import { expect, test } from 'vitest';
import { readAdf } from '../../src/base/adf/text.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { testWorkspace } from '../support/workspace.ts';
import type { Answer } from './imported.ts';

/** Files of other tools in shapes that one of them has, with what comes in. Own words; keys and values as the tool writes them. */
interface Case {
  text: string | object;
  format?: string;
  /** The tasks by description. `depends` and `parent` are descriptions. */
  tasks: Record<string, object>;
  left?: string[];
}

const doc = (...content: object[]) => ({ type: 'doc', version: 1, content });
const words = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
/** A text with parts that only a reader of the whole format knows. */
const GATE = doc(
  words('It squeaks'),
  { type: 'bulletList', content: [{ type: 'listItem', content: [words('oil it')] }] },
  { type: 'codeBlock', attrs: { language: 'sh' }, content: [{ type: 'text', text: 'oil --gate' }] },
);
const OPEN = { status: 'pending', handoff: undefined };
const DONE = { status: 'completed' };

const CASES: Record<string, Case> = {
  "Jira's search": {
    text: {
      issues: [
        {
          key: 'WEB-1',
          fields: {
            summary: 'Fix the gate',
            description: GATE,
            status: { name: 'To Do' },
            issuetype: { name: 'Bug' },
            issuelinks: [
              { type: { inward: 'is blocked by', outward: 'blocks' }, inwardIssue: { key: 'WEB-2' } },
              { type: { inward: 'is blocked by', outward: 'blocks' }, outwardIssue: { key: 'WEB-3' } },
            ],
            comment: {
              comments: [
                { author: { displayName: 'Mia' }, body: doc(words('Soon')), created: '2026-11-01T09:00:00.000+0100' },
              ],
            },
          },
        },
        { key: 'WEB-2', fields: { summary: 'Buy oil', status: { name: 'To Do' }, issuetype: { name: 'Task' } } },
        { key: 'WEB-3', fields: { summary: 'Paint it', status: { name: 'Done' }, issuetype: { name: 'Task' } } },
      ],
    },
    tasks: {
      'Fix the gate': {
        ...OPEN,
        depends: ['Buy oil'],
        docs: { spec: 'It squeaks\n\n- oil it\n\n```sh\noil --gate\n```' },
        annotations: [{ text: 'Soon', at: '2026-11-01T08:00:00Z' }],
      },
      'Buy oil': OPEN,
      'Paint it': { ...DONE, depends: ['Fix the gate'] },
    },
  },
  'an answer of GraphQL': {
    text: {
      data: {
        repository: {
          issues: {
            nodes: [
              {
                ...{ number: 1, title: 'Fix the gate', state: 'OPEN', labels: { nodes: [{ name: 'yard' }] } },
                ...{ assignees: { nodes: [{ login: 'mia' }] }, url: 'https://github.com/acme/yard/issues/1' },
              },
              { number: 2, title: 'Buy oil', state: 'CLOSED', url: 'https://github.com/acme/yard/issues/2' },
            ],
          },
        },
      },
    },
    tasks: { 'Fix the gate': { ...OPEN, tags: ['yard'], agent: 'mia' }, 'Buy oil': DONE },
  },
  "pages of GitHub's API, with a pull request": {
    text: [
      [
        {
          ...{
            number: 1,
            title: 'Fix the gate',
            state: 'open',
            url: 'https://api.github.com/repos/acme/yard/issues/1',
          },
          html_url: 'https://github.com/acme/yard/issues/1',
        },
      ],
      [{ number: 5, title: 'Oil', state: 'open', pull_request: { url: 'x' } }],
    ],
    tasks: { 'Fix the gate': { ...OPEN, source: { kind: 'github', url: 'https://github.com/acme/yard/issues/1' } } },
    left: ['pull request 5: Oil'],
  },
  "GitLab's issues": {
    text: [
      { id: 901, iid: 1, title: 'Fix the gate', state: 'opened', web_url: 'https://gitlab.com/acme/yard/-/issues/1' },
      { id: 902, iid: 2, title: 'Buy oil', state: 'closed', web_url: 'https://gitlab.com/acme/yard/-/issues/2' },
    ],
    tasks: { 'Fix the gate': { ...OPEN, source: { id: '1' } }, 'Buy oil': DONE },
  },
  "Todoist's tasks": {
    text: {
      results: [
        {
          id: '6X',
          content: 'Fix the gate',
          checked: false,
          priority: 4,
          due: { date: '2026-12-24' },
          project_id: 'P',
        },
        { id: '6Y', content: 'Buy oil', checked: true, priority: 1, parent_id: '6X', project_id: 'P' },
      ],
    },
    tasks: {
      'Fix the gate': { ...OPEN, priority: 'H', due: '2026-12-24' },
      'Buy oil': { ...DONE, priority: undefined, parent: 'Fix the gate' },
    },
  },
  "Google's lists of tasks": {
    text: {
      kind: 'tasks#taskLists',
      items: [
        {
          ...{ kind: 'tasks#tasks', title: 'Yard' },
          items: [
            { id: 'a', title: 'Fix the gate', status: 'needsAction', due: '2026-12-24T00:00:00.000Z' },
            { id: 'b', title: 'Buy oil', status: 'completed', parent: 'a' },
            { id: 'c', title: 'Gone', status: 'needsAction', deleted: true },
          ],
        },
      ],
    },
    tasks: {
      'Fix the gate': { ...OPEN, project: 'Yard', due: '2026-12-24' },
      'Buy oil': { ...DONE, parent: 'Fix the gate' },
    },
  },
  'a tree of Azure DevOps': {
    format: 'csv',
    text: 'ID,Work Item Type,Title 1,Title 2,Assigned To,State,Tags\n10,Epic,Fix the yard,,Mia <mia@acme.test>,New,wood; iron\n11,Task,,Fix the gate,,Closed,\n12,Task,,Buy oil,,Removed,\n',
    tasks: {
      'Fix the yard': { ...OPEN, tags: ['wood', 'iron'], agent: 'Mia' },
      'Fix the gate': { ...DONE, parent: 'Fix the yard' },
      'Buy oil': { status: 'deleted', parent: 'Fix the yard' },
    },
  },
  'a board of Monday below its name and its description': {
    format: 'csv',
    text: 'Yard,,,\nAll that is broken,,,\n,,,\nTo-Do,,,\nName,Subitems,Status,Deadline\nFix the gate,,,2026-12-24\n,,,\nDone,,,\nName,Subitems,Status,Deadline\nBuy oil,,Done,\n',
    tasks: { 'Fix the gate': { ...OPEN, due: '2026-12-24' }, 'Buy oil': DONE },
  },
  "Jira's table in German": {
    format: 'csv',
    text: 'Zusammenfassung;Vorgangsschlüssel;Vorgangstyp;Status;Zugewiesene Person;Erstellt;Fälligkeitsdatum;Eingehende Vorgangsverknüpfung (Blocks)\nTor richten;HOF-1;Aufgabe;In Arbeit;Mia;02.11.26 09:13;24.12.26 00:00;HOF-2\nÖl kaufen;HOF-2;Aufgabe;Zu erledigen;;02.11.26 09:13;;\n',
    tasks: {
      'Tor richten': {
        ...{ agent: 'Mia', due: '2026-12-24', entry: '2026-11-02T09:13:00Z', depends: ['Öl kaufen'] },
        handoff: { note: 'in arbeit in CSV, by Mia' },
      },
      'Öl kaufen': OPEN,
    },
  },
  'a table in French with work in progress': {
    format: 'csv',
    text: 'Nom;Statut\nRéparer;En cours\n',
    tasks: { Réparer: { status: 'pending', handoff: { note: 'en cours in CSV' } } },
  },
  'a table of YouTrack without an assignee': {
    format: 'csv',
    text: 'Issue Id,Summary,State,Assignee,Priority\nY-1,Fix the gate,Open,Unassigned,Show-stopper\n',
    tasks: { 'Fix the gate': { ...OPEN, agent: undefined, priority: 'H' } },
  },
  "Plane's issues as a table": {
    format: 'csv',
    text: `Project Name,Project Identifier,Parent,Identifier,Sequence Id,Name,State Name,Priority,Assignees,Target Date,Created At,Labels,Relations,Comments
Yard,YARD,,YARD-1,1,Fix the gate,In Progress,urgent,"[""Mia"", ""Otto""]",2026-12-24,2026-11-01 09:15:22.123456+00:00,"[""wood""]","[{""type"": ""blocked_by"", ""issue"": ""YARD-2"", ""direction"": ""outgoing""}, {""type"": ""relates_to"", ""issue"": ""YARD-3"", ""direction"": ""outgoing""}]","[{""comment"": ""Soon"", ""created_by"": ""Otto"", ""created_at"": ""2026-11-03 08:00:00""}]"
Yard,YARD,YARD-1,YARD-2,2,Buy oil,Todo,none,[],,2026-11-01 09:16:22+00:00,[],[],[]
Yard,YARD,,YARD-3,3,Paint it,Done,low,[],,2026-11-01 09:16:22+00:00,[],"[{""type"": ""blocked_by"", ""issue"": ""YARD-2"", ""direction"": ""incoming""}]",[]
`,
    tasks: {
      'Fix the gate': {
        ...{ status: 'pending', agent: 'Mia', tags: ['wood'], due: '2026-12-24', entry: '2026-11-01T09:15:22Z' },
        ...{ depends: ['Buy oil'], annotations: [{ text: 'Soon', author: 'Otto', at: '2026-11-03T08:00:00Z' }] },
        handoff: { note: 'in progress in CSV, by Mia' },
      },
      'Buy oil': { ...OPEN, depends: ['Paint it'], parent: 'Fix the gate' },
      'Paint it': DONE,
    },
  },
  'issues of `gh` with their blockers and parents': {
    text: [
      {
        ...{ number: 1, title: 'Fix the gate', state: 'OPEN', url: 'https://github.com/acme/yard/issues/1' },
        ...{ parent: { number: 3, url: 'https://github.com/acme/yard/issues/3' } },
        blockedBy: {
          nodes: [
            { number: 2, url: 'https://github.com/acme/yard/issues/2' },
            { number: 3, url: 'https://github.com/acme/shed/issues/3' },
          ],
        },
      },
      { number: 2, title: 'Buy oil', state: 'OPEN', url: 'https://github.com/acme/yard/issues/2' },
      { number: 3, title: 'Fix the yard', state: 'OPEN', url: 'https://github.com/acme/yard/issues/3' },
    ],
    tasks: {
      'Fix the gate': {
        ...{ depends: ['Buy oil'], parent: 'Fix the yard' },
        extra: { depends: ['https://github.com/acme/shed/issues/3'] },
      },
      'Buy oil': OPEN,
      'Fix the yard': OPEN,
    },
  },
  'a view of a project on GitHub, whose parents are addresses': {
    format: 'csv',
    text: 'Title\tURL\tStatus\tParent issue\nFix the gate\thttps://github.com/acme/yard/issues/1\tIn progress\thttps://github.com/acme/yard/issues/2\nFix the yard\thttps://github.com/acme/yard/issues/2\tTodo\t\n',
    tasks: { 'Fix the gate': { parent: 'Fix the yard' }, 'Fix the yard': OPEN },
  },
  "Asana's tasks with subtasks and dependencies": {
    text: {
      data: [
        {
          ...{ gid: '12', resource_type: 'task', name: 'Fix the gate', completed: false, notes: 'It squeaks' },
          ...{ memberships: [{ project: { name: 'Yard' }, section: { gid: '8', name: 'Doing' } }] },
          ...{ dependencies: [{ gid: '14', resource_type: 'task' }], permalink_url: 'https://app.asana.com/0/7/12' },
          subtasks: [{ gid: '13', resource_type: 'task', name: 'Lift it', completed: true }],
        },
        { gid: '14', resource_type: 'task', name: 'Buy oil', completed: false, dependencies: [] },
      ],
    },
    tasks: {
      'Fix the gate': { depends: ['Buy oil'], handoff: { note: 'doing in JSON' }, source: { id: '12' } },
      'Lift it': { ...DONE, parent: 'Fix the gate' },
      'Buy oil': OPEN,
    },
  },
  'texts, people and dates of Azure DevOps': {
    format: 'csv',
    text: 'ID,Work Item Type,Title,Assigned To,State,Created Date,Target Date,Description,Acceptance Criteria\n10,Bug,Fix the gate,"Brand, Mia - {YARD} <mia@acme.test>",Active,11/1/2026 9:15:00 AM,12/24/2026 12:00:00 AM,<div>It <b>squeaks</b> &amp; stops</div>,<ol><li>silent</li><li>fast</li></ol>\n',
    tasks: {
      'Fix the gate': {
        ...{ agent: 'Brand, Mia - {YARD}', entry: '2026-11-01T09:15:00Z', due: '2026-12-24' },
        ...{ docs: { spec: 'It squeaks & stops' }, acceptance: [{ text: 'silent' }, { text: 'fast' }] },
      },
    },
  },
  'a person of Jira whose name has a comma': {
    format: 'csv',
    text: 'Summary,Issue key,Issue Type,Status,Assignee\nFix the gate,YARD-1,Bug,To Do,"Brand, Mia"\n',
    tasks: { 'Fix the gate': { agent: 'Brand, Mia' } },
  },
  "Jira's table in French": {
    format: 'csv',
    text: "Résumé,Clé de ticket,Type de ticket,État,Nom du projet,Priorité,Lien du ticket entrant (Blocks),Lien de ticket sortant (Blocks),Commentaire,Clé parente\nRéparer,COUR-1,Bogue,À faire,Cour,La plus élevée,COUR-2,,03/nov./26 8:00 AM;otto;Vite,COUR-3\nAcheter de l'huile,COUR-2,Tâche,À faire,Cour,Moyenne,,COUR-3,,\nToute la cour,COUR-3,Épopée,À faire,Cour,Faible,,,,\n",
    tasks: {
      Réparer: {
        ...{ source: { id: 'COUR-1' }, priority: 'H', depends: ["Acheter de l'huile"], parent: 'Toute la cour' },
        ...{ project: 'Cour', annotations: [{ text: 'Vite', at: '2026-11-03T08:00:00Z' }] },
      },
      "Acheter de l'huile": { priority: 'M' },
      'Toute la cour': { priority: 'L', depends: ["Acheter de l'huile"] },
    },
  },
  'relations of Redmine, and dates whose order only another column shows': {
    format: 'csv',
    text: '#,Project,Tracker,Parent task,Status,Priority,Subject,Assignee,Start date,Due date,Closed,Related issues\n1,Yard,Bug,3,New,Immediate,Fix the gate,Mia,11/02/2026,12/24/2026,,"Blocked by #2, Related to #3"\n2,Yard,Bug,,New,Low,Buy oil,,,,,"Blocks #1, Blocks #3"\n3,Yard,Feature,,New,Normal,Fix the yard,,,,,\n',
    tasks: {
      'Fix the gate': {
        ...{ depends: ['Buy oil'], parent: 'Fix the yard', type: 'Bug', priority: 'H' },
        ...{ scheduled: '2026-11-02', due: '2026-12-24', extra: { 'Related issues': 'Blocked by #2, Related to #3' } },
      },
      'Buy oil': OPEN,
      'Fix the yard': { depends: ['Buy oil'] },
    },
  },
  "Redmine's table in German": {
    format: 'csv',
    text: '#;Projekt;Tracker;Übergeordnete Aufgabe;Status;Priorität;Thema;Abgabedatum;Angelegt;Geschlossen;Zugehörige Tickets\n1;Hof;Fehler;2;Neu;Sofort;Tor richten;24.12.2026;01.11.2026 09:15;;Blockiert durch #2\n2;Hof;Fehler;;Abgewiesen;Normal;Den Hof;;01.11.2026 09:15;03.11.2026 00:15;\n3;Hof;Fehler;;Gelöst;Niedrig;Öl kaufen;;01.11.2026 09:15;;\n',
    tasks: {
      'Tor richten': { due: '2026-12-24', priority: 'H', parent: 'Den Hof', type: 'Fehler' },
      'Den Hof': { status: 'deleted', end: '2026-11-03T00:15:00Z' },
      'Öl kaufen': DONE,
    },
  },
  'a sheet by hand with marks behind the names of its columns': {
    format: 'csv',
    text: 'Nr.;Aufgabe;Fertig?;Übergeordnet:;Vorgänger;Angelegt am;Priorität\n1;Tor richten;nein;;;46327;2 - hoch\n1.1;Öl kaufen;ja;1;;46327;\n1.10;Ölen;nein;1;1.1;46327;3 – niedrig\n',
    tasks: {
      'Tor richten': { ...OPEN, priority: 'H', entry: '2026-11-01T00:00:00Z' },
      'Öl kaufen': { ...DONE, parent: 'Tor richten' },
      Ölen: { ...OPEN, parent: 'Tor richten', depends: ['Öl kaufen'], priority: 'L' },
    },
  },
  'a plan of Microsoft Planner': {
    format: 'csv',
    text: 'Task ID,Task Name,Bucket Name,Progress,Priority,Assigned To,Due date,Labels\nA1,Fix the gate,To do,In progress,Urgent,Mia;Otto,12/24/2026,Red;wood\nA2,Buy oil,To do,Not started,Medium,,,\nA3,Paint it,To do,Completed,Low,,,\n',
    tasks: {
      'Fix the gate': { agent: 'Mia', priority: 'H', handoff: { note: 'in progress in Planner, by Mia' } },
      'Buy oil': OPEN,
      'Paint it': DONE,
    },
  },
  'a due date of Monday beside its timeline': {
    format: 'csv',
    text: 'Name,Status,Due date,Timeline - Start,Timeline - End,Dependent On\nFix the gate,,2026-12-24,2026-11-02,2026-12-20,Buy oil\nBuy oil,,,,,\n',
    tasks: {
      'Fix the gate': { due: '2026-12-24', scheduled: '2026-11-02', depends: ['Buy oil'] },
      'Buy oil': OPEN,
    },
  },
  'whole days of TickTick in the zone of their row': {
    format: 'csv',
    text: 'Folder Name,List Name,Title,Content,Is Check list,Due Date,Status,Timezone,Is All Day,taskId\n,Yard,Fix the gate,One\rTwo,N,2026-12-23T23:00:00+0000,0,Europe/Berlin,true,1\n,Yard,Buy oil,,N,2026-12-24T15:30:00+0000,0,Europe/Berlin,false,2\n',
    tasks: {
      'Fix the gate': { due: '2026-12-24', docs: { spec: 'One\nTwo' } },
      'Buy oil': { due: '2026-12-24T15:30:00Z' },
    },
  },
  'times of Todoist in the zone of their row': {
    format: 'csv',
    text: 'TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\ntask,Fix the gate,4,1,Mia (1),,Dec 24 2026 17:00,en,America/New_York\ntask,Buy oil,4,1,Mia (1),,Dec 24 2026,en,America/New_York\n',
    tasks: { 'Fix the gate': { due: '2026-12-24T22:00:00Z' }, 'Buy oil': { due: '2026-12-24' } },
  },
  'tasks of Todoist that are equally deep, several levels below the one above': {
    format: 'csv',
    text: 'TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\ntask,Fix the gate,4,1,,,,,\ntask,Buy oil,4,3,,,,,\ntask,Buy nails,4,3,,,,,\ntask,Paint it,4,2,,,,,\n',
    tasks: {
      'Fix the gate': {},
      'Buy oil': { parent: 'Fix the gate' },
      'Buy nails': { parent: 'Fix the gate' },
      'Paint it': { parent: 'Fix the gate' },
    },
  },
  'a midnight with a zone, which is a day': {
    format: 'csv',
    text: 'Title,Due,Start\nFix the gate,2026-12-24T00:00:00.000Z,Thu Dec 10 2026 00:00:00 GMT+0100 (CET)\n',
    tasks: { 'Fix the gate': { due: '2026-12-24', scheduled: '2026-12-10' } },
  },
  "an issue of GitLab's table": {
    format: 'csv',
    text: 'Title,Issue ID,URL,State\nFix the gate,12,https://gitlab.example/acme/yard/-/issues/12,Open\n',
    tasks: { 'Fix the gate': { source: { kind: 'gitlab', list: 'acme/yard', id: '12' } } },
  },
  "Linear's issues, whose priority 0 is none": {
    text: {
      data: {
        issues: {
          nodes: [
            {
              identifier: 'YARD-1',
              title: 'Fix the gate',
              priority: 2,
              priorityLabel: 'High',
              state: { name: 'Todo' },
            },
            { identifier: 'YARD-2', title: 'Buy oil', priority: 0, state: { name: 'Todo' } },
          ],
        },
      },
    },
    tasks: { 'Fix the gate': { priority: 'H' }, 'Buy oil': { priority: undefined } },
  },
  'a plan of Microsoft Project': {
    format: 'csv',
    text: 'ID,Task Name,Start,Finish,Predecessors,% Complete\n1,Fix the gate,Mon 11/2/26,Thu 12/24/26,"2FS+2 days,3SS",50%\n2,Buy oil,Mon 11/2/26 8:00 AM,Wed 11/18/26,,100%\n3,Paint it,,,,\n',
    tasks: {
      'Fix the gate': {
        ...{ ...OPEN, scheduled: '2026-11-02', due: '2026-12-24', depends: ['Buy oil'] },
        extra: { '% Complete': '50%', depends: ['3SS'] },
      },
      'Buy oil': { ...DONE, scheduled: '2026-11-02T08:00:00Z' },
      'Paint it': OPEN,
    },
  },
  'links of YouTrack, and a database of Notion in German': {
    format: 'csv',
    text: 'Issue Id,Summary,State,subtask of,is required for,Übergeordnetes Element,Blockiert von\nY-1,Fix the gate,Open,Y-3,,,\nY-2,Buy oil,Open,,Y-1,,\nY-3,Fix the yard,Incomplete,,,,"Paint it (https://www.notion.so/Paint-0123456789abcdef0123456789abcdef?pvs=21)"\nY-4,Paint it,Open,,,Fix the yard (https://www.notion.so/Yard-1123456789abcdef0123456789abcdef?pvs=21),\n',
    tasks: {
      'Fix the gate': { ...OPEN, parent: 'Fix the yard', depends: ['Buy oil'] },
      'Buy oil': OPEN,
      'Fix the yard': { ...OPEN, depends: ['Paint it'], extra: { status: 'Incomplete' } },
      'Paint it': { ...OPEN, parent: 'Fix the yard' },
    },
  },
  'a table of Shortcut': {
    format: 'csv',
    text: 'id,name,owners,state,is_completed,due_date\n1,Fix the gate,mia@acme.test;otto@acme.test,Ready,FALSE,2026/12/24 00:00:00\n',
    tasks: { 'Fix the gate': { status: 'pending', due: '2026-12-24', agent: 'mia@acme.test' } },
  },
};

test.each(Object.entries(CASES))('%s', async (_, { text, format, tasks, left = [] }) => {
  const work = await testWorkspace();
  const input = { from: typeof text === 'string' ? text : JSON.stringify(text), ...(format ? { format } : {}) };
  const answer = await work.run<Answer>('task_import', input);
  if (format === undefined) expect(answer.left).toEqual(left);
  expect(answer.bad).toEqual([]);
  const all = (await work.run<{ tasks: Task[] }>('task_export')).tasks;
  const named = new Map(all.map(({ uuid, description }) => [uuid, description]));
  const shown = Object.fromEntries(
    all.map(({ description, depends, parent, handoff, agent, priority, ...task }) => [
      description,
      {
        ...{ ...task, handoff, agent, priority },
        ...{ depends: depends?.map((uuid) => named.get(uuid)), parent: parent && named.get(parent) },
      },
    ]),
  );
  expect(Object.keys(shown)).toEqual(Object.keys(tasks));
  expect(shown).toMatchObject(tasks);
  const { seq } = work.opened.store.state;
  await work.run('task_import', input);
  expect(work.opened.store.state.seq).toBe(seq);
});

test('a text of Jira reads the same in an export and in a synchronised issue', () => {
  const description = CASES["Jira's search"]!.tasks['Fix the gate'] as { docs: { spec: string } };
  expect(readAdf(GATE)).toEqual({ text: description.docs.spec, isExact: true });
});

test('a task in two lists of ClickUp is one task, and its subtasks keep it as their parent', async () => {
  const work = await testWorkspace();
  const from = `Task ID,Task Name,Task Content,Status,Parent ID,List Name
86a1,Fix the gate,,to do,null,Yard
86a2,Buy oil,,to do,86a1,Yard
86a1,Fix the gate,,to do,null,House
86a2,Fix the door,,to do,null,House
`;
  const { left, warnings } = await work.run<Answer>('task_import', { from, format: 'csv' });
  const { tasks } = await work.run<{ tasks: Task[] }>('task_export');
  expect(tasks.map(({ description }) => description)).toEqual(['Fix the gate', 'Buy oil', 'Fix the door']);
  expect(tasks[1]!.parent).toBe(tasks[0]!.uuid);
  expect(left).toEqual([expect.stringMatching(/line 4: the same row as in .*line 2/)]);
  expect(warnings).toEqual([expect.stringMatching(/line 5, id: "86a2" is also in/)]);
});
