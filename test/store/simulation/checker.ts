import type { Files } from './world.ts';

/** What an actor was told. */
export interface Seen {
  /** A write that was acknowledged: its operation and its number. */
  acks: { op: string; seq: number; id: number }[];
  /** The paths of blobs whose writing was acknowledged. */
  blobs: { who: string; path: string }[];
  /** The state of somebody at some moment. */
  views: { who: string; seq: number; head: string; ops: number; counter: number }[];
  /** What somebody was given as the history: the commits in between the two numbers, both inclusive. */
  histories: { who: string; from: number; to: number; commits: readonly { seq: number; sum: string }[] }[];
}

interface Truth {
  seq: number;
  prev: string;
  sum: string;
  ops: string[];
  counter: number;
}

/**
 * Judges the files and what was said, without the code under test: the commits follow each other, every acknowledged
 * operation is where it was said to be and nowhere else, every acknowledged blob is there, every view was the state at its number, and checkpoints agree.
 * Returns what is wrong.
 */
export function judge(files: Files, seen: Seen, size: number): string[] {
  const wrong: string[] = [];
  const truth = readTruth(files, size);
  truth.forEach((commit, i) => {
    if (commit.seq !== i + 1) wrong.push(`number ${i + 1} holds commit ${commit.seq}`);
    if (i > 0 && commit.prev !== truth[i - 1]?.sum) wrong.push(`commit ${commit.seq} does not follow`);
    if (commit.counter !== i + 1) wrong.push(`commit ${commit.seq} counted ${commit.counter}`);
  });
  const ops = truth.flatMap((commit) => commit.ops);
  if (new Set(ops).size < ops.length) wrong.push('an operation was applied twice');
  for (const { op, seq, id } of seen.acks) {
    if (!truth[seq - 1]?.ops.includes(op)) wrong.push(`acknowledged ${op} is not in commit ${seq}`);
    if (truth[seq - 1]?.counter !== id) wrong.push(`${op} was told number ${id}`);
  }
  if (new Set(seen.acks.map(({ seq }) => seq)).size < seen.acks.length) wrong.push('two writes at one number');
  for (const { who, seq, head, ops: count, counter } of seen.views) {
    if (seq > 0 && truth[seq - 1]?.sum !== head) wrong.push(`${who} saw another commit ${seq}`);
    if (count !== seq || counter !== seq) wrong.push(`${who} saw ${count} operations and counter ${counter} at ${seq}`);
  }
  for (const { who, path } of seen.blobs) if (!files.has(path)) wrong.push(`the acknowledged blob of ${who} is gone`);
  return [...wrong, ...judgeHistories(seen, truth), ...judgeCheckpoints(files, truth), ...judgeLog(files, truth, size)];
}

/** Commit by number: from its segment if there is one, else from the log; up to the first gap. */
function readTruth(files: Files, size: number): Truth[] {
  const truth: Truth[] = [];
  for (let seq = 1; ; seq++) {
    const start = Math.floor(seq / size) * size;
    const segment = files.get(`history/${pad(start)}-${pad(start + size - 1)}.ndjson`);
    const line = segment
      ? segment.data.toString().split('\n')[seq - Math.max(start, 1)]
      : files.get(`log/${pad(seq)}.json`)?.data.toString();
    if (!line) return truth;
    truth.push(read(line));
  }
}

function read(line: string): Truth {
  const commit = JSON.parse(line) as {
    seq: number;
    prev: string;
    sum: string;
    changes: { kind: string; id: string; after: { last?: number } }[];
  };
  const counter = commit.changes.find(({ kind }) => kind === 'counter')?.after.last ?? 0;
  const ops = commit.changes.filter(({ kind }) => kind === 'op').map(({ id }) => id);
  return { seq: commit.seq, prev: commit.prev, sum: commit.sum, ops, counter };
}

/** Every commit that had been made, once, in order. */
function judgeHistories({ histories }: Seen, truth: Truth[]): string[] {
  const wrong: string[] = [];
  for (const { who, from, to, commits } of histories) {
    if (commits.length < to - from + 1) wrong.push(`${who} read ${commits.length} commits of ${from} to ${to}`);
    commits.forEach(({ seq, sum }, i) => {
      if (seq !== from + i || truth[seq - 1]?.sum !== sum) wrong.push(`${who} read another commit ${seq}`);
    });
  }
  return wrong;
}

function judgeCheckpoints(files: Files, truth: Truth[]): string[] {
  const wrong: string[] = [];
  for (const [path, file] of files) {
    const seq = /^checkpoints\/(\d+)\/op\.json$/.exec(path)?.[1];
    if (!seq) continue;
    const ids = (JSON.parse(file.data.toString()) as [string, unknown][]).map(([id]) => id);
    const expected = truth.slice(0, Number(seq)).flatMap((commit) => commit.ops);
    if (ids.join() !== expected.sort().join()) wrong.push(`checkpoint ${Number(seq)} differs from the log`);
  }
  return wrong;
}

/** Above the floor the log has no gaps: what lies behind one would be lost. */
function judgeLog(files: Files, truth: Truth[], size: number): string[] {
  const beyond = [...files.keys()].filter(
    (path) => path.startsWith('log/') && Number(path.slice(4, 16)) > truth.length,
  );
  const segments = [...files.keys()].filter((path) => path.startsWith('history/')).length;
  const wrong = beyond.map((path) => `${path} lies behind a gap`);
  return segments * size - 1 > truth.length ? [...wrong, 'a segment is incomplete'] : wrong;
}

function pad(seq: number): string {
  return String(seq).padStart(12, '0');
}
