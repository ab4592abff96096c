import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { meanings } from '../../src/sources/reading/headings.ts';
import { looseDate, periodOf } from '../../src/sources/reading/loose-dates.ts';
import { listWords, looseStatus } from '../../src/sources/reading/loose-values.ts';
import { testWorkspace } from '../support/workspace.ts';
import type { Answer } from './imported.ts';

test.each([
  ['December 24, 2026 5:00 PM (CET)', '2026-12-24T17:00+01:00'],
  ['December 24, 2026 5:00 PM (GMT+2)', '2026-12-24T17:00+02:00'],
  ['December 24, 2026 at 5 pm EST', '2026-12-24T17:00-05:00'],
  ['Thu, 24 Dec 2026 17:00:00 +0100', '2026-12-24T17:00:00+01:00'],
  ['Thu Dec 24 2026 17:00:00 GMT+0100 (Central European Standard Time)', '2026-12-24T17:00:00+01:00'],
  ['2026-12-24 17:00 CEST', '2026-12-24T17:00+02:00'],
  ['2026-12-24T17:00:00.123Z', '2026-12-24T17:00:00Z'],
  ['2026-12-24 17:00:00 UTC', '2026-12-24T17:00:00Z'],
  ['2026/12/24 17:00', '2026-12-24T17:00'],
  ['24.12.2026 17:00 MEZ', '2026-12-24T17:00+01:00'],
  ['24. Dezember 2026', '2026-12-24'],
  ['December 24th, 2026', '2026-12-24'],
  ['12/24/2026, 5:00:00 PM GMT+5:30', '2026-12-24T17:00:00+05:30'],
  ['1798128000000', '2026-12-24T16:00:00Z'],
  [1798128000, '2026-12-24T16:00:00Z'],
  ['24 décembre 2026', '2026-12-24'],
  ['1er août 2026', '2026-08-01'],
  ['24 de diciembre de 2026', '2026-12-24'],
  ['3 de septiembre de 2026 17:00', '2026-09-03T17:00'],
  ['24 giugno 2026', '2026-06-24'],
  ['24 de outubro de 2026', '2026-10-24'],
  ['24 mrt. 2026', '2026-03-24'],
  ['2026年12月24日', '2026-12-24'],
  ['2026年2月4日 9:30', '2026-02-04T09:30'],
  ['46380', '2026-12-24'],
  ['46380,5', '2026-12-24T12:00'],
  ['46380.0', '2026-12-24'],
  [46380, '2026-12-24'],
  ['next friday', 'next friday'],
])('%s is read as %s', (written, read) => {
  expect(looseDate(written)).toEqual({ text: read });
});

test.each(['December 24, 2026 5:00 PM (IST)', '2026-12-24 17:00 CST6', '24/Dec/26 5:00 PM Mars'])(
  'a date with a zone that is not known has no text of its own: %s',
  (written) => {
    expect(looseDate(written)?.zone).toMatch(/^\(IST\)$|^CST6$|^Mars$/);
  },
);

test.each<[unknown, string | undefined, string?]>([
  ['December 20, 2026 → December 24, 2026', 'December 20, 2026', 'December 24, 2026'],
  ['20 → 24 December 2026', '20 December 2026', '24 December 2026'],
  ['20 → 24 December', '20 December', '24 December'],
  ['December 20 → 24, 2026', 'December 20 2026', 'December 24, 2026'],
  ['20 December → 3 January 2027', '20 December 2026', '3 January 2027'],
  ['December 24, 2026 5:00 PM → 7:00 PM', 'December 24, 2026 5:00 PM', 'December 24, 2026 7:00 PM'],
  ['2026-12-20 - 2026-12-24', '2026-12-20', '2026-12-24'],
  ['2026-12-20/2026-12-24', '2026-12-20', '2026-12-24'],
  ['2026-12-20 to 2026-12-24', '2026-12-20', '2026-12-24'],
  ['20.12.2026 – 24.12.2026', '20.12.2026', '24.12.2026'],
  [{ start: '2026-12-20', end: '2026-12-24' }, '2026-12-20', '2026-12-24'],
  [{ start: '2026-12-20', end: null }, undefined],
  ['2026-12-24', undefined],
  ['2026-12-24T10:00:00-05:00', undefined],
  ['24-Dec-2026', undefined],
  ['day-to-day', undefined],
  ['from now to then', undefined],
])('the period %j begins and ends', (written, begin, end) => {
  expect(periodOf(written)).toEqual(begin === undefined ? undefined : [begin, end]);
});

const WORDS: Record<string, string> = {
  due: 'due, due_date, dueDate, Due On, due_at, Due By, Deadline, target_date, Target End, Fällig am',
  scheduled: 'start_date, startDate, Start On, scheduled_at, Custom field (Start date), Timeline - Start',
  entry:
    'created, created_at, createdAt, Created On, created_date, Date Created, creation_date, created_time, Date added, submitted_on, opened_at, Created At (UTC)',
  modified:
    'updated, updated_at, updated_date, Date Updated, last_modified_date, Last Updated At, last edited time, dateLastActivity, Last Activity Date, changed_on, modification date',
  end: 'closed_at, closed_date, closed_on, completed_at, completed_on, completion_date, Date Completed, resolved_at, resolved_date, resolution_date, resolutiondate, finished_at, done_on, cancelled_at, Canceled',
  '': 'date, Date, created_by, updated by, Cycle End Date, Status Category Changed, duration, station, resolution time spent, Started, First Response Date',
};

test.each(Object.entries(WORDS).flatMap(([to, list]) => list.split(', ').map((column) => [column, to] as const)))(
  'the column %s means the date %s',
  (column, to) => {
    const { meant } = meanings(['Title', column], { own: [], map: new Map() });
    expect(meant.get(column)?.to ?? '').toBe(to);
  },
);

test.each<[unknown, string[]]>([
  [`['a', 'b c']`, ['a', 'b c']],
  [`['it\\'s', "b"]`, ["it's", 'b']],
  ['["a"]', ['a']],
  ['[a, b c]', ['a', 'b c']],
  ['[]', []],
  ['a; b', ['a', 'b']],
  ['#a, #b', ['a', 'b']],
  [
    [{ name: 'a' }, 'b'],
    ['a', 'b'],
  ],
])('the list %j has its words', (written, words) => {
  expect(listWords(written, false)).toEqual(words);
});

test.each<[unknown, string, string?]>([
  ...[
    'Sprint 2026',
    'Waiting for PO-20417',
    'Blocked by #2041',
    'ISO 9001 review',
    'Wartet bis 2027',
    'Backlog 2026',
    'v1.2.3',
    'from 24.12.2026',
    '24.12.2026?',
    '2026',
    '46380',
    '1798128000',
  ].map((word): [string, string] => [word, 'pending']),
  [46380, 'pending'],
  ...[
    '2026-12-24',
    '24.12.2026 17:00',
    '12/24/26',
    '10/12/2026',
    '24/Dec/26 5:00 PM',
    'December 24, 2026 5:00 PM (IST)',
    '24. Dezember 2026',
  ].map((end): [string, string, string] => [end, 'completed', end]),
])('the status %j means %s', (written, status, end) => {
  expect(looseStatus(written)).toEqual({ status, ...(end === undefined ? { word: String(written) } : { end }) });
});

/** Imports a table and returns its first task with the warnings. */
async function first(from: string, input: object = { format: 'csv' }) {
  const work = await testWorkspace();
  const { warnings } = await work.run<Answer>('task_import', { from, ...input });
  const { tasks } = await work.run<{ tasks: Task[] }>('task_export');
  return { task: tasks[0]!, warnings, tasks };
}

test('a zone that is not known is reported, and its date stays in extra', async () => {
  const { task, warnings } = await first(
    'Title,Due,Created\nMow,"December 24, 2026 5:00 PM (IST)","December 1, 2026 5:00 PM (IST)"\n',
  );
  expect(task.due).toBeUndefined();
  expect(task.extra).toEqual({ Due: 'December 24, 2026 5:00 PM (IST)', Created: 'December 1, 2026 5:00 PM (IST)' });
  expect(warnings.join('\n')).toMatch(/Due: "\(IST\)" is no time zone[\s\S]*Created: "\(IST\)" is no time zone/);
});

test('the begin of a due period yields to a column of its own, and then stays in extra', async () => {
  const { task } = await first('Title,Start,Due\nMow,2026-12-01,2026-12-20 → 2026-12-24\n');
  expect(task).toMatchObject({ scheduled: '2026-12-01', due: '2026-12-24' });
  expect(task.extra).toEqual({ Due: '2026-12-20 → 2026-12-24' });
});

test('a period without a year is due at its end', async () => {
  const { task } = await first('Title,Due\nMow,20 → 24 December\n');
  expect([task.scheduled?.slice(5, 10), task.due?.slice(5, 10)]).toEqual(['12-20', '12-24']);
});

const IN_LANGUAGES: Record<string, [text: string, open: object, done: object]> = {
  french: [
    'Nom;Description;Statut;Échéance;Responsable;Étiquettes;Priorité\nRéparer;Texte;À faire;24/12/2026;Zoé;bug, ui;Élevée\nÉcrire;;Terminé;;;;Basse\n',
    { description: 'Réparer', tags: ['bug', 'ui'], agent: 'Zoé', priority: 'H', docs: { spec: 'Texte' } },
    { description: 'Écrire', priority: 'L' },
  ],
  spanish: [
    'Título,Estado,Fecha de vencimiento,Asignado a,Etiquetas,Prioridad,Descripción\nArreglar,Pendiente,24/12/2026,Ana,bug,Alta,Texto\nEscribir,Hecho,,,,Baja,\n',
    { description: 'Arreglar', tags: ['bug'], agent: 'Ana', priority: 'H', docs: { spec: 'Texto' } },
    { description: 'Escribir', priority: 'L' },
  ],
  portuguese: [
    'Título,Situação,Prazo,Responsável,Prioridade\nConsertar,A fazer,24/12/2026,Ana,Alta\nEscrever,Concluído,,,Média\n',
    { description: 'Consertar', agent: 'Ana', priority: 'H' },
    { description: 'Escrever', priority: 'M' },
  ],
  italian: [
    'Titolo;Stato;Scadenza;Assegnato a\nRiparare;Da fare;24/12/2026;Ugo\nScrivere;Completato;;\n',
    { description: 'Riparare', agent: 'Ugo' },
    { description: 'Scrivere' },
  ],
  dutch: [
    'Naam;Status;Vervaldatum;Toegewezen aan\nMaken;Te doen;24-12-2026;Jan\nSchrijven;Voltooid;;\n',
    { description: 'Maken', agent: 'Jan' },
    { description: 'Schrijven' },
  ],
  turkish: [
    'Başlık;Durum;Son tarih;Sorumlu;Öncelik;Açıklama\nOnar;Yapılacak;24 Aralık 2026;Işıl;Yüksek;Metin\nYaz;Tamamlandı;;;Düşük;\n',
    { description: 'Onar', agent: 'Işıl', priority: 'H', docs: { spec: 'Metin' } },
    { description: 'Yaz', priority: 'L' },
  ],
  'turkish in capitals, and english ones of a turkish spreadsheet': [
    'BAŞLIK;DURUM;SON TARİH;SORUMLU;PRİORİTY\nOnar;YAPILACAK;24/12/2026;Işıl;HİGH\nYaz;TAMAMLANDI;;;LOW\n',
    { description: 'Onar', agent: 'Işıl', priority: 'H' },
    { description: 'Yaz', priority: 'L' },
  ],
  japanese: [
    'タイトル,ステータス,期限,担当者,優先度\nログイン,未着手,2026年12月24日,花子,高\n文書,完了,,,低\n',
    { description: 'ログイン', agent: '花子', priority: 'H' },
    { description: '文書', priority: 'L' },
  ],
  chinese: [
    '标题,状态,截止日期,负责人,优先级\n登录,待办,2026/12/24,李雷,高\n文档,已完成,,,低\n',
    { description: '登录', agent: '李雷', priority: 'H' },
    { description: '文档', priority: 'L' },
  ],
};

test.each(Object.entries(IN_LANGUAGES))('a table in %s', async (_, [from, open, done]) => {
  const work = await testWorkspace();
  const { left, bad } = await work.run<Answer>('task_import', { from, format: 'csv' });
  const { tasks } = await work.run<{ tasks: Task[] }>('task_export');
  expect({ left, bad, tasks }).toMatchObject({
    ...{ left: [], bad: [] },
    tasks: [
      { ...open, status: 'pending', due: '2026-12-24' },
      { ...done, status: 'completed' },
    ],
  });
});

test('an unknown status stays in extra, and so does the date of an end whose day or zone is unknown', async () => {
  const read = async (text: string) => (await first(text)).tasks.map(({ status, end, extra }) => [status, end, extra]);
  expect(await read('Title,Status\nMow,Waiting for PO-20417\n')).toEqual([
    ['pending', undefined, { status: 'Waiting for PO-20417' }],
  ]);
  expect(await read('Title,Done\nMow,46380\nRake,Sprint 2026\n')).toEqual([
    ['pending', undefined, { Done: '46380' }],
    ['pending', undefined, { Done: 'Sprint 2026' }],
  ]);
  expect(await read('Title,Done\nMow,10/12/2026\n')).toMatchObject([
    ['completed', expect.anything(), { status: '10/12/2026' }],
  ]);
  expect((await read('Title,Done\nMow,10/12/2026\nRake,24/11/2026\n')).map(([, end]) => end)).toEqual([
    '2026-12-10T00:00:00Z',
    '2026-11-24T00:00:00Z',
  ]);
});

test('a field date is no due date', async () => {
  const { task } = await first(JSON.stringify([{ title: 'Mow', date: '2026-12-24', id: 17 }]), {});
  expect(task.due).toBeUndefined();
  expect(task).toMatchObject({ extra: { date: '2026-12-24' }, source: { id: '17' } });
});

test('a blocking column of a row that is not in the table, or is there twice, stays in extra', async () => {
  const { tasks } = await first('Title,Blocks\nMow,Rake\nRake,Burn\nDig,Sow\nSow,\nSow,\n');
  const words = new Map(tasks.map(({ uuid, description }) => [uuid, description]));
  expect(tasks.map(({ depends, extra }) => [depends?.map((uuid) => words.get(uuid)), extra])).toEqual([
    [undefined, undefined],
    [['Mow'], { Blocks: 'Burn' }],
    [undefined, { Blocks: 'Sow' }],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});
