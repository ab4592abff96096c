import type { Examined, RiskRuleRow } from './examine.ts';
import { addedCode, addedLines, lostCode } from './find.ts';
import type { CodeLine } from './lines.ts';
import { anyOf } from './patterns.ts';

/** The rules about what code leaves open to others on the machine, in an archive or in a browser, and to slow partners. */
export const EXPOSURE_RULES = {
  openFiles: { says: 'writes files that other users can read or replace', find: (all) => addedCode(all, OPEN_FILE) },
  unpacks: { says: 'unpacks archives to the places that they name', find: (all) => addedLines(all, isUnpacked) },
  openCookies: { says: 'sets cookies that scripts can read', find: (all) => addedLines(all, isOpenCookie) },
  requested: {
    says: 'takes files, addresses, patterns or commands from requests',
    find: (examined) => addedLines(examined, ({ spoken }) => REQUESTED.test(spoken) || TRUSTED.test(spoken)),
  },
  listens: {
    says: 'accepts connections from all machines',
    find: (examined) =>
      addedLines(
        examined,
        (line, file) => LISTENS.test(line.spoken) && !file.before.some(({ spoken }) => LISTENS.test(spoken)),
      ),
  },
  fewerFilters: {
    says: 'selects without asking whose it is, or whether it still counts',
    find: (all) => lostCode(all, WHOSE),
  },
  fewerMasks: {
    level: 'high',
    says: 'shows or stores what was hidden or encrypted',
    find: (examined) => [
      ...lostCode(examined, MASKS),
      ...addedCode(
        examined.filter(({ removed }) => removed.some(({ spoken }) => LISTED.test(spoken))),
        WHOLE,
      ),
    ],
  },
  fewerSteps: { says: 'reads fewer pages, or tries less often', find: (all) => lostCode(all, STEPS) },
  fewerRecords: { says: 'records or reports less of what happens', find: (all) => lostCode(all, RECORDS) },
  allFields: { says: 'stores all fields that a request names', find: (all) => addedCode(all, ALL_FIELDS) },
  fewerTimeLimits: { says: 'removes time limits', find: (all) => lostCode(all, TIME_LIMIT) },
} as const satisfies Readonly<Record<string, RiskRuleRow>>;

/** What a request says, and names of files that are sent. */
const REQUEST = anyOf(
  /\b(?:req(?:uest)?|ctx(?:\.req(?:uest)?)?|c|r|event|self\.request)\.(?:body|query|params|headers|cookies|args|form|values|files|GET|POST|COOKIES|json|hostname|get\(["']|FormValue|PostFormValue|URL\.Query|PathValue|Header\.Get|Query|Param|queryStringParameters|getParameter|getHeader)\b/,
  /\bparams(?:\[|\.(?:fetch|require|dig))|\b(?:HttpContext\.)?Request\.(?:Query|Form|Headers)\b|\blocation\.(?:hash|search)\b|\.(?:filename|originalname|getOriginalFilename\()|\bfile\.(?:name|FileName)\b/,
).source;
/** Calls in which such a text chooses what is read, run, asked or shown. */
const REQUESTED = new RegExp(
  String.raw`\b(?:[rR]edirect\w*|sendRedirect|redirect_to|send_?[fF]ile|send_from_directory|ServeFile|[rR]eadFile\w*|createReadStream|open|Open|readAllBytes|File\.(?:read|open|ReadAll\w+)|Paths?\.(?:get|of|Combine|join)|(?:[pP]ath\.)?(?:join|resolve|Join)|fetch|axios(?:\.\w+)?|got|requests?\.(?:get|post)|http\.(?:Get|Post|NewRequest)|urlopen|GetAsync|GetStringAsync|RegExp|re\.(?:compile|search|match)|Regex|Pattern\.compile|regexp\.\w+|Regexp\.new|render_template_string|Template|from_string|ERB\.new|set_?Header|addHeader|exec\w*|system|spawn\w*|eval|constantize|getattr|import_module|document\.write\w*|mv|save|findOne|aggregate|html|HTML)\(.*(?:${REQUEST})|\b(?:redirect_to|send_file|render)\s.*(?:${REQUEST})`,
);
/** Addresses that a request claims for itself. */
const TRUSTED =
  /(?:\$\{|:\/\/["'`]\s*\+\s*)req(?:uest)?\.(?:headers\.host|hostname|host)\b|\bX-Forwarded-(?:For|Host)\b|\bx-real-ip\b/i;

const LISTENS =
  /\b(?:host\w*|bind\w*|listen\w*|addr\w*)\b.*["'`](?:0\.0\.0\.0|::|\*)(?::\d*)?["'`]|\bListen\w*\(.*["'`]:\d|\brun\(.*0\.0\.0\.0/i;

/** Whose something is, and whether it is deleted, too old or not yet shown, in a query or a condition. */
const WHOSE =
  /\b(?:where|filter\w*|find\w*|get|if|unless|select|and|AND|WHERE|SELECT)\b.*(?:\b(?:owner|tenant|workspace|account|organi[sz]ation|author)(?:_?[iI]d)?\b\s*(?:[=:]|,)|\brequest\.user\b|\bcurrent_?[uU]ser\b|\buser\.id\b|\b(?:user_id|userId)\b\s*[=:]|\b(?:not\s+)?\w*\.?(?:deleted|archived|disabled|revoked|suspended|banned|published|expire[sd]?|ExpiresAt|is_?expired|is_?[aA]ctive)\w*\b)|\bcurrent_user\.\w+|\bexpires_?[iI]n\b/;
/** What hides or encrypts a value, or keeps it out of an answer. */
const MASKS =
  /\b(?:mask|redact|anonymi[sz]e|pseudonymi[sz]e|encrypt|cipher|scrub|obfuscate)\w*\(|@JsonIgnore\b|\[JsonIgnore\]|\bskip_serializing\b|\bwrite_only\s*=\s*True|\bWRITE_ONLY\b|\bfilter_parameters\b|\bjson:"-"/;
/** An answer or a query that names its fields, and one that has all of them. */
const LISTED =
  /\bSELECT\s+\w+\s*,|\bonly:\s*[[%]|\b(?:json|send|render)\w*\(\s*\{.*\w+:\s*\w+\.\w+|\bfields\s*=\s*[[(]|\.(?:pick|only|select)\(/i;
const WHOLE = /\bSELECT\s+\*|\bjson:\s*@?\w+\s*$|\b(?:json|send|jsonify)\(\s*\w+\s*\)|["']__all__["']/i;
const STEPS =
  /\b(?:page|cursor|offset)\b\s*(?:[-+]?=|\+\+)|\bnext_?(?:page|url|link|token|cursor)\w*|\bhas_?(?:more|next)\w*|\b(?:retry|retries|with_?retr\w+|backoff)\b\s*[(=:]/i;
const RECORDS =
  /\b(?:audit\w*|metrics?|alert\w*|sentry|tracer|telemetry|counter)\b\.?\w*[.(]|\bnotify\w*\(|\bcaptureException\(|\brecord_?(?:event|audit)\w*\(/i;

/** Modes with which each user can write, and names in the folder that all users share. */
const OPEN_FILE = anyOf(
  /\b(?:chmod|writeFile\w*|WriteFile|OpenFile|open|mkdir\w*|Mkdir\w*|set_mode|from_mode|perm\w*|mode)\b.*(?<![.&]\s*|[-\w])0o?[0-7]?[0-7][0-7][2367]\b/i,
  /\bchmod\s(?:-\w+\s+)*(?:[0-7]?[0-7][0-7][2367]|[ugoa]*[oa][ugoa]*[+=][rxX]*w)/,
  /\bPosixFilePermission\.OTHERS_WRITE\b|["']rw.rw.rw.["']|\bumask[\s(]+0?o?[0-7]*[0145]\b/,
  /\b(?:write\w*|open|create\w*|rename|copy|File\.new|FileOutputStream)\b.*["'`]\/(?:var\/)?tmp\/[\w.-]+["'`]/,
  /\btempfile\.mktemp\(|\bos\.tmpnam\(/,
);

const UNPACKS = /\.extractall\(|\bshutil\.unpack_archive\(|\bZipFile\.ExtractToDirectory\([^)]*true/;

/** Joins the name of an entry with a folder. Entries of folders have names, too, but these lead nowhere else. */
const JOINS_NAME = anyOf(
  /\b(?:filepath|path)\.Join\([^)]*\b(?:header|hdr|file|entry|f)\.Name\b(?!\()|\bnew File\(\s*\w+,\s*\w*[eE]ntry\.getName\(/,
  /\b(?:path\.)?(?:join|resolve)\([^)]*\bentry\.(?:path|fileName|entryName|name)\b|\bFile\.join\([^)]*\bentry\.(?:name|full_name)\b/,
);

const ARCHIVE = /zip|\btar\b|tarfile|archive/i;

function isUnpacked({ code }: CodeLine, { after }: Examined): boolean {
  if (UNPACKS.test(code)) return !/\bfilter\s*=/.test(code);
  return JOINS_NAME.test(code) && after.some(({ spoken }) => ARCHIVE.test(spoken));
}

const COOKIE = /\bset-cookie['"]|\bset_cookie\(|\bSetCookie\(|\bres(?:ponse)?\.cookie\(|\bCookies\.Append\(/i;

const HIDDEN = /http_?only(?!['"]?\s*[:=(]\s*(?:false|0)\b)/i;

/** Checks whether a line sets a cookie, and neither it nor the lines after it say that scripts can't read it. */
function isOpenCookie(line: CodeLine, { after }: Examined): boolean {
  if (!COOKIE.test(line.spoken)) return false;
  return !after.some(({ n, spoken }) => n >= line.n && n < line.n + 6 && HIDDEN.test(spoken));
}

/** A record or a form that gets what a stranger sent, without a list of fields. */
const ALL_FIELDS = anyOf(
  /\.permit!|\bparams(?:\[:?\w+\])?\.to_unsafe_h(?:ash)?\b|\bfields\s*=\s*['"]__all__['"]/,
  /\b(?:Object\.assign|_\.(?:merge|extend|assign))\(\s*[\w.]+,.*\b(?:req(?:uest)?|ctx\.request)\.(?:body|query)\s*[,)]/,
  /\.(?:create|insert\w*|update\w*|build|set)\((?:.*,\s*)?(?:\$set:\s*)?(?:\.{3})?(?:req(?:uest)?|ctx\.request)\.body\s*[,)}]/,
  /\*\*\s*(?:flask\.)?request\.(?:json|form|data|POST|get_json\(\)|(?:form|POST)\.(?:to_)?dict\(\))/,
  /\bsetattr\(\s*\w+,\s*(?:key|k|name|field|attr)\b|\bBeanUtils\.(?:populate|copyProperties)\(\s*\w*(?:[rR]equest|[dD]to|body)\w*\s*,/,
);

/** A `setTimeout` that only runs code later is no limit. */
const TIME_LIMIT = anyOf(
  /\b(?!clearTimeout\(|(?<!\.)setTimeout\()\w*time_?out\w*\s*[:=(.]|\bsetTimeout\(.*\b(?:abort|reject|destroy|kill)\b/i,
  /\bAbortSignal\.timeout\(|\bWith(?:Timeout|Deadline)\(|\bSet\w*Deadline\(|\.timeout\(/,
);
