import type { Random } from '../../support/random.ts';
import { type Corpus, clock, day, PEOPLE, prose, type Shape, sentence, TEXT_SHAPES, title, WORDS } from './draw.ts';

type Row = Record<string, unknown>;

const person = (login: string) => ({ id: 'MDQ6VXNlcjE=', login, name: '', databaseId: 7 });
const label = (name: string) => ({ id: `LA_${name}`, name, description: '', color: '0052CC' });
const at = (random: Random) => `${day(random)}T${clock(random)}Z`;

const SHAPES: Shape<Row>[] = [
  {
    name: 'closed as completed',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { state: 'CLOSED', stateReason: 'COMPLETED', closedAt: at(random) }),
  },
  {
    name: 'closed as not planned',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { state: 'CLOSED', stateReason: 'NOT_PLANNED', closedAt: at(random) }),
  },
  {
    name: 'closed as a duplicate',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { state: 'CLOSED', stateReason: 'DUPLICATE', closedAt: at(random) }),
  },
  {
    name: 'reopened',
    seen: 0,
    row: (row) => Object.assign(row, { state: 'OPEN', stateReason: 'REOPENED', closedAt: null }),
  },
  {
    name: 'labels as objects',
    seen: 1,
    row: (row, { random }) => Object.assign(row, { labels: [label(random.pick(WORDS)), label('priority/P1')] }),
  },
  { name: 'labels as texts', seen: 1, row: (row) => Object.assign(row, { labels: ['dock', 'night-shift'] }) },
  {
    name: 'assignees',
    seen: 0,
    row: (row, { random }) => Object.assign(row, { assignees: [person(random.pick(PEOPLE)), person('otto')] }),
  },
  {
    name: 'an author who is a bot',
    seen: 0,
    row: (row) => Object.assign(row, { author: { is_bot: true, login: 'app/renovate' } }),
  },
  {
    name: 'a milestone',
    seen: 1,
    row: (row) =>
      Object.assign(row, { milestone: { number: 3, title: 'Spring', description: 'Open the pier', dueOn: null } }),
  },
  {
    name: 'comments',
    seen: 0,
    row: (row, { random }) =>
      Object.assign(row, {
        comments: [
          {
            ...{ id: 'IC_1', author: { login: 'mia' }, authorAssociation: 'MEMBER', body: prose(random) },
            ...{ createdAt: at(random), includesCreatedEdit: false, isMinimized: false, minimizedReason: '' },
            ...{
              reactionGroups: [],
              url: 'https://github.com/pier/gate/issues/1#issuecomment-1',
              viewerDidAuthor: true,
            },
          },
          { author: null, body: sentence(random), createdAt: at(random) },
        ],
      }),
  },
  {
    name: 'a body with CR LF',
    seen: 0,
    row: (row) => Object.assign(row, { body: 'First the rope.\r\n\r\n- [ ] then the oar\r\n' }),
  },
  { name: 'an empty body', seen: 0, row: (row) => Object.assign(row, { body: '' }) },
  { name: 'no body', seen: 2, rows: (rows) => rows.map((row) => Reflect.deleteProperty(row, 'body')) },
  { name: 'only number and title', seen: 1, rows: (rows) => rows.splice(0, rows.length, ...rows.map(bare)) },
  {
    name: 'all other fields',
    seen: 0,
    row: (row) =>
      Object.assign(row, {
        ...{
          id: 'I_kwDO',
          isPinned: false,
          projectCards: [],
          projectItems: [{ status: { name: 'Todo' }, title: 'Pier' }],
        },
        ...{ reactionGroups: [{ content: 'HEART', users: { totalCount: 1 } }], closedByPullRequestsReferences: [] },
      }),
  },
  { name: 'in one line', seen: 1, text: (text) => JSON.stringify(JSON.parse(text)) },
  { name: 'the same title twice', seen: 0, rows: (rows) => rows.push({ ...rows[0]!, ...numbered(99) }) },
  TEXT_SHAPES.crlf(0),
  TEXT_SHAPES.bom(0),
];

const bare = ({ number, title }: Row): Row => ({ number, title });
const numbered = (number: number) => ({ number, url: `https://github.com/pier/gate/issues/${number}` });

export const GITHUB: Corpus<Row> = {
  name: '`gh issue list --json`',
  counted: { files: 2, rows: 48 },
  path: 'issues.json',
  out: 'backlog',
  base: (n, random) => ({
    ...{ assignees: [], author: person('mia'), body: prose(random), closedAt: null, comments: [], labels: [] },
    ...{ createdAt: at(random), milestone: null, state: 'OPEN', stateReason: '', title: title(n, random) },
    ...{ updatedAt: at(random), ...numbered(n + 1) },
  }),
  tick: (row) =>
    row.state === 'OPEN' &&
    Boolean(Object.assign(row, { state: 'CLOSED', stateReason: 'COMPLETED', closedAt: '2026-07-30T08:00:00Z' })),
  shapes: SHAPES,
  print: (rows) => ({ '': `${JSON.stringify(rows, null, 2)}\n` }),
};
