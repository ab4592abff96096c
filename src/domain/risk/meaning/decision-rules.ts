import type { Examined, RiskFinding, RiskRuleRow } from '../examine.ts';
import { addedCode, addedLines, inCode, lostCode, withoutMoved } from '../find.ts';
import { type CodeLine, lastUpTo, linesBeyond, partnersOf, replacedLines, spokenChanges } from '../lines.ts';
import { anyOf } from '../patterns.ts';
import { otherParameters, withoutName } from './public-names.ts';
import { otherRefusals } from './refusals.ts';

/** The rules about what existing code decided: which input it refuses, where its limits are, how it counts. */
export const DECISION_RULES = {
  changedRefusals: {
    says: 'changes which input is refused',
    find: (examined) => inChanged(withoutMoved(examined), otherRefusals),
  },
  changedAccess: { says: 'changes how access is decided', find: (all) => inChanged(withoutMoved(all), otherAccess) },
  flippedConditions: {
    tested: true,
    says: 'turns conditions or computations round, or moves their edges',
    find: (examined) => inChanged(examined, flipped),
  },
  droppedConditions: {
    says: 'does always what it did under a condition',
    find: (examined) => inChanged(withoutMoved(examined), undecided),
  },
  looserLimits: {
    says: 'removes limits, or counts towards them in fewer cases',
    find: (examined) => {
      const fewer = inChanged(withoutMoved(examined), countedLess);
      return [...lostCode(examined, LIMIT), ...fewer, ...addedCode(examined, UNBOUNDED, 'code')];
    },
  },
  otherDefaults: {
    tested: true,
    says: 'changes defaults, fixed values, or names and codes that others rely on',
    find: (examined) => inChanged(examined, otherDefaults),
  },
  otherRounding: {
    says: 'rounds numbers in another way',
    find: (examined) => inChanged(withoutMoved(examined), roundedOtherwise),
  },
  inexact: {
    says: 'computes exact amounts with floating point',
    find: (examined) =>
      addedLines(
        examined.filter(({ before }) => !hasCode(before, FLOATING)),
        ({ code, spoken }, { before }) => FLOATING.test(code) && (AMOUNT.test(spoken) || hasCode(before, EXACT)),
      ),
  },
  otherParameters: {
    tested: true,
    says: 'changes what public functions take, or removes them',
    find: (all) => inChanged(all, (file) => [...otherParameters(file), ...withoutName(file, all)]),
  },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** Finds lines in code that the base had, too. */
const inChanged = (examined: readonly Examined[], find: (file: Examined) => readonly CodeLine[]): RiskFinding[] =>
  inCode(
    examined.filter(({ before, after }) => before.length > 0 && after.length > 0),
    find,
  );

const hasCode = (lines: readonly CodeLine[], pattern: RegExp) => lines.some(({ code }) => pattern.test(code));

/** Finds lines about access that another one replaces. */
function otherAccess(file: Examined): CodeLine[] {
  const isAccess = ({ code }: CodeLine) => ACCESS.test(code) && !IMPORTS.test(code);
  const { added, removed } = spokenChanges(file);
  return [...new Set([...(removed.some(isAccess) ? added.filter(isAccess) : []), ...opened(file)])];
}

/** Finds lines that allow what the same lines denied: the last of some cases, a policy, an answer about access. */
function opened({ added, removed, before }: Examined): CodeLine[] {
  const shape = (line: CodeLine) => wordsOf(line).replace(DENIES, '?').replace(ALLOWS, '?');
  const allows = (line: CodeLine) => ALLOWS.test(wordsOf(line));
  const denies = (line: CodeLine) => {
    const [word] = DENIES.exec(wordsOf(line)) ?? [];
    if (word === undefined || !/false/i.test(word)) return word !== undefined;
    const asked = lastDefinition(before, line.n);
    return asked !== undefined && OF_ACCESS.test(wordsOf(asked));
  };
  return [...partnersOf(added.filter(allows), removed.filter(denies), shape).keys()];
}

/** A line with spaces between the words of its names. */
const wordsOf = ({ spoken }: CodeLine): string => spoken.replace(/_|(?<=[a-z])(?=[A-Z])/g, ' ');

const DENIES = /\b(?:den(?:y|ied)|forbid(?:den)?|reject(?:ed)?|refused?|block(?:ed)?|disallow(?:ed)?|drop|false)\b/i;
const ALLOWS = /\b(?:allow(?:ed)?|permit(?:ted)?|grant(?:ed)?|accept(?:ed)?|pass|true)\b/i;
const DEFINES = /\b(?:def|func|function|fn|boolean|bool)\b|=>\s*\{?$/;
const lastDefinition = lastUpTo(({ code }) => DEFINES.test(code));
const OF_ACCESS = /\b(?:can|may|allow(?:s|ed)?|permit(?:s|ted)?|permission|authori[sz]ed?|access|admin|owner)\b/i;

/** Calls that decide who may do something. */
const ACCESS =
  /\b(?:timingSafeEqual|ConstantTimeCompare|compare_digest|secure_compare|constant_time_eq|FixedTimeEquals|(?:verify|check|validate)_?(?:Signature|Token|Password|Access|Permission|signature|token|password|access|permission)s?|is_?[aA]dmin|is_?[oO]wner|has_?[rR]ole|has_?[pP]ermission|can_?[aA]ccess|is_?[aA]llowed|is_?[aA]uthori[sz]ed|authori[sz]e[!?]?)\s*\(|\b(?:is_?[aA]dmin|is_?[oO]wner)\b/;
const IMPORTS = /^(?:import|from|use|using|require)\b/;

const COMPARES = /\s(?:\/\/|[-+*/%])=?\s|[<>]=?|[!=]==?|&&|\|\||\band\b|\bor\b|\bnot\b|!(?=[\w(])|\bunless\b/;

/** A line without the direction of its comparisons, and without a step beside them. */
const undirected = ({ spoken }: CodeLine): string =>
  spoken
    .replace(/=>|->/g, '→')
    .replace(/[!=]==?|[<>]=?/g, '~')
    .replace(/&&|\|\||\band\b|\bor\b/g, '&')
    .replace(/\s*[-+]\s*1\b(?!\.)/g, '')
    .replace(/\s(?:\/\/|[-+*/%])(=?)\s/g, ' %$1 ')
    .replace(/(?<=\s)\((\w+)\)/g, '$1')
    .replace(/!(?=[\w(])|\bnot\s+/g, '')
    .replace(/\bunless\b/g, 'if')
    .replace(/\s+/g, ' ');

function flipped(file: Examined): CodeLine[] {
  return replacedLines(file, ({ code }) => COMPARES.test(code), undirected).flatMap(([line, old]) =>
    line.spoken.replace(/\s+/g, ' ') === old.spoken.replace(/\s+/g, ' ') ? [] : [line],
  );
}

/** A value that depends on a condition, in one line. */
const DECIDES = anyOf(
  /\s\?(?![.?:])[^:]*\s:\s/,
  /^(?!if\b|elif\b|while\b|\}).*\S\s+if\s.*\selse\s/,
  /^(?!if\b|unless\b|elsif\b|case\b|when\b).*\S\s(?:if|unless)\s/,
);
const ASKS = /\b(?:if|else|elif|elsif|unless|switch|case|when|match|guard)\b/;

const headOf = ({ code }: CodeLine): string => (code.match(/[A-Za-z_$][\w$]*|\S/g) ?? []).slice(0, 2).join(' ');
const statementOf = (line: CodeLine): string => (/^(?:return|yield)\b/.exec(line.code) ?? [headOf(line)])[0];

/** Finds statements that depended on a condition, in files that have fewer conditions now. */
function undecided({ added, removed }: Examined): CodeLine[] {
  const target = ({ code }: CodeLine) => /^[^=]*=(?!=)/.exec(code)?.[0] ?? '';
  const isFixed = ({ code }: CodeLine) => /^[^=(]*=\s*(?:true|false|True|False);?$/.test(code);
  const asked = removed.filter(
    (line) => target(line) !== '' && !isFixed(line) && /=\s*.*[a-z]\w*[.([]/.test(line.code),
  );
  const fixed = [...partnersOf(added.filter(isFixed), asked, target).keys()];
  const old = removed.filter(({ code }) => DECIDES.test(code));
  const now = added.filter(({ code }) => DECIDES.test(code) || ASKS.test(code));
  if (old.length <= now.length) return fixed;
  const plain = added.filter((line) => !now.includes(line));
  return [...fixed, ...partnersOf(plain, old, statementOf).keys()];
}

const UNBOUNDED =
  /\bio\.ReadAll\(\s*r(?:eq(?:uest)?)?\.Body\b|\bsetrecursionlimit\(|\ballocUnsafe\w*\(|\bmem::forget\(|\.(?:set_)?max_?(?:size|connections|body\w*)\(?\s*[:=]?\s*(?:None|null|Infinity|-1|0)\b/;
const LIMIT =
  /\bMath\.(?:min|max)\(|\bclamp\(|\.(?:min|max|clamp)\(|\bmin\([^()]*,|\b(?:limit|limits|LIMIT|MAX|LimitReader|MaxBytesReader|max[A-Z]\w*|max_\w+|MAX_\w+|time_?out\w*|[a-z]\w*Timeout|with_timeout|deadline|rate_?limit\w*)\b\s*[:=(]/;
const STEP = /([A-Za-z_]\w*)\s*(?:[-+]=?\s*1\b(?!\.\d)|\+\+|--)/;

/** Finds counts that had no condition, and have one now. */
function countedLess({ added, removed }: Examined): CodeLine[] {
  const stepOf = ({ code }: CodeLine) => STEP.exec(code)?.[1];
  const old = removed.filter((line) => stepOf(line) !== undefined && !DECIDES.test(line.code));
  const now = added.filter((line) => stepOf(line) !== undefined && DECIDES.test(line.code));
  return [...partnersOf(now, old, (line) => `${headOf(line)} ${stepOf(line)}`).keys()];
}

const DEFAULTS = anyOf(
  /\?\?=?|\|\|=?\s*(?:["'`\d[{]|true\b|false\b)|\bgetOrDefault\(|\bunwrap_or\(|\bfetch\([^)]*,|\.get\([^),]+,|\bor\s+(?:["'\d]|True\b|False\b)/,
  /\bdefault\w*\b|\bDEFAULT\w*|\[Default|@Value\(/,
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def|function|fn)\b.*[\w)\]]\s*=\s*[^=>]|\b\w*(?:ttl|TTL|max_?[aA]ge|expir\w+)\b/,
  // A constant has its name in capitals, or is one by its words.
  /^(?:(?:export|public|private|protected|internal|static|final|const|readonly|let|var|pub)\s+)*(?:[A-Za-z][\w<>[\]]*\s+)?[A-Z][A-Z\d_]+\b[^=]*=/,
  /^(?:\w+\s+)*(?:static\s+final|static\s+readonly|const)\s+\w+\s+\w+\s*=/,
);

/** A line without its values. */
const valueless = ({ code }: CodeLine): string =>
  code
    .replace(/-?\b\d[\d_.]*/g, '0')
    .replace(/\b(?:true|false|True|False|null|None|nil|undefined)\b/g, '0')
    .replace(/""|''|``|(?<=\benv\.)\w+|\bStatus[A-Z]\w+|(?<=\[)\w+(?=\])/g, '0');

function otherDefaults(file: Examined): CodeLine[] {
  const fits = ({ spoken }: CodeLine) => (DEFAULTS.test(spoken) || CONTRACT.test(spoken)) && !/version/i.test(spoken);
  return replacedLines(spokenChanges(file), fits, valueless).map(([line]) => line);
}

/** A name or a code by which other programs know something. */
const CONTRACT =
  /\b(?:json|xml|db|yaml):"|\b(?:rename|JsonProperty(?:Name)?|SerializedName|Column|Table|alias)\b\W*["'(=]|\b(?:status|sendStatus|WriteHeader|StatusCode|exit|Exit|exit_code)\b\W*(?:\d|\w*Status)|\b(?:env|environ|getenv|Getenv|ENV)\b[.[(]|^(?:repeated\s+|optional\s+)?\w+\s+\w+\s*=\s*\d+;|\b\w+\s*=\s*\d+,|\b(?:app|router|mux|r|server)\.(?:get|post|put|delete|patch|Handle\w*|GET|POST)\(|\bpath\(\s*["']/;

const ROUNDS =
  /\b(?:ceil|floor|round|trunc|truncate|rint|quantize|toFixed|Ceiling|Floor|Round|Truncate|MidpointRounding\.\w+|RoundingMode\.\w+|ROUND_\w+|HALF_\w+)\b/gi;

/** Finds lines that round, in files from which another way to round is gone. */
function roundedOtherwise({ added, removed }: Examined): CodeLine[] {
  const waysIn = ({ code }: CodeLine) => (code.match(ROUNDS) ?? []).map((text) => ({ text }));
  const lost = linesBeyond(removed.flatMap(waysIn), added.flatMap(waysIn));
  return lost.length > 0 ? added.filter((line) => waysIn(line).length > 0) : [];
}

const EXACT = /\b(?:decimal|Decimal|BigDecimal|BigInteger|BigInt|Rational|Fraction|Money)\b|\bbig\.(?:Int|Rat)\b/;
const AMOUNT =
  /(?:^|[^a-z])(?:amounts?|prices?|cents?|totals?|balances?|fees?|money|costs?|salary|tax|euros?|dollars?|vat|discount)(?![a-z])/i;
const FLOATING =
  /\bfloat64\s*=|:\s*(?:float|f64|f32|Double)\b|\b(?:FLOAT|REAL|DOUBLE)\b|\((?:double|float)\)|\b(?:double|float|Double|Float)\s+\w+\s*=|\bfloat\(|\bparseFloat\(|\.to_f\b|\.doubleValue\(\)|\bas f(?:32|64)\b|\bfloat64\(|\bConvert\.ToDouble\(/;
