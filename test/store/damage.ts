import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openStore, type Store } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

/** One way in which a store can be harmed, and what is to be expected of it. */
export interface Harm {
  /** May be given the folder of an older copy of the store, and of another store. */
  harm: (dir: string, others: { older: string; other: string }) => unknown;
  /** What `doctor` names: ends of paths. None: nobody can see it in what is left. */
  named: readonly string[];
  /** Does `doctor --fix` make it whole again? */
  mended?: true;
}

const FIRST = 'history/000000000000-000000000003.ndjson';
const THIRD = 'history/000000000008-000000000011.ndjson';
const CHECKPOINT = 'checkpoints/000000000020';
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
  (dir: string, { other }: { other: string }) =>
    cpSync(join(other, path), join(dir, path));
/** Another hexadecimal digit at the end of the last sum in a text. */
const otherSum = (text: string) =>
  text.replace(/(.)("\}\n?)$/, (_, digit, end) => `${digit === '0' ? '1' : '0'}${end}`);
const half = (text: string) => text.slice(0, text.length / 2);
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
    harm: (dir) => [rmSync(blob(dir, 'named')), mkdirSync(blob(dir, 'named'))],
    named: ['blobs/named'],
  },
  'a text that nothing names is a folder': {
    harm: (dir) => [rmSync(blob(dir, 'unnamed')), mkdirSync(blob(dir, 'unnamed'))],
    named: ['blobs/unnamed'],
  },
  'format.json is empty': { harm: write('format.json', ''), named: ['format.json'], mended: true },
  'format.json is missing': { harm: remove('format.json'), named: ['format.json'], mended: true },
  'format.json names another store': {
    harm: edit('format.json', (text) => text.replace(/"store":"./, '"store":"x')),
    named: [FIRST],
  },
  'a document is missing': { harm: (dir) => rmSync(blob(dir, 'named')), named: ['blobs/named'] },
  'a document has a changed text': {
    harm: (dir) => writeFileSync(blob(dir, 'named'), 'other'),
    named: ['blobs/named'],
  },
  'a text that nothing names has changed': {
    harm: (dir) => writeFileSync(blob(dir, 'unnamed'), 'other'),
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
};

function putBack(dir: string, { older }: { older: string }): void {
  rmSync(dir, { recursive: true });
  cpSync(older, dir, { recursive: true });
}

const actor = { kind: 'system', name: 'test' } as const;

export const add = (store: Store, id: string) =>
  store.write({ command: 'add', actor }, (tx) => tx.put<string>('thing', id, { n: tx.nextId('n') }));

/** By a process that loads nothing but the leases. */
export const lease = (store: Store, id: string) =>
  store.write({ command: 'lease', actor }, (tx) => tx.put<string>('lease', id, {}));

/** Every text that a test looks for by name. */
const TEXTS = { named: 'the text of a document', unnamed: 'a text that nothing names' };
const shas = new Map<string, string>();

function blob(dir: string, name: keyof typeof TEXTS): string {
  const sha = shas.get(name) ?? '';
  return join(dir, 'blobs', sha.slice(0, 2), sha);
}

/** What doctor's names end with, texts by their names here. */
export function endOf(name: string): string {
  const text = /^blobs\/(.*)$/.exec(name)?.[1];
  const sha = text && shas.get(text);
  return sha ? `${sha.slice(0, 2)}/${sha}` : name;
}

/**
 * A store of 23 commits in segments of four, 16 packed, with a checkpoint at 20 and two texts; and an older copy of it. For its
 * processes ten seconds pass between any two looks at the clock.
 */
export async function harmable() {
  const dir = join(tempFolder(), 'store');
  let time = 0;
  const timing = { monotonic: () => (time += 10_000), sleep: async () => {}, random: () => 0.5 };
  const store = await openStore({ dir, create: true, segmentSize: 4, timing });
  shas.set('named', await store.putBlob(TEXTS.named));
  shas.set('unnamed', await store.putBlob(TEXTS.unnamed));
  await store.write({ command: 'doc', actor }, (tx) => {
    tx.put<string>('note', 'd', { n: tx.nextId('n'), blob: shas.get('named')! });
  });
  for (let i = 2; i <= 20; i++) await add(store, `t${i}`);
  await store.maintain({ force: true });
  const behind = await openStore({ dir, timing });
  await add(store, 't21');
  const older = `${dir}-older`;
  cpSync(dir, older, { recursive: true });
  await add(store, 't22');
  await add(store, 't23');
  return { dir, living: store, behind, older };
}

/** Another store that went the same way, and one commit further. */
export async function anotherStore(): Promise<string> {
  const { dir, living } = await harmable();
  await add(living, 't24');
  return dir;
}
