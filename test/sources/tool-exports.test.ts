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
