import { createHash } from 'node:crypto';
import { oracle, paths } from '../claims/oracle.ts';
import { authorOf, FORGED } from './authors.ts';
import type { Event } from './events.ts';

/** A commit, as its file has it. */
export interface Truth {
  seq: number;
  prev: string;
  sum: string;
  command: string;
  actor: { kind: string; name: string };
  changes: readonly { kind: string; id: string; after: Readonly<Record<string, unknown>> | null }[];
}

/** Files of the server by path, read without the code under test. */
export type ServerFiles = ReadonlyMap<string, Uint8Array>;

interface Held {
  holder: string;
  scope: readonly { glob: string }[];
  fence: number;
  /** The commit that granted the claim or renewed it last. */
  renewed: number;
}

/** Time by which clocks and their resolution may differ, in milliseconds: the system reports its uptime in seconds. */
const TOLERANCE_MS = 1_500;

/**
 * Judges what the writers of all machines were told by the files of the server, without the code under test. Returns
 * what is wrong.
 * @param leaseMs the length of a lease in the tested program
 */
export function judge(
  files: ServerFiles,
  events: readonly Event[],
  { size, leaseMs }: { size: number; leaseMs: number },
): string[] {
  const log = readLog(files, size);
  const time = timesOf(log, events);
  const claims = judgeClaims(log, { time, holders: holdersOf(events), leaseMs });
  return [
    ...events
      .filter(({ end }) => end === 'wrong')
      .map(({ who, what, why }) => `${who} was told at ${what}: ${why?.slice(0, 300)}`),
    ...judgeChain(log, files),
    ...judgeWrites(log, events),
    ...judgeAuthors(log, events),
    ...judgeReads(log, events),
    ...judgeBodies(files, log),
    ...claims.wrong,
    ...judgeEdits(events, claims.at, time, leaseMs),
  ];
}

/** The commits by number, up to the first gap: from the segment if there is one, else from the log. */
export function readLog(files: ServerFiles, size: number): Truth[] {
  const segments = new Map<number, string[]>();
  const log: Truth[] = [];
  for (let seq = 1; ; seq++) {
    const start = Math.floor(seq / size) * size;
    const path = `history/${pad(start)}-${pad(start + size - 1)}.ndjson`;
    const packed = files.get(path);
    if (packed && !segments.has(start)) segments.set(start, text(packed).split('\n'));
    const line = packed ? segments.get(start)![seq - Math.max(start, 1)] : text(files.get(`log/${pad(seq)}.json`));
    if (!line) return log;
    log.push(JSON.parse(line) as Truth);
  }
}

/** Each commit follows the one before, and none lies behind a gap. */
function judgeChain(log: readonly Truth[], files: ServerFiles): string[] {
  const wrong = log.flatMap(({ seq, prev }, i) => [
    ...(seq === i + 1 ? [] : [`number ${i + 1} holds commit ${seq}`]),
    ...(i === 0 || prev === log[i - 1]!.sum ? [] : [`commit ${seq} does not follow`]),
  ]);
  const beyond = [...files.keys()].filter(
    (path) => /^log\/\d+\.json$/.test(path) && Number(path.slice(4, 16)) > log.length,
  );
  return [...wrong, ...beyond.map((path) => `${path} lies behind a gap`)];
}

/** What was acknowledged is in the commit that was named, once, with the number that was named. */
function judgeWrites(log: readonly Truth[], events: readonly Event[]): string[] {
  const wrong: string[] = [];
  const [where, numbers] = [new Map<string, number>(), new Map<number, string>()];
  for (const { seq, changes } of log)
    for (const { kind, id, after } of changes) {
      if (kind !== 'op' || after === null) continue;
      const number = Number(after.id);
      if (where.has(id)) wrong.push(`${id} was written twice, in ${where.get(id)} and ${seq}`);
      if (numbers.has(number)) wrong.push(`${id} and ${numbers.get(number)} have the number ${number}`);
      where.set(id, seq);
      numbers.set(number, id);
    }
  const takenBy = new Map<number, string>();
  for (const { who, what, end, seq, op, id } of events) {
    if (end !== 'done' || seq === undefined || !WRITES.has(what)) continue;
    if (takenBy.has(seq)) wrong.push(`${who} and ${takenBy.get(seq)} were both given commit ${seq}`);
    takenBy.set(seq, who);
    if (seq > log.length) wrong.push(`${who}: the acknowledged commit ${seq} (${what}) is lost`);
    else if (op !== undefined && where.get(op) !== seq)
      wrong.push(`the acknowledged ${op} is not in commit ${seq} but in ${where.get(op) ?? 'none'}`);
    else if (op !== undefined && numbers.get(id!) !== op) wrong.push(`${op} was told number ${id}`);
    else if (op === undefined && log[seq - 1]!.command !== what) wrong.push(`${who}: commit ${seq} is no ${what}`);
  }
  return wrong;
}

/** Each commit has the author of the machine that made it, and none has another one's. */
function judgeAuthors(log: readonly Truth[], events: readonly Event[]): string[] {
  const machines = new Map(events.map(({ who, machine }) => [who, machine]));
  const makers = new Map<number, number>();
  for (const { seq, machine, what, end } of events)
    if (seq !== undefined && end === 'done' && WRITES.has(what)) makers.set(seq, machine);
  return log.flatMap(({ seq, actor, changes }) => {
    const ops = changes.filter(({ kind, after }) => kind === 'op' && after !== null);
    const forged = ops.filter(({ id }) => id.startsWith(FORGED));
    const machine = makers.get(seq) ?? machines.get(ops[0]?.id.split('-')[0] ?? '');
    const isOther = machine !== undefined && actor.name !== authorOf(machine);
    return [
      ...forged.map(({ id }) => `commit ${seq} with ${id} is forged: its author is ${actor.name}`),
      ...(isOther ? [`commit ${seq} of machine ${machine} has the author ${actor.name}`] : []),
    ];
  });
}

const WRITES: ReadonlySet<Event['what']> = new Set(['add', 'document', 'claim', 'release', 'land']);

/** All machines see one history, and nobody sees less than what was acknowledged before the reading began. */
function judgeReads(log: readonly Truth[], events: readonly Event[]): string[] {
  const wrong: string[] = [];
  const ops = [0];
  const last = [0];
  for (const { changes } of log) {
    const numbers = changes
      .filter(({ kind, after }) => kind === 'op' && after !== null)
      .map(({ after }) => Number(after!.id));
    ops.push(ops.at(-1)! + numbers.length);
    last.push(Math.max(last.at(-1)!, ...numbers));
  }
  const known = newestBefore(events);
  for (const event of events) {
    const { who, what, end, seq, head, first, sums } = event;
    if (end !== 'done') continue;
    if (what === 'look' || what === 'open' || what === 'edit') {
      const least = known(event.from);
      if (seq! < least) wrong.push(`${who} saw ${seq} at ${what}, but ${least} was acknowledged before it began`);
    }
    if (head !== undefined && seq! > 0) {
      if (log[seq! - 1]?.sum !== head) wrong.push(`${who} saw another commit ${seq}`);
      else if (ops[seq!] !== event.ops || last[seq!] !== event.last)
        wrong.push(
          `${who} saw ${event.ops} records and number ${event.last} at ${seq}, not ${ops[seq!]} and ${last[seq!]}`,
        );
    }
    sums?.forEach((sum, i) => {
      if (log[first! + i - 1]?.sum !== sum) wrong.push(`${who} was given another commit ${first! + i}`);
    });
  }
  return wrong;
}

/** Returns a function that finds the highest commit that was acknowledged or seen before a time. */
function newestBefore(events: readonly Event[]): (time: number) => number {
  const told = events.filter(({ end, seq }) => end === 'done' && seq !== undefined).sort((a, b) => a.to - b.to);
  const times = told.map(({ to }) => to);
  let most = 0;
  const highest = told.map(({ seq }) => (most = Math.max(most, seq!)));
  return (time) => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : highest[low - 1]!;
  };
}

/** The body of each record is there, and its bytes are the ones that its name says. */
function judgeBodies(files: ServerFiles, log: readonly Truth[]): string[] {
  const named = new Set<string>();
  for (const { changes } of log)
    for (const { kind, after } of changes) if (kind === 'op' && typeof after?.sha === 'string') named.add(after.sha);
  return [...named].flatMap((sha) => {
    const body = files.get(`blobs/${sha.slice(0, 2)}/${sha}`);
    if (!body) return [`the body ${sha} is gone`];
    return createHash('sha256').update(body).digest('hex') === sha ? [] : [`the body ${sha} is another one`];
  });
}

/** Between which times each commit was made, as far as the acknowledged ones tell. Commits are made one after the other. */
interface Times {
  earliest(seq: number): number;
  latest(seq: number): number;
}

function timesOf(log: readonly Truth[], events: readonly Event[]): Times {
  const earliest = Array<number>(log.length + 2).fill(Number.NEGATIVE_INFINITY);
  const latest = Array<number>(log.length + 2).fill(Number.POSITIVE_INFINITY);
  for (const { what, end, seq, from, to } of events) {
    if (end !== 'done' || seq === undefined || seq > log.length || !WRITES.has(what)) continue;
    earliest[seq] = Math.max(earliest[seq]!, from);
    latest[seq] = Math.min(latest[seq]!, to);
  }
  for (let seq = 1; seq <= log.length; seq++) earliest[seq] = Math.max(earliest[seq]!, earliest[seq - 1]!);
  for (let seq = log.length; seq > 0; seq--) latest[seq] = Math.min(latest[seq]!, latest[seq + 1]!);
  return { earliest: (seq) => earliest[seq]!, latest: (seq) => latest[seq]! };
}

interface Leases {
  time: Times;
  holders: ReadonlyMap<string, Holder>;
  leaseMs: number;
}

interface Holder {
  machine: number;
  /** When it ended its last act. */
  last: number;
}

function holdersOf(events: readonly Event[]): Map<string, Holder> {
  const holders = new Map<string, Holder>();
  for (const { who, machine, to } of events)
    holders.set(`run:${who}`, { machine, last: Math.max(to, holders.get(`run:${who}`)?.last ?? 0) });
  return holders;
}

/**
 * Replays the claims: no two of different holders ever overlap, and nobody lands with a claim that is gone. Nobody takes
 * one over before its lease has passed without a renewal, and from another machine its grace, too. A process of the same
 * machine that has ended keeps nothing.
 */
function judgeClaims(log: readonly Truth[], { time, holders, leaseMs }: Leases) {
  const wrong: string[] = [];
  const live = new Map<string, Held>();
  const at: ReadonlyMap<string, Held>[] = [new Map()];
  for (const { seq, command, changes } of log) {
    const before = new Map(live);
    for (const { kind, id, after } of changes) {
      if (kind === 'landing' && after !== null) {
        const { holder, fence } = after as unknown as Held;
        const held = [...before.values()].some((claim) => claim.holder === holder && claim.fence === fence);
        if (!held) wrong.push(`${holder} landed in ${seq} with the fence ${fence} of a claim that was gone`);
      }
      if (kind !== 'claim') continue;
      if (after === null) live.delete(id);
      else live.set(id, { ...(live.get(id) ?? {}), ...(after as object), renewed: seq } as Held);
    }
    const granted = [...live.values()].filter(({ renewed }) => renewed === seq);
    for (const claim of granted)
      for (const other of live.values())
        if (other.holder !== claim.holder && overlap(claim, other))
          wrong.push(`commit ${seq} gives ${claim.holder} what ${other.holder} holds`);
    if (command === 'claim')
      for (const [id, claim] of before) {
        if (live.has(id) || granted.some(({ holder }) => holder === claim.holder)) continue;
        const most = time.latest(seq) - time.earliest(claim.renewed);
        const [taker = ''] = granted.map(({ holder }) => holder);
        const [one, other] = [holders.get(taker), holders.get(claim.holder)];
        const isNear = one?.machine === other?.machine;
        if (isNear && (other?.last ?? 0) < time.latest(seq)) continue;
        const least = isNear ? leaseMs : 2 * leaseMs;
        if (most < least - TOLERANCE_MS)
          wrong.push(
            `in ${seq} ${taker} takes over from ${claim.holder} at most ${Math.round(most)} ms after its renewal`,
          );
      }
    at.push(new Map(live));
  }
  return { wrong, at };
}

/** Nobody may edit a file that another holder had claimed, and had renewed within the lease. */
function judgeEdits(
  events: readonly Event[],
  at: readonly ReadonlyMap<string, Held>[],
  time: Times,
  leaseMs: number,
): string[] {
  return events.flatMap(({ who, what, end, to, seq, path, allowed }) => {
    if (what !== 'edit' || end !== 'done' || !allowed) return [];
    const holders = [...(at[seq!]?.values() ?? [])].filter(
      ({ holder, scope, renewed }) =>
        holder !== `run:${who}` &&
        scope.some(({ glob }) => coveredBy(glob).has(path!)) &&
        to - time.earliest(renewed) < leaseMs - TOLERANCE_MS,
    );
    return holders.map(({ holder }) => `${who} may edit ${path} at ${seq}, which ${holder} holds`);
  });
}

const PATHS = paths(['a', 'b', 'c', 'd', 'x.ts', 'y.ts', 'z.ts'], 3);
const COVERED = new Map<string, ReadonlySet<string>>();

/** Returns the files that a glob covers, by another program than the one under test. */
function coveredBy(glob: string): ReadonlySet<string> {
  const known = COVERED.get(glob) ?? new Set(PATHS.filter(oracle(glob)));
  COVERED.set(glob, known);
  return known;
}

function overlap(one: Held, two: Held): boolean {
  return one.scope.some(({ glob }) =>
    two.scope.some((other) => [...coveredBy(glob)].some((path) => coveredBy(other.glob).has(path))),
  );
}

function text(bytes: Uint8Array | undefined): string {
  return bytes ? Buffer.from(bytes).toString() : '';
}

function pad(seq: number): string {
  return String(seq).padStart(12, '0');
}
