import type { Examined, RiskRuleRow } from '../examine.ts';
import { addedCode, addedLines, inCode, lostCode } from '../find.ts';
import { type CodeLine, partnersOf } from '../lines.ts';
import { anyOf } from '../patterns.ts';

/** The rules about what stays from one call to the next: kept results, shared objects, open files, work in the background. */
export const STATE_RULES = {
  keptResults: { says: 'keeps results for later calls', find: (all) => addedCode(all, KEPT, 'code') },
  sharedState: {
    says: 'shares what changes between all calls',
    find: (all) =>
      addedLines(
        all,
        (line, file) =>
          (SHARED.test(line.code) || (file.path.endsWith('.go') && SHARED_IN_GO.test(line.code))) &&
          !isTable(line, file, all),
      ),
  },
  background: {
    says: 'starts work that nobody waits for',
    find: (examined) => [
      ...addedLines(examined, (line, file) => BACKGROUND.test(line.code) && !isSoon(WAITS, line, file)),
      ...inCode(examined, unwaited),
    ],
  },
  leftOpen: {
    says: 'opens what nothing closes, or closes less',
    find: (examined) => [...addedLines(examined, staysOpen), ...lostCode(examined, ENDS)],
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

const KEPT = anyOf(
  /@(?:functools\.)?(?:lru_cache|cache|cached\w*|cached_property)\b|@Cacheable\b|\b(?:memoize\w*|memo|lru_cache)\(/,
  /@\w+\s*\|\|=|\bIMemoryCache\b|\bMemoryCache\b|\bOnceCell\b|\bOnceLock\b|\blazy_static!|\bLazy(?:Lock)?(?:<|::new)/,
  /\b\w*[cC]ache\w*\s*(?::[^=]+)?:?=\s*(?:new\s+)?(?:\w+\.)*(?:Map|WeakMap|LRU\w*|\{\}|dict\(|HashMap|ConcurrentHashMap|Dictionary|ConcurrentDictionary|map\[|make\(|\[\])/,
);

/** Objects that threads or calls share, and that one of them changes. */
const SHARED = anyOf(
  /\bstatic\s+(?:final\s+|readonly\s+)*(?:SimpleDateFormat|DateFormat|Calendar|NumberFormat|DecimalFormat|MessageDigest|Matcher|Random|StringBuilder|(?:Array|Linked)?List\s*<|Hash(?:Map|Set)\s*<|Map\s*<|Dictionary\s*<|HashSet\s*<)/,
  /\bstatic\s+mut\b|\bdef\s+\w+\(.*=\s*(?:\[\]|\{\}|set\(\)|dict\(\)|list\(\))|^global\s+\w|@@\w+\s*(?:\|\|)?=|^\$[a-z]\w*\s*(?:\|\|)?=/,
);
const SHARED_IN_GO = /^var\s+\w+\s*(?:=\s*(?:map\[|\[\]\w|make\()|(?:map\[|\[\])\S*\s*(?:=|$))/;

/** The name of a list or map that only its file or package sees, and that has its values from the beginning. */
const TABLE =
  /\bprivate\s+static\s+(?:final|readonly)\s+\w*(?:List|Map|Set|Dictionary)\s*<.*>\s+(\w+)\s*=|^var\s+([a-z]\w*)\s*=\s*(?:map\[|\[\])\S+\{/;

/**
 * Checks whether all that names a list or map reads it. What gets it as a whole can change it, and so can, in Go, each
 * file of its folder.
 */
function isTable(line: CodeLine, file: Examined, all: readonly Examined[]): boolean {
  const name = TABLE.exec(line.code)?.slice(1).find(Boolean);
  if (name === undefined) return false;
  const [named, reads] = [new RegExp(`\\b${name}\\b`), readsOf(name)];
  const folder = /^.*\//.exec(file.path)?.[0];
  const isBeside = ({ path }: Examined) => path.endsWith('.go') && /^.*\//.exec(path)?.[0] === folder;
  const users = file.path.endsWith('.go') ? all.filter(isBeside) : [file];
  return users.every(({ after }) => after.every((one) => one === line || !named.test(one.code.replaceAll(reads, ''))));
}

const CHANGES = String.raw`(?:[aA]dd|[pP]ut|[rR]emove|[cC]lear|Try(?:Add|Remove|Update)|[sS]et|[iI]nsert|[cC]ompute|[mM]erge|[sS]ort|[rR]e(?:place|verse))\w*\(`;
/** A place of a list or map, or of what it holds, to which code assigns, or which it changes. */
const ASSIGNED = String.raw`[\w.[\]]*(?:\s*(?:[-+*/%&|^]|&\^|<<|>>|\?\?)?=(?![=>])|\s*(?:\+\+|--)|\s*,[^;()]*[^=!<>:]=(?!=)|\.${CHANGES})`;

/** Matches what only reads a list or map of a name: an element, a question about it, or all of it in a loop. */
const readsOf = (name: string): RegExp =>
  new RegExp(
    [
      String.raw`(?<!&|\+\+|--)\b${name}\[(?:[^[\]]|\[[^[\]]*\])*\](?!${ASSIGNED})`,
      String.raw`\b${name}\??\.(?:get|getOrDefault|contains\w*|Contains\w*|TryGetValue|indexOf|IndexOf|size|isEmpty|keySet|stream|Any|All|Where|Select|First\w*)\((?![^()]*\)\.${CHANGES})`,
      String.raw`\b${name}\.(?:Count|Length|Keys|Values)\b`,
      String.raw`(?:\blen\(|\brange\s+|\bin\s+|\s:\s*)${name}\b(?!\s*[.[])`,
    ].join('|'),
    'g',
  );

const BACKGROUND = anyOf(
  /\.(?:forEach|map)\(\s*async\b(?!.*\bPromise\.)(?<!\bPromise\..*)(?<!=.*\.map\(\s*async)/,
  /(?:=>|^(?:_\s*=)?)\s*Task\.(?:Run|Factory\.StartNew)\(|^_\s*=\s*\w.*Async\(|\basync\s+void\b/,
  /^go\s+(?:func\b|[\w.]+\()|^asyncio\.(?:create_task|ensure_future)\(|^(?:std::)?thread::spawn\(|^tokio::(?:task::)?spawn\(/,
  /^Thread\.new\b|^new\s+Thread\(.*\.start\(|^threading\.Thread\(.*\.start\(|^CompletableFuture\.\w+Async\(|^\w*[eE]xecutor\w*\.(?:submit|execute)\(|^void\s+[a-z]\w*(?:\.\w+)*\((?!.*\{$)/,
);

/** Finds calls for which the code no longer waits. */
function unwaited({ added, removed }: Examined): CodeLine[] {
  const [now, old] = [added.filter((line) => !AWAIT.test(line.code)), removed.filter((line) => AWAIT.test(line.code))];
  return [...partnersOf(now, old, ({ spoken }) => spoken.replace(AWAIT, '')).keys()];
}

const AWAIT = /\bawait\s+|\.await\b|\.(?:get|join|Wait)\(\)(?=;?$)/;

/** What ends something that was opened or begun. */
const ENDS = anyOf(
  /\b(?:defer\b.*(?:[cC]lose|[cC]ancel|Stop|Rollback)|clear(?:Interval|Timeout)\(|removeEventListener\(|unsubscribe\(|impl\s+Drop\b)|^\}?\s*(?:finally|ensure)\b/,
  /^(?:await\s+)?[\w.]+\.(?:close|Close|dispose|Dispose|destroy|release|Release|Stop|shutdown|abort|terminate)(?:Async)?\(\)|^(?:await\s+)?using\b|^(?:async\s+)?with\b.*\bopen\(|^try\s*\(/,
);

const OPENS = anyOf(
  /\b(?:createStatement|prepareStatement|prepareCall|getConnection|newInputStream|newOutputStream|newBufferedReader|newBufferedWriter)\(/,
  /\bnew\s+(?:File(?:Input|Output)?(?:Stream|Reader|Writer)|StreamReader|StreamWriter|SqlConnection|Socket|Scanner)\(|\bFiles\.(?:lines|walk|list)\(/,
  /=\s*(?:File\.Open\w*|open)\(|\bopen\([^()]*\)\.(?:read|write)|=\s*File\.(?:open|new)\([^{]*$|\bopenSync\(/,
  /:?=\s*(?:os\.(?:Open|Create|OpenFile)|http\.(?:Get|Post)|[\w.]+\.Query(?:Context)?)\(/,
);
/** A line that keeps what it makes. */
const KEEPS = /^[^('"]*(?:=|\breturn\b)/;
const CLOSED_HERE = /^try\b|\busing\b|\bwith\b|\bdefer\b|\bdo\s*\|/;
const CLOSES = /\.?(?:close|Close|dispose|Dispose|closeSync|CloseAsync|DisposeAsync)\w*\(|\.close\b|\busing\b/;
/** What waits for work in the background. */
const WAITS = /<-\s*\w|\.Wait\(|\.join\(|\bgather\(|\bWhenAll\(/;
/** Number of lines after an opening or a start in which the end can be. */
const SOON = 20;

const staysOpen = (line: CodeLine, file: Examined): boolean =>
  KEEPS.test(line.code) && OPENS.test(line.code) && !CLOSED_HERE.test(line.code) && !isSoon(CLOSES, line, file);

const isSoon = (pattern: RegExp, { n }: CodeLine, { after }: Examined): boolean =>
  after.slice(n, n + SOON).some(({ code }) => pattern.test(code));
