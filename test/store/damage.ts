import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openStore } from '../../src/store/index.ts';
import { resealed } from '../../src/store/log/commit.ts';
import { add, blobPath } from './filled.ts';

/** Other folders that a harm may use. */
export interface Around {
  /** An older copy of the store, which ends with change 21. */
  older: string;
  /** Another store, which went the same way and one change further. */
  other: string;
  /** The git folder that names the store. */
  common: string;
}

/** One way in which a store can be harmed, and what is to be expected of it. */
export interface Harm {
  harm: (dir: string, around: Around) => unknown;
  /** What `doctor` names: ends of paths. None: nobody can see it in what is left. */
  named: readonly string[];
  /** Does `doctor --fix` make it whole again? */
  mended?: true;
  /** Does it take away the right to read? Root has it anyway. */
  forbids?: true;
  /** Does it harm the file that names the store, and not the store? */
  ofMarker?: true;
}

const FIRST = 'history/000000000000-000000000003.ndjson';
const THIRD = 'history/000000000008-000000000011.ndjson';
const CHECKPOINT = 'checkpoints/000000000020';
const FOURTH = 'history/000000000012-000000000015.ndjson';
const MANIFEST = `${CHECKPOINT}/_checkpoint.json`;
const KIND = `${CHECKPOINT}/thing.json`;
const log = (seq: number) => `log/${String(seq).padStart(12, '0')}.json`;

const edit = (path: string, change: (text: string) => string) => (dir: string) =>
  writeFileSync(join(dir, path), change(readFileSync(join(dir, path), 'utf8')));
const write = (path: string, text: string) => (dir: string) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};
const remove = (path: string) => (dir: string) => rmSync(join(dir, path), { recursive: true });
const folder = (path: string) => (dir: string) => [remove(path)(dir), mkdirSync(join(dir, path))];
const swap = (one: number, other: number) => (dir: string) => {
  renameSync(join(dir, log(one)), join(dir, 'kept'));
  renameSync(join(dir, log(other)), join(dir, log(one)));
  renameSync(join(dir, 'kept'), join(dir, log(other)));
};
const from =
  (path: string) =>
  (dir: string, { other }: Around) =>
    cpSync(join(other, path), join(dir, path), { recursive: true });
/** Another hexadecimal digit at the end of the last sum in a text. */
const otherSum = (text: string) =>
  text.replace(/(.)("\}\n?)$/, (_, digit, end) => `${digit === '0' ? '1' : '0'}${end}`);
const half = (text: string) => text.slice(0, text.length / 2);
const cut = (bytes: number) => (path: string) => (dir: string) =>
  writeFileSync(join(dir, path), readFileSync(join(dir, path)).subarray(0, bytes));
/** The whole file as NULs, as some file systems leave it after a crash. */
const nuls = (path: string) => (dir: string) =>
  writeFileSync(join(dir, path), Buffer.alloc(readFileSync(join(dir, path)).length));
const link = (path: string, to: string) => (dir: string) => [
  rmSync(join(dir, path), { recursive: true }),
  symlinkSync(to, join(dir, path)),
];
/** Moves something away, and leaves a link to it. */
const linked = (path: string) => (dir: string) => {
  renameSync(join(dir, path), join(dirname(dir), 'moved'));
  symlinkSync(join(dirname(dir), 'moved'), join(dir, path));
};
const aFile = (path: string) => (dir: string) => [remove(path)(dir), writeFileSync(join(dir, path), '')];
const forbid = (path: string) => (dir: string) => chmodSync(join(dir, path), 0);
const all =
  (...harms: Harm['harm'][]): Harm['harm'] =>
  async (dir, around) => {
    for (const harm of harms) await harm(dir, around);
  };
const remember = (seq: number, sum: string) => (dir: string) => {
  rmSync(join(dir, 'last'), { recursive: true });
  mkdirSync(join(dir, 'last'));
  writeFileSync(join(dir, 'last', `${String(seq).padStart(12, '0')}-${sum}`), '');
};
/** The only file of a folder. */
const only = (path: string, harm: (path: string) => (dir: string) => unknown) => (dir: string) =>
  harm(`${path}/${readdirSync(join(dir, path))[0]}`)(dir);
const inMarker =
  (harm: (file: string, store: string) => unknown): Harm['harm'] =>
  (dir, { common }) =>
    harm(join(common, 'backlog'), dir);
const lines = (change: (lines: string[]) => string[]) => (text: string) =>
  change(text.trimEnd().split('\n')).join('\n').concat('\n');

export const HARMS: Readonly<Record<string, Harm>> = {
  'a segment is empty': { harm: write(THIRD, ''), named: [THIRD] },
  'a segment is cut off': { harm: edit(THIRD, half), named: [THIRD] },
  'a segment lost a line': {
    harm: edit(
      THIRD,
      lines((all) => all.slice(1)),
    ),
    named: [THIRD],
  },
  'a segment has a changed text': { harm: edit(THIRD, (text) => text.replace('"n":9', '"n":7')), named: [THIRD] },
  'a segment has a changed sum': {
    harm: edit(
      THIRD,
      lines(([one = '', ...rest]) => [otherSum(one), ...rest]),
    ),
    named: [THIRD],
    mended: true,
  },
  'a segment has two changed sums': {
    harm: edit(
      THIRD,
      lines(([one = '', two = '', ...rest]) => [otherSum(one), two, otherSum(rest[0] ?? ''), ...rest.slice(1)]),
    ),
    named: [THIRD],
    mended: true,
  },
  'a segment is missing': { harm: remove(THIRD), named: [THIRD] },
  'the first segment is missing': { harm: remove(FIRST), named: [FIRST] },
  'a segment is of another store': { harm: from(THIRD), named: [THIRD, 'history/000000000012-000000000015.ndjson'] },
  'a strange file is in the history': { harm: write('history/notes.txt', 'mine'), named: ['history/notes.txt'] },
  'all of the history is gone': { harm: remove('history'), named: [log(1)] },
  'a commit behind the checkpoint is missing': { harm: remove(log(18)), named: [log(18)] },
  'a commit behind the checkpoint has a changed text': {
    harm: edit(log(18), (text) => text.replace('"n":18', '"n":17')),
    named: [log(18)],
  },
  'a commit is missing': { harm: remove(log(21)), named: [log(21)] },
  'two commits are missing': { harm: (dir) => [21, 22].map((seq) => remove(log(seq))(dir)), named: [log(21)] },
  'a commit is empty': { harm: write(log(21), ''), named: [log(21)] },
  'a commit is cut off': { harm: edit(log(22), half), named: [log(22)] },
  'a commit has a changed text': { harm: edit(log(21), (text) => text.replace('"n":21', '"n":22')), named: [log(21)] },
  'a commit has a changed sum': { harm: edit(log(21), otherSum), named: [log(21)], mended: true },
  'the last commit has a changed text': {
    harm: edit(log(23), (text) => text.replace('"n":23', '"n":24')),
    named: [log(23)],
  },
  'the last commit has a changed sum': { harm: edit(log(23), otherSum), named: [log(23)] },
  'the last commit is missing': { harm: remove(log(23)), named: [log(23)] },
  'a commit has the number of another': {
    harm: (dir) => cpSync(join(dir, log(20)), join(dir, log(21))),
    named: [log(21)],
  },
  'two commits changed places': { harm: swap(21, 22), named: [log(21), log(22)], mended: true },
  'two commits changed places, the last one among them': {
    harm: swap(21, 23),
    named: [log(21), log(23)],
    mended: true,
  },
  'three commits changed places': {
    harm: (dir) => [swap(21, 22)(dir), swap(22, 23)(dir)],
    named: [log(21), log(22), log(23)],
    mended: true,
  },
  'two commits changed places, one of them harmed': {
    harm: (dir) => [swap(21, 22)(dir), edit(log(21), (text) => text.replace('"n":22', '"n":23'))(dir)],
    named: [log(21), log(22)],
  },
  'what is no commit has the next number': { harm: write(log(24), '{}'), named: [log(24)], mended: true },
  'a text has the next number': { harm: write(log(24), 'mine\n'), named: [log(24)], mended: true },
  'an empty file has the next number': { harm: write(log(24), ''), named: [log(24)] },
  'what is no commit has the number after the next': { harm: write(log(25), '{}'), named: [log(24), log(25)] },
  'a commit is of another store': { harm: from(log(21)), named: [log(21), log(22)] },
  'a commit of another store follows': { harm: from(log(24)), named: [log(24)] },
  'all of the log is gone': { harm: remove('log'), named: ['log', CHECKPOINT] },
  'the manifest of the checkpoint is no JSON': { harm: write(MANIFEST, '{"torn'), named: [MANIFEST], mended: true },
  'the manifest of the checkpoint names another commit': {
    harm: edit(MANIFEST, (text) => text.replace(/"head":"./, '"head":"x')),
    named: [MANIFEST],
    mended: true,
  },
  'the manifest of the checkpoint is missing': { harm: remove(MANIFEST), named: [] },
  'a file of the checkpoint is missing': { harm: remove(KIND), named: [KIND], mended: true },
  'a file of the checkpoint is cut off': { harm: edit(KIND, half), named: [KIND], mended: true },
  'a file of the checkpoint has a changed text': {
    harm: edit(KIND, (text) => text.replace('"n":7', '"n":8')),
    named: [KIND],
    mended: true,
  },
  'the checkpoint has a file too many': {
    harm: write(`${CHECKPOINT}/else.json`, '[\n]\n'),
    named: [`${CHECKPOINT}/else.json`],
    mended: true,
  },
  'a file is where the checkpoints should be': {
    harm: (dir) => [remove('checkpoints')(dir), write('checkpoints', '')(dir)],
    named: ['checkpoints'],
    mended: true,
  },
  'a file of the checkpoint is a folder': { harm: folder(KIND), named: [KIND], mended: true },
  'the manifest of the checkpoint is a folder': { harm: folder(MANIFEST), named: [MANIFEST] },
  'a segment is a folder': { harm: folder(THIRD), named: [THIRD] },
  'a commit is a folder': { harm: folder(log(21)), named: [log(21)] },
  'a document is a folder': {
    harm: (dir) => [rmSync(join(dir, blobPath('named'))), mkdirSync(join(dir, blobPath('named')))],
    named: ['blobs/named'],
  },
  'a text that nothing names is a folder': {
    harm: (dir) => [rmSync(join(dir, blobPath('unnamed'))), mkdirSync(join(dir, blobPath('unnamed')))],
    named: ['blobs/unnamed'],
  },
  'format.json is empty': { harm: write('format.json', ''), named: ['format.json'], mended: true },
  'format.json is missing': { harm: remove('format.json'), named: ['format.json'], mended: true },
  'format.json names another store': {
    harm: edit('format.json', (text) => text.replace(/"store":"./, '"store":"x')),
    named: [FIRST],
  },
  'a document is missing': { harm: (dir) => rmSync(join(dir, blobPath('named'))), named: ['blobs/named'] },
  'a document has a changed text': {
    harm: (dir) => writeFileSync(join(dir, blobPath('named')), 'other'),
    named: ['blobs/named'],
  },
  'a text that nothing names has changed': {
    harm: (dir) => writeFileSync(join(dir, blobPath('unnamed')), 'other'),
    named: ['blobs/unnamed'],
    mended: true,
  },
  'an older copy is put back': { harm: putBack, named: [] },
  'an older copy is put back, and somebody goes on from there': {
    harm: async (dir, others) => {
      putBack(dir, others);
      await add(await openStore({ dir }), 'another past');
    },
    named: [],
  },
  'the last commit is empty': { harm: write(log(23), ''), named: [log(23)] },
  'the last commit has 40 bytes': { harm: cut(40)(log(23)), named: [log(23)] },
  'the last commit is cut off': { harm: edit(log(23), half), named: [log(23)] },
  'the last commit is cut off before its last byte': {
    harm: edit(log(23), (text) => text.slice(0, -2)),
    named: [log(23)],
  },
  'the last commit is of NULs': { harm: nuls(log(23)), named: [log(23)] },
  'the last commit is of blanks': { harm: write(log(23), '   \n'), named: [log(23)] },
  'the last commit is an empty object': { harm: write(log(23), '{}'), named: [log(23)] },
  'the last commit is the one before it': {
    harm: (dir) => cpSync(join(dir, log(22)), join(dir, log(23))),
    named: [log(23)],
  },
  'the last commit is of another store': { harm: from(log(23)), named: [log(23)] },
  'the last commit follows another one': {
    harm: edit(log(23), (text) => text.replace(/"prev":"..../, '"prev":"0000')),
    named: [log(23)],
  },
  'the last commit is a folder': { harm: folder(log(23)), named: [log(23)] },
  'the last commit is a link to a missing file': { harm: link(log(23), '/nowhere/23.json'), named: [log(23)] },
  'the last commit is a link to itself elsewhere': { harm: linked(log(23)), named: [] },
  'the last two commits are cut off': {
    harm: all(edit(log(22), half), edit(log(23), half)),
    named: [log(22), log(23)],
  },
  'the last three commits are missing': { harm: all(...[21, 22, 23].map((n) => remove(log(n)))), named: [log(21)] },
  'commits are missing behind the checkpoint, to the end': {
    harm: all(...[18, 19, 20, 21, 22, 23].map((n) => remove(log(n)))),
    named: [log(18), CHECKPOINT],
  },
  'the log is a link to a missing folder': { harm: link('log', '/nowhere/log'), named: ['log'] },
  'the log is a link to itself elsewhere': { harm: linked('log'), named: [] },
  'the log is an empty folder': { harm: folder('log'), named: ['log'] },
  'the log is a file': { harm: aFile('log'), named: ['log'] },
  'log and history are gone': { harm: all(remove('log'), remove('history')), named: ['log'] },
  'log, history and what is remembered are gone': {
    harm: all(remove('log'), remove('history'), remove('last')),
    named: ['log'],
  },
  'only the archive is left': {
    harm: all(...['log', 'history', 'last', 'checkpoints', 'blobs'].map(remove)),
    named: ['log'],
  },
  'the last segment is missing': { harm: remove(FOURTH), named: [FOURTH] },
  'a segment is of NULs': { harm: nuls(THIRD), named: [THIRD] },
  'a segment is a link to a missing file': { harm: link(THIRD, '/nowhere/3'), named: [THIRD] },
  'the history is a file': { harm: aFile('history'), named: ['history'] },
  'the first commit after the history is cut off': { harm: edit(log(16), half), named: [log(16)] },
  'the manifest of the checkpoint is of NULs': { harm: nuls(MANIFEST), named: [MANIFEST], mended: true },
  'the checkpoint is of another store': { harm: from(CHECKPOINT), named: [MANIFEST], mended: true },
  'a checkpoint of the future': {
    harm: (dir) => cpSync(join(dir, CHECKPOINT), join(dir, 'checkpoints/000000000040'), { recursive: true }),
    named: ['checkpoints/000000000040'],
  },
  'a file of the checkpoint is a link to a missing file': {
    harm: link(KIND, '/nowhere/kind'),
    named: [KIND],
    mended: true,
  },
  'all checkpoints are gone': { harm: remove('checkpoints'), named: [] },
  'a document is cut off': { harm: (dir) => edit(blobPath('named'), half)(dir), named: ['blobs/named'] },
  'all texts are gone': { harm: remove('blobs'), named: ['blobs/named', 'blobs/late'] },
  'the texts are a file': { harm: aFile('blobs'), named: ['blobs/named'] },
  'the archive file is missing': { harm: only('archive', remove), named: ['.ndjson'] },
  'the archive file is cut off': { harm: only('archive', (path) => edit(path, half)), named: ['.ndjson'] },
  'the archive file is a folder': { harm: only('archive', folder), named: ['.ndjson'] },
  'the archive is gone': { harm: remove('archive'), named: ['.ndjson'] },
  'what is remembered is gone': { harm: remove('last'), named: [] },
  'what is remembered is a file': { harm: aFile('last'), named: [] },
  'what is remembered has another name': {
    harm: only('last', (path) => (dir) => renameSync(join(dir, path), join(dir, 'last/notes'))),
    named: [],
  },
  'what is remembered is ahead': { harm: remember(25, 'a'.repeat(64)), named: [log(24)] },
  'what is remembered is behind': { harm: remember(20, 'a'.repeat(64)), named: [] },
  'what is remembered is another last commit': { harm: remember(23, 'a'.repeat(64)), named: [] },
  'format.json is of NULs': { harm: nuls('format.json'), named: ['format.json'], mended: true },
  'format.json is of a newer format': {
    harm: edit('format.json', (text) => text.replace('"format":1', '"format":2')),
    named: ['format.json'],
  },
  'format.json wants a newer writer': {
    harm: edit('format.json', (text) => text.replace('"minWriter":1', '"minWriter":9')),
    named: [],
  },
  'format.json has another length of segments': {
    harm: edit('format.json', (text) => text.replace('"segment":4', '"segment":8')),
    named: [],
  },
  'format.json is a folder': { harm: folder('format.json'), named: ['format.json'] },
  'format.json is a link to a missing file': {
    harm: link('format.json', '/nowhere/format.json'),
    named: ['format.json'],
  },
  'a commit of a later version follows': {
    harm: (dir) => {
      const later = readFileSync(join(dir, log(23)), 'utf8').trimEnd().replace('"v":1', '"v":9').replace('"seq":23', '"seq":24');
      const { line } = resealed({ seq: 24, bytes: Buffer.from(later), file: log(24) });
      writeFileSync(join(dir, log(24)), `${line}\n`);
    },
    named: [log(24)],
  },
  'an older copy is put over it': { harm: (dir, { older }) => cpSync(older, dir, { recursive: true }), named: [] },
  'an older copy is put back, except what is remembered': {
    harm: (dir, { older }) => {
      for (const name of readdirSync(dir)) if (name !== 'last') rmSync(join(dir, name), { recursive: true });
      for (const name of readdirSync(older))
        if (name !== 'last') cpSync(join(older, name), join(dir, name), { recursive: true });
    },
    named: [log(22)],
  },
  'another store is put in its place': {
    harm: (dir, { other }) => [rmSync(dir, { recursive: true }), cpSync(other, dir, { recursive: true })],
    named: [],
  },
  'the folder is gone': { harm: (dir) => rmSync(dir, { recursive: true }), named: [] },
  'the folder is empty': { harm: (dir) => [rmSync(dir, { recursive: true }), mkdirSync(dir)], named: [] },
  'the folder is a file': { harm: (dir) => [rmSync(dir, { recursive: true }), writeFileSync(dir, '')], named: [] },
  'the folder is a link to itself elsewhere': {
    harm: (dir) => [
      renameSync(dir, join(dirname(dirname(dir)), 'kept')),
      symlinkSync(join(dirname(dirname(dir)), 'kept'), dir),
    ],
    named: [],
  },
  'a segment and the last commit are cut off': {
    harm: all(edit(THIRD, half), edit(log(23), half)),
    named: [THIRD, log(23)],
  },
  'a segment and the checkpoint are cut off': { harm: all(edit(THIRD, half), edit(KIND, half)), named: [THIRD] },
  'the last commit and a document are cut off': {
    harm: all(edit(log(23), half), (dir) => edit(blobPath('named'), half)(dir)),
    named: [log(23), 'blobs/named'],
  },
  'format.json is empty, and the last commit is cut off': {
    harm: all(write('format.json', ''), edit(log(23), half)),
    named: ['format.json', log(23)],
  },
  'the last commit is cut off, and what is remembered is gone': {
    harm: all(edit(log(23), half), remove('last')),
    named: [log(23)],
  },
  'the last commit may not be read': { harm: forbid(log(23)), named: [log(23)], forbids: true },
  'a segment may not be read': { harm: forbid(THIRD), named: [THIRD], forbids: true },
  'the log may not be read': { harm: forbid('log'), named: ['log'], forbids: true },
  'the history may not be read': { harm: forbid('history'), named: ['history'], forbids: true },
  'the checkpoint may not be read': { harm: forbid(CHECKPOINT), named: [CHECKPOINT], forbids: true },
  'a document may not be read': {
    harm: (dir) => forbid(blobPath('named'))(dir),
    named: ['blobs/named'],
    forbids: true,
  },
  'the archive may not be read': { harm: forbid('archive'), named: ['archive'], forbids: true },
  'what is remembered may not be read': { harm: forbid('last'), named: ['last'], forbids: true },
  'format.json may not be read': { harm: forbid('format.json'), named: ['format.json'], forbids: true },
  'the folder may not be read': { harm: (dir) => chmodSync(dir, 0), named: [], forbids: true },
  'the marker is cut off': {
    harm: inMarker((file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20))),
    named: ['backlog'],
    ofMarker: true,
    mended: true,
  },
  'the marker is empty': {
    harm: inMarker((file) => writeFileSync(file, '')),
    named: ['backlog'],
    ofMarker: true,
    mended: true,
  },
  'the marker is of NULs': {
    harm: inMarker((file) => writeFileSync(file, Buffer.alloc(100))),
    named: ['backlog'],
    ofMarker: true,
    mended: true,
  },
  'the marker is a folder': {
    harm: inMarker((file) => [rmSync(file), mkdirSync(file)]),
    named: ['backlog'],
    ofMarker: true,
  },
  'the marker is a link to a missing file': {
    harm: inMarker((file) => [rmSync(file), symlinkSync('/nowhere/backlog', file)]),
    named: ['backlog'],
    ofMarker: true,
  },
  'the marker is gone': { harm: inMarker((file) => rmSync(file)), named: [], ofMarker: true },
  'the marker names a queue that is not there': {
    harm: inMarker((file, dir) =>
      writeFileSync(file, readFileSync(file, 'utf8').replace(basename(dir), '11111111-2222-4333-8444-555555555555')),
    ),
    named: [],
    ofMarker: true,
  },
  'the marker may not be read': {
    harm: inMarker((file) => chmodSync(file, 0)),
    named: ['backlog'],
    ofMarker: true,
    forbids: true,
  },
};

function putBack(dir: string, { older }: Around): void {
  rmSync(dir, { recursive: true });
  cpSync(older, dir, { recursive: true });
}
