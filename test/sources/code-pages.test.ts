import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWorkspace } from '../support/workspace.ts';
import { type Answer, shownTasks } from './imported.ts';

const table = async (bytes: Buffer, name = 'plan.csv') => {
  const work = await testWorkspace();
  const from = join(work.folder, 'project', name);
  writeFileSync(from, bytes);
  return { work, from };
};
const bytes = (latin: string) => Buffer.from(latin, 'latin1');

test.each([
  ['Title;Priorytet\r\nSprawdzi\xe6 b\xb3\xb9d w \xbf\xf3\xb3wiu;wysoki\r\n', 'Sprawdzić błąd w żółwiu'],
  ['Title;Stav\r\nOpravit p\xf8ihl\xe1\x9aen\xed \x84hned\x93;\r\n', 'Opravit přihlášení „hned“'],
  [
    'Title;Hat\xe1rid\xf5\r\nT\xfbzfal \xfajraind\xedt\xe1sa, f\xf5 \xf6n\xe1ll\xf3;\r\n',
    'Tűzfal újraindítása, fő önálló',
  ],
  ['Title;Stanje\r\nPromijeniti \x9aifru, \x9euriti \xe8e\x9a\xe6e;\r\n', 'Promijeniti šifru, žuriti češće'],
])('a table of Excel in Windows-1250 is read by its letters, and the answer says so', async (text, title) => {
  const { work, from } = await table(bytes(text));
  const answer = await work.run<Answer>('task_import', { from });
  expect([...(await shownTasks(work)).keys()]).toEqual([title]);
  expect(answer.warnings).toEqual([expect.stringContaining("plan.csv isn't UTF-8 and was read as Windows-1250")]);
});

test.each([
  ['Ba\xfel\xfdk;\xd6ncelik\r\nKap\xfdy\xfd onar, \xe7\xf6z\xfcm\xfc yaz;Y\xfcksek\r\n', 'Kapıyı onar, çözümü yaz'],
  ['Ba\xfel\xfdk;Durum\r\nGiri\xfe sayfas\xfd;Bitti\r\n', 'Giriş sayfası'],
  ['Title;Status\r\n\xddstanbul gezisi yap\xfdld\xfd\xf0\xfdnda;\r\n', 'İstanbul gezisi yapıldığında'],
])('a table of Excel in Windows-1254 is read by its letters, and the answer says so', async (text, title) => {
  const { work, from } = await table(bytes(text));
  const answer = await work.run<Answer>('task_import', { from });
  expect([...(await shownTasks(work)).keys()]).toEqual([title]);
  expect(answer.warnings).toEqual([expect.stringContaining("plan.csv isn't UTF-8 and was read as Windows-1254")]);
});

test.each([
  ['Titel;F\xe4llig am\r\nPr\xfcfung \x80 5 \x96 \x84bald\x93;\r\n', 'Prüfung € 5 – „bald“'],
  ['Titre;Statut\r\nR\xe9union \xab cr\xe9\xe9e \xbb \xe0 20\xb0;\r\n', 'Réunion « créée » à 20°'],
  ['Title;Owner\r\nPr\xfcfung bei Andr\xe9;Mu\xf1oz\r\n', 'Prüfung bei André'],
  ['Title;Sta\xf0a\r\nSam\xfeykkja n\xfd bla\xf0s\xed\xf0ur;\r\n', 'Samþykkja ný blaðsíður'],
  ['Title;Sta\xf0a\r\nSam\xfeykkja n\xfdtt ver\xf0;\r\n', 'Samþykkja nýtt verð'],
  ['T\xedtulo;Estado\r\n\xbfMa\xf1ana?;\r\n', '¿Mañana?'],
])('a table of Excel in Windows-1252 is read, and the answer says so', async (text, title) => {
  const { work, from } = await table(bytes(text));
  const answer = await work.run<Answer>('task_import', { from });
  expect([...(await shownTasks(work)).keys()]).toEqual([title]);
  expect(answer.warnings).toEqual([expect.stringContaining("plan.csv isn't UTF-8 and was read as Windows-1252")]);
  expect(await work.run<Answer>('task_import', { from })).toMatchObject({ added: 0, changed: [] });
});

test.each([
  ['Russian', bytes('Title\r\n\xcf\xf0\xe8\xe2\xe5\xf2\r\n'), 'plan.csv'],
  ['Greek', bytes('Title\r\n\xca\xe1\xeb\xe7\xec\xdd\xf1\xe1\r\n'), 'plan.csv'],
  ['Japanese', bytes('Title\r\n\x83\x5e\x83\x58\x83\x4e\x81\x41\r\n'), 'plan.csv'],
  ['Polish in ISO 8859-2', bytes('Title\r\nZa\xbf\xf3\xb3\xe6 g\xea\xb6l\xb1\r\n'), 'plan.csv'],
  ['damaged UTF-8', Buffer.concat([Buffer.from('Title\r\nMüll\r\n'), Buffer.from([0x4d, 0xfc, 0x0a])]), 'plan.csv'],
  ['a control character', bytes('Title\r\nM\xfcll \x02\r\n'), 'plan.csv'],
  ['no table', bytes('- [ ] M\xfcll\n'), 'TODO.md'],
])('another text that is no UTF-8 is refused with its line: %s', async (_, text, name) => {
  const { work, from } = await table(text, name);
  const error = await work.refused('task_import', { from });
  expect(error.message).toMatch(/line \d: expected UTF-8 text, received byte/);
});

test('a synchronised table in Windows-1252 is refused: what is written back has other letters', async () => {
  const { work, from } = await table(bytes('Titel;Status\r\nM\xfcll;\r\n'));
  const error = await work.refused('source_add', { service: 'csv', list: from });
  expect(error.message).toMatch(/line 2: expected UTF-8 text/);
});
