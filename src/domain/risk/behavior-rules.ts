import type { Examined, RiskRuleRow } from './examine.ts';
import { addedCode, addedLines, fewerInCode, inCode, isAny, withoutMoved } from './find.ts';
import { type CodeLine, replacedLines } from './lines.ts';
import { anyOf } from './patterns.ts';

/** The rules about behavior that no test of a few values shows: at the same time, in another zone, with slow partners. */
export const BEHAVIOR_RULES = {
  fewerLocks: {
    says: 'removes locks, transactions or atomic steps',
    find: (examined) =>
      fewerInCode(
        withoutMoved(examined).filter(({ added, removed }) => !(added.some(isAtomic) && !removed.some(isAtomic))),
        LOCK,
      ),
  },
  zones: {
    says: 'reads times in the zone of the machine, or takes all days and years for equal',
    find: (all) => addedCode(all, LOCAL_TIME),
  },
  patience: { says: 'waits much longer than before', find: (examined) => inCode(examined, raised) },
  deadConditions: {
    says: 'adds conditions that are never or always true',
    find: (examined) => addedLines(examined, ({ spoken }) => isDecided(spoken)),
  },
  addresses: { says: 'replaces addresses of other machines', find: (examined) => inCode(examined, moved) },
  notices: {
    tested: true,
    says: 'contains notices of other owners',
    find: (examined, { others = [] }) => {
      const known = new Set([
        ...examined.flatMap(({ before }) => before.flatMap(({ text }) => noticeIn(text) ?? [])),
        ...others.flatMap(({ text }) => text.split('\n').flatMap((line) => noticeIn(line) ?? [])),
      ]);
      const isNew = (notice: string | undefined) => notice !== undefined && !known.has(notice);
      return addedLines(examined, ({ text }) => isNew(noticeIn(text)));
    },
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Checks whether a line counts in one step, which needs no lock. */
const isAtomic = ({ code }: CodeLine): boolean => /\b(?:[aA]tomic|Concurrent|Interlocked)/.test(code);

const LOCK = anyOf(
  /\.(?:R?Lock|lock|acquire|synchronize|withLock|with_lock)\b\s*(?:\(|do\b|\{)/,
  /\bsynchronized\b|^lock\s*\(|^(?:async\s+)?with\b.*\block\b|\bMonitor\.Enter\b|\bnavigator\.locks\b/,
  // What releases a lock at the end, and not before.
  /\bdefer\s+\S+\.R?Unlock\(\)/,
  // A transaction, and rows that it locks.
  /[\w)]\.\$?[tT]ransaction\b\s*(?:\(|<|do\b|\{)|@Transactional\b|\btransaction\.atomic\b|\bnew TransactionScope\(/,
  // What counts or stores in one step, is seen by other threads at once, or lasts a crash.
  /\bAtomic[A-Z]\w*\b|\batomic\.\w+|\bvolatile\b|\bConcurrent[A-Z]\w*\b|\bInterlocked\.|\bsync\.(?:Map|Once|Mutex|RWMutex)\b|\b(?:Mutex|RwLock|ReentrantLock)\b/,
  /\.Sync\(\)|\bf(?:data)?sync\w*\(|\bO_EXCL\b|['"]wx\+?['"]|\brename(?:Sync)?\(\s*\w*te?mp|\bos\.[rR]ename\(|\bfs::rename\(|\bATOMIC_MOVE\b/,
  /\bwith_for_update\b|\bselect_for_update\b|\bON CONFLICT\b|\bidempoten\w*|@Version\b|\[(?:Timestamp|ConcurrencyCheck)\]|\bcompare_exchange\b|\bSemaphore\w*\b/,
  /\bBegin(?:Tx|Txn|Transaction(?:Async)?)?\(|\.begin(?:_?[tT]ransaction|_nested)?\(\)|\bwithTransaction\(|\bwith_transaction\b/,
  /^["'`]?(?:BEGIN|START TRANSACTION)\b\s*;?["'`]?|\b(?:execute|exec|query)\(\s*["'`](?:BEGIN|START TRANSACTION)\b|\bFOR (?:UPDATE|SHARE)\b|\.lock!/,
);

/** Times without a zone, or in that of the machine, in each language. */
const LOCAL_TIME = anyOf(
  /\bfromtimestamp\((?:[^(),]|\([^()]*\))*\)|\b(?:datetime|date)\.(?:today|utcnow|now)\(\)/,
  /\.get(?:Hours|Minutes|Date|Day|Month|FullYear)\(\)|\bnew Date\(\s*\d+\s*,/,
  /\b(?:LocalDate|LocalTime|LocalDateTime|ZonedDateTime|OffsetDateTime)\.now\(\s*\)|\bZoneId\.systemDefault\(|\bCalendar\.getInstance\(\s*\)/,
  /\b(?:now|date|day|time|at)\w*(?:\(\)|\.\w+\(\))*\s*[-+]\s*(?:\d+\s*\*\s*)?(?:86_?400|24 \* 60 \* 60|24 \* 3_?600)|\byear\s*=\s*\w+\.year\s*[-+]|["']YYYY-MM|["']%Y-%d|\bsetFullYear\(/,
  /\bDateTime\.(?:Now|Today)\b|\bTimeZoneInfo\.Local\b|\btime\.Local\b|\.Local\(\)|\bLocal::now\(/,
  /\bTime\.(?:now|at|local|parse)\b(?!.*\.(?:utc|getutc|gmtime)\b)|\bDate\.today\b/,
);

/** How many times longer a wait has to be. */
const LONGER = 4;
/** Milliseconds of a unit; a number without one is compared with another one without. */
const UNITS = { milli: 1, ms: 1, sec: 1_000, min: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const WAITS =
  /time_?out|deadline|delay|sleep|Duration|TimeSpan|\btime\.(?:Second|Minute|Hour)|\bfrom_(?:secs|millis)|patience/i;
const UNIT = /milli(?:second)?s?|\bms\b|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?/gi;

/** Finds lines that differ only in a time, which is much longer now. */
function raised(file: Examined): CodeLine[] {
  const shape = ({ spoken }: CodeLine) => spoken.replace(UNIT, 'unit').replace(/\d[\d_.]*/g, '0');
  return replacedLines(file, ({ spoken }) => WAITS.test(spoken), shape).flatMap(([line, old]) =>
    msOf(line.spoken) >= LONGER * msOf(old.spoken) && msOf(old.spoken) > 0 ? [line] : [],
  );
}

function msOf(text: string): number {
  const number = Number(/(?<![\w.])\d[\d_]*(?:\.\d+)?/.exec(text)?.[0].replaceAll('_', '') ?? 0);
  const [unit = ''] = text.match(UNIT) ?? [];
  const found = Object.entries(UNITS).find(([name]) => unit.toLowerCase().startsWith(name));
  return number * (found?.[1] ?? 1);
}

type Comparison = Readonly<Record<'name' | 'op' | 'value', string>>;

const COMPARISON = /^\(*\s*([A-Za-z_][\w.]*)\s*(<=?|>=?|===?|!==?)\s*(-?\d[\d_.]*|"[^"]*"|'[^']*')\s*\)*$/;
const NO_NUMBER = /(?<![\w.])([A-Za-z_][\w.]*)\.is_?nan\(\)|\bis_?nan\(\s*([A-Za-z_][\w.]*)\s*\)/i;

/** Checks whether two comparisons of one value exclude each other (`and`), or one of them always holds (`or`). */
function isDecided(line: string): boolean {
  const asked = /\b(?:if|elif|elsif|unless|while|when|return)\b(.*)$/.exec(line)?.[1] ?? line;
  const condition = asked.replace(/(?:\{|:|\bthen)$/, '');
  const both = condition.split(/&&|\band\b/);
  const either = condition.split(/\|\||\bor\b/);
  if (both.length > 1 && either.length === 1) return pairs(both).some(([a, b]) => excludes(a, b)) || comparesNaN(both);
  return either.length > 1 && both.length === 1 && pairs(either).some(([a, b]) => excludes(negated(a), negated(b)));
}

/** A comparison with a number and a question whether the same value is none. */
function comparesNaN(parts: readonly string[]): boolean {
  const asked = parts.map((part) => (/^\s*(?:!|not\b)/.test(part) ? undefined : NO_NUMBER.exec(part))).find(Boolean);
  const name = asked?.[1] ?? asked?.[2];
  return name !== undefined && parts.some((part) => comparisonIn(part)?.name === name && !part.includes('!='));
}

function comparisonIn(part: string): Comparison | undefined {
  const [, name, op, value] = COMPARISON.exec(part.trim()) ?? [];
  // JavaScript has two signs for equal and for unequal.
  return name && op && value ? { name, op: op.replace(/={2,3}/, '='), value: value.replaceAll('_', '') } : undefined;
}

/** Maximum number of parts of a condition that are compared with each other. */
const MOST_PARTS = 40;

function pairs(parts: readonly string[]): (readonly [Comparison, Comparison])[] {
  const all = parts.slice(0, MOST_PARTS).flatMap((part) => comparisonIn(part) ?? []);
  return all.flatMap((a, n) => all.slice(n + 1).flatMap((b) => (a.name === b.name ? [[a, b] as const] : [])));
}

const OPPOSITE: Readonly<Record<string, string>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<', '=': '!=', '!=': '=' };
const negated = (one: Comparison): Comparison => ({ ...one, op: OPPOSITE[one.op]! });

function excludes(a: Comparison, b: Comparison): boolean {
  if (a.op === '=' && b.op === '=') return a.value !== b.value;
  const [low, high] = a.op.startsWith('<') ? [a, b] : [b, a];
  if (!low.op.startsWith('<') || !high.op.startsWith('>')) return false;
  const [most, least] = [Number(low.value), Number(high.value)];
  return most < least || (most === least && !(low.op === '<=' && high.op === '>='));
}

const URL = /\bhttps?:\/\/[\w.-]+(?::\d+)?/g;
/** Addresses that nobody connects to. */
const NO_MACHINE = /^https?:\/\/(?:www\.w3\.org|json-schema\.org|schemas?\.|localhost\b|127\.0\.0\.1\b)/;

/** Finds lines in which only an address is another one. */
function moved(file: Examined): CodeLine[] {
  if (/(^|\/)[^/]*lock[^/]*$|\.(?:sum|svg|snap)$/i.test(file.path)) return [];
  const urls = ({ text }: CodeLine): readonly string[] => text.match(URL) ?? [];
  const pairs = replacedLines(file, isAny, ({ text }) => text.replace(URL, 'url'));
  return pairs.flatMap(([line, old]) =>
    urls(line).some((url) => !NO_MACHINE.test(url) && !urls(old).includes(url)) ? [line] : [],
  );
}

const NOTICE =
  /\b(?:GNU (?:Affero |Lesser )?General Public License|SPDX-License-Identifier:\s*\S{0,40}GPL|[AL]?GPL[ -]?v?[23]\b|All rights reserved)|\bCopyright\s+(?:\(c\)|©|[12]\d{3})/i;

/** Returns the notice in a line without its years, which change each year, and what encloses a comment. */
function noticeIn(line: string): string | undefined {
  const at = NOTICE.exec(line)?.index;
  return at === undefined ? undefined : line.slice(at).replace(/\d{4}|\W/g, '');
}
