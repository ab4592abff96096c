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
  /**
   * What the doors show: the whole queue; the queue before the damage, with a line about it; or nothing, so that they
   * refuse with the next command. Writes are done only if it is whole. Absent: the test of the harm says it.
   */
  shows?: 'all' | 'before' | 'nothing';
  /** The last change that is shown, if it isn't the last one or the one of `salvage`. */
  upTo?: number;
  /** Doors that refuse although others show something; doors that answer although others refuse. */
  refuses?: readonly string[];
  answers?: readonly string[];
  /** Whether a write is done, if `shows` doesn't say it. */
  writes?: boolean;
  /** The last change with which a salvage goes on. Absent: there is nothing to give up, or nothing may be. */
  salvage?: number;
  /** The same, if there is no checkpoint. */
  bare?: number;
  /** Whether `doctor` still finds a problem after the salvage. */
  left?: true;
  /** What `doctor` names: ends of paths. None: nobody can see it in what is left. */
  named: readonly string[];
  /** Does `doctor --fix` make it whole again? */
  mended?: true;
  /** Does it take away the right to read? Root has it anyway. */
  forbids?: true;
  /** Does it harm the file that names the store, and not the store? */
  ofMarker?: true;
  /** Does only a sum tell it? */
  sumOnly?: true;
  /** Do doors that read in part find it whole, so that they write? */
  partly?: true;
  /** Is there no store that could be examined? */
  doorsOnly?: true;
  /**
   * What makes the queue whole again if it is harmed while a run is active. Absent: the row needs the filled store, or
   * differs from another row only for readers.
   */
  live?: 'fix' | 'salvage' | 'restore';
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
/** A checkpoint of the last commit. It replaces the one of change 20. */
async function checkpointAtEnd(dir: string): Promise<void> {
  const store = await openStore({ dir });
  await store.maintain({ force: true });
  await store.close();
}
/** Harms the last commit, whatever number it has. */
const atEnd =
  (harm: (path: string) => (dir: string) => unknown): Harm['harm'] =>
  (dir) =>
    harm(`log/${readdirSync(join(dir, 'log')).sort().at(-1)}`)(dir);
/** Cuts off each commit from the first one that fits. */
export function cutFrom(dir: string, fits: (text: string) => boolean): void {
  const names = readdirSync(join(dir, 'log')).sort();
  const first = names.findIndex((name) => fits(readFileSync(join(dir, 'log', name), 'utf8')));
  for (const name of names.slice(first)) edit(`log/${name}`, half)(dir);
}

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
  'a segment is empty': { shows: 'all', refuses: ['history', 'backup'], harm: write(THIRD, ''), named: [THIRD] },
  'a segment is cut off': {
    bare: 9,
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: edit(THIRD, half),
    named: [THIRD],
  },
  'a segment lost a line': {
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: edit(
      THIRD,
      lines((all) => all.slice(1)),
    ),
    named: [THIRD],
  },
  'a segment has a changed text': {
    bare: 8,
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: edit(THIRD, (text) => text.replace('"n":9', '"n":7')),
    named: [THIRD],
  },
  'a segment has a changed sum': {
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: edit(
      THIRD,
      lines(([one = '', ...rest]) => [otherSum(one), ...rest]),
    ),
    named: [THIRD],
    mended: true,
  },
  'a segment has two changed sums': {
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: edit(
      THIRD,
      lines(([one = '', two = '', ...rest]) => [otherSum(one), two, otherSum(rest[0] ?? ''), ...rest.slice(1)]),
    ),
    named: [THIRD],
    mended: true,
  },
  'a segment is missing': {
    bare: 7,
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: remove(THIRD),
    named: [THIRD],
  },
  'the first segment is missing': { shows: 'all', refuses: ['history', 'backup'], harm: remove(FIRST), named: [FIRST] },
  'a segment is of another store': {
    shows: 'all',
    refuses: ['backup'],
    harm: from(THIRD),
    named: [THIRD, 'history/000000000012-000000000015.ndjson'],
  },
  'the first segment is of another store': { shows: 'all', refuses: ['backup'], harm: from(FIRST), named: [FIRST] },
  'a strange file is in the history': {
    shows: 'all',
    harm: write('history/notes.txt', 'mine'),
    named: ['history/notes.txt'],
  },
  'all of the history is gone': { shows: 'all', refuses: ['backup'], harm: remove('history'), named: [log(1)] },
  'a commit behind the checkpoint is missing': {
    shows: 'all',
    refuses: ['backup'],
    harm: remove(log(18)),
    named: [log(18)],
  },
  'a commit behind the checkpoint has a changed text': {
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: edit(log(18), (text) => text.replace('"n":18', '"n":17')),
    named: [log(18)],
  },
  'a commit is missing': { shows: 'nothing', salvage: 20, harm: remove(log(21)), named: [log(21)] },
  'two commits are missing': {
    shows: 'nothing',
    salvage: 20,
    harm: (dir) => [21, 22].map((seq) => remove(log(seq))(dir)),
    named: [log(21)],
  },
  'a commit is empty': { shows: 'nothing', salvage: 20, harm: write(log(21), ''), named: [log(21)] },
  'a commit is cut off': { shows: 'nothing', salvage: 21, harm: edit(log(22), half), named: [log(22)] },
  'a commit has a changed text': {
    sumOnly: true,
    shows: 'nothing',
    answers: ['session start', 'an edit', 'git commit'],
    salvage: 20,
    harm: edit(log(21), (text) => text.replace('"n":21', '"n":22')),
    named: [log(21)],
  },
  'a commit has a changed sum': { shows: 'nothing', harm: edit(log(21), otherSum), named: [log(21)], mended: true },
  'the last commit has a changed text': {
    sumOnly: true,
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: edit(log(23), (text) => text.replace('"n":23', '"n":24')),
    named: [log(23)],
  },
  'the last commit has a changed sum': {
    sumOnly: true,
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: edit(log(23), otherSum),
    named: [log(23)],
  },
  'the last commit is missing': {
    shows: 'before',
    salvage: 22,
    live: 'salvage',
    harm: atEnd(remove),
    named: [log(23)],
  },
  'a commit has the number of another': {
    shows: 'nothing',
    salvage: 20,
    harm: (dir) => cpSync(join(dir, log(20)), join(dir, log(21))),
    named: [log(21)],
  },
  'two commits changed places': { shows: 'nothing', harm: swap(21, 22), named: [log(21), log(22)], mended: true },
  'two commits changed places, the last one among them': {
    shows: 'nothing',
    harm: swap(21, 23),
    named: [log(21), log(23)],
    mended: true,
  },
  'three commits changed places': {
    shows: 'before',
    upTo: 20,
    refuses: ['backup'],
    harm: (dir) => [swap(21, 22)(dir), swap(22, 23)(dir)],
    named: [log(21), log(22), log(23)],
    mended: true,
  },
  'two commits changed places, one of them harmed': {
    shows: 'nothing',
    salvage: 20,
    harm: (dir) => [swap(21, 22)(dir), edit(log(21), (text) => text.replace('"n":22', '"n":23'))(dir)],
    named: [log(21), log(22)],
  },
  'what is no commit has the next number': {
    shows: 'before',
    refuses: ['backup'],
    harm: write(log(24), '{}'),
    named: [log(24)],
    mended: true,
  },
  'a text has the next number': {
    shows: 'before',
    refuses: ['backup'],
    harm: write(log(24), 'mine\n'),
    named: [log(24)],
    mended: true,
  },
  'an empty file has the next number': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 23,
    harm: write(log(24), ''),
    named: [log(24)],
  },
  'what is no commit has the number after the next': {
    shows: 'before',
    refuses: ['backup'],
    harm: write(log(25), '{}'),
    named: [log(24), log(25)],
    mended: true,
  },
  'a commit is of another store': { shows: 'nothing', salvage: 20, harm: from(log(21)), named: [log(21), log(22)] },
  'a commit of another store follows': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 23,
    harm: from(log(24)),
    named: [log(24)],
  },
  'all of the log is gone': {
    shows: 'nothing',
    salvage: 15,
    live: 'restore',
    harm: remove('log'),
    named: ['log', CHECKPOINT],
  },
  'the manifest of the checkpoint is no JSON': {
    shows: 'all',
    harm: write(MANIFEST, '{"torn'),
    named: [MANIFEST],
    mended: true,
  },
  'the manifest of the checkpoint names another commit': {
    shows: 'all',
    harm: edit(MANIFEST, (text) => text.replace(/"head":"./, '"head":"x')),
    named: [MANIFEST],
    mended: true,
  },
  'the manifest of the checkpoint is missing': { shows: 'all', harm: remove(MANIFEST), named: [] },
  'a file of the checkpoint is missing': { shows: 'all', harm: remove(KIND), named: [KIND], mended: true },
  'a file of the checkpoint is cut off': { shows: 'all', harm: edit(KIND, half), named: [KIND], mended: true },
  'a file of the checkpoint has a changed text': {
    shows: 'all',
    harm: edit(KIND, (text) => text.replace('"n":7', '"n":8')),
    named: [KIND],
    mended: true,
  },
  'the checkpoint has a file too many': {
    shows: 'all',
    harm: write(`${CHECKPOINT}/else.json`, '[\n]\n'),
    named: [`${CHECKPOINT}/else.json`],
    mended: true,
  },
  'a file is where the checkpoints should be': {
    shows: 'all',
    harm: (dir) => [remove('checkpoints')(dir), write('checkpoints', '')(dir)],
    named: ['checkpoints'],
    mended: true,
  },
  'a file of the checkpoint is a folder': { shows: 'all', harm: folder(KIND), named: [KIND], mended: true },
  'the manifest of the checkpoint is a folder': { shows: 'all', harm: folder(MANIFEST), named: [MANIFEST] },
  'a segment is a folder': { shows: 'all', refuses: ['history', 'backup'], harm: folder(THIRD), named: [THIRD] },
  'a commit is a folder': { shows: 'nothing', harm: folder(log(21)), named: [log(21)] },
  'a document is a folder': {
    shows: 'all',
    refuses: ['export', 'backup'],
    harm: (dir) => [rmSync(join(dir, blobPath('named'))), mkdirSync(join(dir, blobPath('named')))],
    named: ['blobs/named'],
  },
  'a text that nothing names is a folder': {
    shows: 'all',
    refuses: ['backup'],
    harm: (dir) => [rmSync(join(dir, blobPath('unnamed'))), mkdirSync(join(dir, blobPath('unnamed')))],
    named: ['blobs/unnamed'],
  },
  'format.json is empty': {
    shows: 'nothing',
    live: 'fix',
    harm: write('format.json', ''),
    named: ['format.json'],
    mended: true,
  },
  'format.json is missing': {
    shows: 'nothing',
    answers: ['an edit', 'git commit'],
    live: 'fix',
    harm: remove('format.json'),
    named: ['format.json'],
    mended: true,
  },
  'format.json names another store': {
    shows: 'all',
    refuses: ['backup'],
    writes: false,
    live: 'fix',
    harm: edit('format.json', (text) => text.replace(/"store":"./, '"store":"x')),
    named: ['format.json'],
    mended: true,
  },
  'a document is missing': {
    shows: 'all',
    refuses: ['export', 'backup'],
    harm: (dir) => rmSync(join(dir, blobPath('named'))),
    named: ['blobs/named'],
  },
  'a document has a changed text': {
    shows: 'all',
    refuses: ['export', 'backup'],
    harm: (dir) => writeFileSync(join(dir, blobPath('named')), 'other'),
    named: ['blobs/named'],
  },
  'a text that nothing names has changed': {
    shows: 'all',
    refuses: ['backup'],
    harm: (dir) => writeFileSync(join(dir, blobPath('unnamed')), 'other'),
    named: ['blobs/unnamed'],
    mended: true,
  },
  'an older copy is put back': { shows: 'all', upTo: 21, harm: putBack, named: [] },
  'an older copy is put back, and somebody goes on from there': {
    shows: 'all',
    upTo: 21,
    harm: async (dir, others) => {
      putBack(dir, others);
      await add(await openStore({ dir }), 'another past');
    },
    named: [],
  },
  'the last commit is empty': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: write(log(23), ''),
    named: [log(23)],
  },
  'the last commit has 40 bytes': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    live: 'salvage',
    harm: atEnd(cut(40)),
    named: [log(23)],
  },
  'the last commit is cut off': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    live: 'salvage',
    harm: atEnd((path) => edit(path, half)),
    named: [log(23)],
  },
  'the last commit is cut off before its last byte': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: edit(log(23), (text) => text.slice(0, -2)),
    named: [log(23)],
  },
  'the last commit is of NULs': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    live: 'salvage',
    harm: atEnd(nuls),
    named: [log(23)],
  },
  'the last commit is of blanks': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: write(log(23), '   \n'),
    named: [log(23)],
  },
  'the last commit is an empty object': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: write(log(23), '{}'),
    named: [log(23)],
  },
  'the last commit is the one before it': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: (dir) => cpSync(join(dir, log(22)), join(dir, log(23))),
    named: [log(23)],
  },
  'the last commit is of another store': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: from(log(23)),
    named: [log(23)],
  },
  'the last commit follows another one': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: edit(log(23), (text) => text.replace(/"prev":"..../, '"prev":"0000')),
    named: [log(23)],
  },
  'the last commit is a folder': { shows: 'nothing', harm: folder(log(23)), named: [log(23)] },
  'the last commit is a link to a missing file': {
    shows: 'before',
    upTo: 22,
    refuses: ['backup'],
    harm: link(log(23), '/nowhere/23.json'),
    named: [log(23)],
  },
  'the last commit is a link to itself elsewhere': {
    shows: 'all',
    refuses: ['backup'],
    harm: linked(log(23)),
    named: [],
  },
  'the last two commits are cut off': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 21,
    harm: all(edit(log(22), half), edit(log(23), half)),
    named: [log(22), log(23)],
  },
  'the last commit is cut off, and the checkpoint is of it': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: all(checkpointAtEnd, edit(log(23), half)),
    named: [log(23)],
  },
  'the last two commits are cut off, and the checkpoint is of the last': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 21,
    harm: all(checkpointAtEnd, edit(log(22), half), edit(log(23), half)),
    named: [log(22), log(23)],
  },
  'each commit from that of the checkpoint on is cut off': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 19,
    harm: all(...[20, 21, 22, 23].map((n) => edit(log(n), half))),
    named: [20, 21, 22, 23].map(log),
  },
  'the last three commits are missing': {
    shows: 'before',
    salvage: 20,
    harm: all(...[21, 22, 23].map((n) => remove(log(n)))),
    named: [log(21)],
  },
  'commits are missing behind the checkpoint, to the end': {
    shows: 'nothing',
    salvage: 17,
    harm: all(...[18, 19, 20, 21, 22, 23].map((n) => remove(log(n)))),
    named: [log(18), CHECKPOINT],
  },
  'the log is a link to a missing folder': { shows: 'nothing', harm: link('log', '/nowhere/log'), named: ['log'] },
  'the log is a link to itself elsewhere': { shows: 'all', harm: linked('log'), named: [] },
  'the log is an empty folder': { shows: 'nothing', salvage: 15, harm: folder('log'), named: ['log'] },
  'the log is a file': { shows: 'nothing', salvage: 15, harm: aFile('log'), named: ['log'] },
  'log and history are gone': { shows: 'nothing', harm: all(remove('log'), remove('history')), named: ['log'] },
  'log, history and what is remembered are gone': {
    shows: 'nothing',
    harm: all(remove('log'), remove('history'), remove('last')),
    named: ['log'],
  },
  'only the archive is left': {
    shows: 'nothing',
    harm: all(...['log', 'history', 'last', 'checkpoints', 'blobs'].map(remove)),
    named: ['log'],
  },
  'the last segment is missing': {
    bare: 11,
    shows: 'all',
    refuses: ['backup'],
    harm: remove(FOURTH),
    named: [log(12)],
  },
  'a segment is of NULs': { shows: 'all', refuses: ['history', 'backup'], harm: nuls(THIRD), named: [THIRD] },
  'a segment is a link to a missing file': {
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: link(THIRD, '/nowhere/3'),
    named: [THIRD],
  },
  'the history is a file': { shows: 'nothing', harm: aFile('history'), named: ['history'] },
  'the first commit after the history is cut off': {
    bare: 15,
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: edit(log(16), half),
    named: [log(16)],
  },
  'the manifest of the checkpoint is of NULs': { shows: 'all', harm: nuls(MANIFEST), named: [MANIFEST], mended: true },
  'the checkpoint is of another store': { shows: 'all', harm: from(CHECKPOINT), named: [MANIFEST], mended: true },
  'a checkpoint of the future': {
    shows: 'all',
    harm: (dir) => cpSync(join(dir, CHECKPOINT), join(dir, 'checkpoints/000000000040'), { recursive: true }),
    named: ['checkpoints/000000000040'],
    mended: true,
  },
  'a file of the checkpoint is a link to a missing file': {
    shows: 'all',
    harm: link(KIND, '/nowhere/kind'),
    named: [KIND],
  },
  'all checkpoints are gone': { shows: 'all', harm: remove('checkpoints'), named: [] },
  'a document is cut off': {
    shows: 'all',
    refuses: ['export', 'backup'],
    harm: (dir) => edit(blobPath('named'), half)(dir),
    named: ['blobs/named'],
  },
  'all texts are gone': {
    shows: 'all',
    refuses: ['export', 'backup'],
    harm: remove('blobs'),
    named: ['blobs/named', 'blobs/late'],
  },
  'the texts are a file': { shows: 'all', refuses: ['export', 'backup'], harm: aFile('blobs'), named: ['blobs/named'] },
  'the archive file is missing': {
    shows: 'all',
    refuses: ['backup'],
    harm: only('archive', remove),
    named: ['.ndjson'],
  },
  'the archive file is cut off': {
    shows: 'all',
    refuses: ['backup'],
    harm: only('archive', (path) => edit(path, half)),
    named: ['.ndjson'],
  },
  'the archive file is a folder': {
    shows: 'all',
    refuses: ['backup'],
    harm: only('archive', folder),
    named: ['.ndjson'],
  },
  'the archive is gone': { shows: 'all', refuses: ['backup'], harm: remove('archive'), named: ['.ndjson'] },
  'what is remembered is gone': { shows: 'all', harm: remove('last'), named: [] },
  'what is remembered is a file': { shows: 'all', harm: aFile('last'), named: ['last'], mended: true },
  'what is remembered has another name': {
    shows: 'all',
    harm: only('last', (path) => (dir) => renameSync(join(dir, path), join(dir, 'last/notes'))),
    named: [],
  },
  'what is remembered is ahead': { shows: 'before', salvage: 23, harm: remember(25, 'a'.repeat(64)), named: [log(24)] },
  'what is remembered is behind': { shows: 'all', harm: remember(20, 'a'.repeat(64)), named: [] },
  'what is remembered is another last commit': { shows: 'all', harm: remember(23, 'a'.repeat(64)), named: [] },
  'format.json is of NULs': { shows: 'nothing', harm: nuls('format.json'), named: ['format.json'], mended: true },
  'format.json is of a newer format': {
    doorsOnly: true,
    shows: 'nothing',
    harm: edit('format.json', (text) => text.replace('"format":1', '"format":2')),
    named: ['format.json'],
  },
  'format.json wants a newer writer': {
    shows: 'all',
    writes: false,
    harm: edit('format.json', (text) => text.replace('"minWriter":1', '"minWriter":9')),
    named: [],
  },
  'format.json has another length of segments': {
    shows: 'all',
    refuses: ['backup'],
    harm: edit('format.json', (text) => text.replace('"segment":4', '"segment":8')),
    named: [log(1)],
  },
  'format.json is a folder': { shows: 'nothing', harm: folder('format.json'), named: ['format.json'] },
  'format.json is a link to a missing file': {
    shows: 'nothing',
    answers: ['an edit', 'git commit'],
    harm: link('format.json', '/nowhere/format.json'),
    named: ['format.json'],
  },
  'a commit of a later version follows': {
    shows: 'nothing',
    harm: (dir) => {
      const later = readFileSync(join(dir, log(23)), 'utf8')
        .trimEnd()
        .replace('"v":1', '"v":9')
        .replace('"seq":23', '"seq":24');
      const { line } = resealed({ seq: 24, bytes: Buffer.from(later), file: log(24) });
      writeFileSync(join(dir, log(24)), `${line}\n`);
    },
    named: [log(24)],
  },
  'an older copy is put over it': {
    shows: 'all',
    harm: (dir, { older }) => cpSync(older, dir, { recursive: true }),
    named: [],
  },
  'an older copy is put back, except what is remembered': {
    shows: 'before',
    salvage: 21,
    harm: (dir, { older }) => {
      for (const name of readdirSync(dir)) if (name !== 'last') rmSync(join(dir, name), { recursive: true });
      for (const name of readdirSync(older))
        if (name !== 'last') cpSync(join(older, name), join(dir, name), { recursive: true });
    },
    named: [log(22)],
  },
  'another store is put in its place': {
    shows: 'all',
    upTo: 24,
    harm: (dir, { other }) => [rmSync(dir, { recursive: true }), cpSync(other, dir, { recursive: true })],
    named: [],
  },
  'the folder is gone': {
    doorsOnly: true,
    shows: 'nothing',
    answers: ['an edit', 'git commit'],
    harm: (dir) => rmSync(dir, { recursive: true }),
    named: [],
  },
  'the folder is empty': {
    doorsOnly: true,
    shows: 'nothing',
    answers: ['an edit', 'git commit'],
    harm: (dir) => [rmSync(dir, { recursive: true }), mkdirSync(dir)],
    named: [],
  },
  'the folder is a file': {
    doorsOnly: true,
    shows: 'nothing',
    answers: ['an edit', 'git commit'],
    harm: (dir) => [rmSync(dir, { recursive: true }), writeFileSync(dir, '')],
    named: [],
  },
  'the folder is a link to itself elsewhere': {
    doorsOnly: true,
    shows: 'all',
    harm: (dir) => [
      renameSync(dir, join(dirname(dirname(dir)), 'kept')),
      symlinkSync(join(dirname(dirname(dir)), 'kept'), dir),
    ],
    named: [],
  },
  'a segment and the last commit are cut off': {
    shows: 'before',
    refuses: ['history', 'backup'],
    salvage: 22,
    left: true,
    harm: all(edit(THIRD, half), edit(log(23), half)),
    named: [THIRD, log(23)],
  },
  'a segment and the checkpoint are cut off': {
    partly: true,
    shows: 'nothing',
    answers: ['an edit', 'git commit'],
    salvage: 9,
    harm: all(edit(THIRD, half), edit(KIND, half)),
    named: [THIRD],
  },
  'the last commit and a document are cut off': {
    shows: 'before',
    refuses: ['export', 'backup'],
    salvage: 22,
    left: true,
    harm: all(edit(log(23), half), (dir) => edit(blobPath('named'), half)(dir)),
    named: [log(23), 'blobs/named'],
  },
  'format.json is empty, and the last commit is cut off': {
    shows: 'nothing',
    salvage: 22,
    harm: all(write('format.json', ''), edit(log(23), half)),
    named: ['format.json', log(23)],
  },
  'the last commit is cut off, and what is remembered is gone': {
    shows: 'before',
    refuses: ['backup'],
    salvage: 22,
    harm: all(edit(log(23), half), remove('last')),
    named: [log(23)],
  },
  'the last commit may not be read': { shows: 'nothing', harm: forbid(log(23)), named: [log(23)], forbids: true },
  'a segment may not be read': {
    shows: 'all',
    refuses: ['history', 'backup'],
    harm: forbid(THIRD),
    named: [THIRD],
    forbids: true,
  },
  'the log may not be read': { shows: 'nothing', harm: forbid('log'), named: ['log'], forbids: true },
  'the history may not be read': { shows: 'nothing', harm: forbid('history'), named: ['history'], forbids: true },
  'the checkpoint may not be read': { shows: 'all', harm: forbid(CHECKPOINT), named: [MANIFEST], forbids: true },
  'a document may not be read': {
    shows: 'all',
    refuses: ['export', 'backup'],
    harm: (dir) => forbid(blobPath('named'))(dir),
    named: ['blobs/named'],
    forbids: true,
  },
  'the archive may not be read': {
    shows: 'all',
    refuses: ['backup'],
    harm: forbid('archive'),
    named: ['.ndjson'],
    forbids: true,
  },
  'what is remembered may not be read': { shows: 'all', harm: forbid('last'), named: ['last'], forbids: true },
  'format.json may not be read': {
    shows: 'nothing',
    harm: forbid('format.json'),
    named: ['format.json'],
    forbids: true,
  },
  'the folder may not be read': {
    doorsOnly: true,
    shows: 'nothing',
    harm: (dir) => chmodSync(dir, 0),
    named: [],
    forbids: true,
  },
  'the marker is cut off': {
    shows: 'nothing',
    answers: ['an edit'],
    harm: inMarker((file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20))),
    named: ['backlog'],
    ofMarker: true,
    mended: true,
  },
  'the marker is empty': {
    shows: 'nothing',
    answers: ['an edit'],
    harm: inMarker((file) => writeFileSync(file, '')),
    named: ['backlog'],
    ofMarker: true,
    mended: true,
  },
  'the marker is of NULs': {
    shows: 'nothing',
    answers: ['an edit'],
    harm: inMarker((file) => writeFileSync(file, Buffer.alloc(100))),
    named: ['backlog'],
    ofMarker: true,
    mended: true,
  },
  'the marker is a folder': {
    shows: 'nothing',
    answers: ['an edit'],
    harm: inMarker((file) => [rmSync(file), mkdirSync(file)]),
    named: ['backlog'],
    ofMarker: true,
  },
  'the marker is a link to a missing file': {
    shows: 'nothing',
    answers: ['an edit'],
    harm: inMarker((file) => [rmSync(file), symlinkSync('/nowhere/backlog', file)]),
    named: ['backlog'],
    ofMarker: true,
    mended: true,
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
    shows: 'nothing',
    answers: ['an edit'],
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
