import { type Corpus, clock, day, PEOPLE, prose, type Shape, sentence, ticking, title, WORDS } from './draw.ts';

type Row = Record<string, unknown> & { id: string };

/** A card's id begins with the time at which it was made, in hexadecimal seconds. */
const idOf = (n: number) => `6a1f${(0x1000 + n).toString(16)}${'0'.repeat(15)}${n}`.slice(0, 24);

const SHAPES: Shape<Row>[] = [
  { name: 'done by its list', seen: 0, row: (row) => Object.assign(row, { idList: 'l3' }) },
  { name: 'in a list of its own', seen: 0, row: (row) => Object.assign(row, { idList: 'l4' }) },
  { name: 'an archived card', seen: 5, row: (row) => Object.assign(row, { closed: true }) },
  { name: 'in an archived list', seen: 5, row: (row) => Object.assign(row, { idList: 'l5' }) },
  {
    name: 'a date',
    seen: 1,
    row: (row, { random }) => Object.assign(row, { due: `${day(random)}T${clock(random)}.000Z` }),
  },
  {
    name: 'a date that is done',
    seen: 1,
    row: (row, { random }) => Object.assign(row, { due: `${day(random)}T12:00:00.000Z`, dueComplete: true }),
  },
  {
    name: 'labels',
    seen: 2,
    row: (row, { random }) => Object.assign(row, { labels: [{ id: 'a', name: random.pick(WORDS), color: 'red' }] }),
  },
  {
    name: 'a label without a name',
    seen: 0,
    row: (row) => Object.assign(row, { labels: [{ id: 'b', name: '', color: 'sky' }] }),
  },
  { name: 'labels as texts', seen: 1, row: (row) => Object.assign(row, { labels: ['dock'] }) },
  { name: 'members', seen: 5, row: (row) => Object.assign(row, { idMembers: ['m0', 'm1'] }) },
  { name: 'a checklist', seen: 1, row: (row) => Object.assign(row, { idChecklists: ['c'] }) },
  { name: 'comments', seen: 2, row: (row, { random }) => Object.assign(row, { said: sentence(random) }) },
  {
    name: 'an attachment',
    seen: 4,
    row: (row) =>
      Object.assign(row, { attachments: [{ id: 'x', name: 'gate.png', url: 'https://example.com/gate.png' }] }),
  },
  { name: 'no text', seen: 5, row: (row) => Object.assign(row, { desc: '' }) },
  { name: 'a text of several lines', seen: 5, row: (row, { random }) => Object.assign(row, { desc: prose(random) }) },
  { name: 'the same title twice', seen: 4, rows: (rows) => rows.push({ ...rows[0]!, id: idOf(90) }) },
];

export const TRELLO: Corpus<Row> = {
  name: 'a board of Trello',
  counted: { files: 6, rows: 1607 },
  path: 'board.json',
  out: 'backlog',
  base: (n, random) => ({
    ...{ id: idOf(n), name: title(n, random), desc: sentence(random), idList: 'l1', idShort: n + 1, closed: false },
    ...{ due: null, dueComplete: false, labels: [], idMembers: [], idChecklists: [], attachments: [], pos: 16384 * n },
    ...{ dateLastActivity: `2026-07-29T${clock(random)}.000Z`, shortUrl: `https://trello.com/c/pier${n}` },
  }),
  tick: (row) =>
    row.closed === false && row.dueComplete !== true && ticking<Row>((one) => one, 'idList', [['l1', 'l4'], 'l3'])(row),
  shapes: SHAPES,
  print: (rows) => ({
    '': JSON.stringify({
      ...{ id: 'b', name: 'Pier', closed: false, url: 'https://trello.com/b/pier' },
      lists: ['Backlog', 'Doing', 'Done', 'North pier', 'Old'].map((name, n) => ({
        ...{ id: `l${n + 1}`, name, closed: name === 'Old', pos: n },
      })),
      cards: rows.map(({ said: _, ...card }) => card),
      labels: [],
      members: PEOPLE.slice(0, 2).map((fullName, n) => ({ id: `m${n}`, fullName, username: `user${n}` })),
      checklists: rows
        .filter(({ idChecklists }) => (idChecklists as string[]).length > 0)
        .map(({ id }) => ({
          ...{ id: 'c', idCard: id, name: 'Checklist' },
          checkItems: ['complete', 'incomplete'].map((state, n) => ({ id: `i${n}`, name: `Step ${n}`, state, pos: n })),
        })),
      actions: rows
        .filter(({ said }) => said !== undefined)
        .map(({ id, said }) => ({
          ...{ id: `a${id}`, type: 'commentCard', date: '2026-07-20T10:00:00.000Z' },
          ...{ data: { text: said, card: { id } }, memberCreator: { fullName: 'Otto Brand', username: 'otto' } },
        })),
    }),
  }),
};
