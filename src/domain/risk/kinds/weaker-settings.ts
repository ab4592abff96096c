import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { movedNumbers } from '../lines.ts';
import { type ChangedSetting, changedSettings, settingEntries } from './setting-entries.ts';

/** Words of a name, in small letters: `sessionTimeoutMs` is `session_timeout_ms`. */
const words = (name: string): string => name.replace(/(?<=[a-z\d])(?=[A-Z])|[-.]/g, '_').toLowerCase();

/** Names of settings that protect if they are on, off, short, or long. */
const ON =
  /(?:^|_)(?:mfa|2fa|totp|otp|two_?factor|verify|verified|verification|validat\w+|tls|ssl|https|secure|httponly|http_only|csrf|xsrf|auth|authenticat\w+|authoriz\w+|requires?|required|enforced?|audit\w*|encrypt\w*|sign(?:ed|ature)s?|sandbox(?:ed)?|rate_?limit\w*|captcha|helmet|hsts|csp|protect\w*|backups?|versioning|strict|escape|sanitiz\w+|mask(?:ing|ed)?|redact\w*|read_?only|non_?root|no_new_privileges|firewall|waf|approvals?|same_?site|lock(?:out|ed)?|scan\w*|logging|monitoring|alerts?|revocation|pinning|isolation|quarantine|moderation|filter\w*|checks?)(?:_|$)/;
const OFF =
  /(?:^|_)(?:debug\w*|insecure\w*|allow\w*|disabled?\w*|skip\w*|ignore\w*|anonymous\w*|public\w*|publicly\w*|expose\w*|introspection|playground|privileged|host_?(?:network|pid|ipc)|bypass\w*|trust\w*|unsafe\w*|permit\w*|guests?|dev_?mode|development|devtools|profil\w+|swagger|actuator|dangerous\w*|no_verify|auto_?(?:approve|merge|accept|update)|escalation|impersonat\w+|open_registration|sign_?up|registration|show_errors|display_errors|stack_?traces?|remote|test_?mode|maintenance_bypass)(?:_|$)/;
const WHO =
  /(?:^|_)(?:admins?|administrators?|owners?|super_?users?|roles?|permissions?|scopes?|maintainers?|allow(?:ed)?\w*|allow_?list|white_?list|origins?|hosts?|cidr\w*|ingress|source_?ranges|ips|addresses|trusted\w*|grants?|principals?|capabilities|cap_add|bind|listen|super_?users)(?:_|$|\[)/;
const AGAINST =
  /(?:^|_)(?:den(?:y|ied)\w*|block\w*|black_?list|forbid\w*|banned|exclude\w*|restrict\w*|cap_drop|drop)(?:_|$|\[)/;
const AMOUNT =
  /(?:^|_)(?:retr(?:y|ies)|time_?outs?|limits?|max\w*|min\w*|ttl|expir\w*|retention|keep\w*|days|hours|attempts|intervals?|quotas?|thresholds?|lifetime|age|rounds|cost|iterations|length|burst|rate|per_(?:second|minute|hour|day)|budget|concurrency|delay|backoff|window|sessions?|requests|connections|depth|megabytes|bytes|size)(?:_|$)/;

const SAFE_ON = /^(?:true|on|yes|y|1|required?|strict|always|enabled|enforced?|mandatory|lax)$/i;
const UNSAFE_ON = /^(?:false|off|no|n|0|optional|none|disabled|never|null|nil|permissive|)$/i;
const SAFE_OFF = /^(?:false|off|no|n|0|none|disabled|never|null|nil|)$/i;
/** A value that means all. Of a name that has nothing to do with rights, it means no more than that. */
const ALL = /^(?:\*|\*:\*|\*\.\*|\.\*|all|any|root|unlimited|infinite|infinity)$/i;
/** A value that lets everybody in, or is the weakest way, whatever its name. */
const OPEN =
  /^(?:everyone|everybody|anyone|anonymous|public|world|0\.0\.0\.0(?:\/0)?|::(?:\/0)?|allusers|allauthenticatedusers|public-read(?:-write)?|plaintext|write-all|superuser|cluster-admin|system:masters|(?:tls ?v?)?1\.[01]|sslv?3|md5|sha-?1|des|rc4|arn:aws:iam::aws:policy\/administratoraccess)$/i;

/** How many times a number has to change: where it is a limit, and elsewhere. */
const TIMES = { limit: 10, other: 100 } as const;

const opens = (value: string, isOfRights: boolean): boolean => OPEN.test(value) || (isOfRights && ALL.test(value));

/** Checks whether a change of a setting lets more happen, or protects less. */
export function isWeaker({ path, was, is }: ChangedSetting): boolean {
  const own = words(path.split('.').slice(-2).join('.'));
  const name = words(
    path
      .split('.')
      .filter((part) => part !== '[]')
      .at(-1) ?? path,
  );
  const isOn = ON.test(name) || (/(?:^|_)(?:enabled?|active|on|mode|verify)(?:\[\])?$/.test(name) && ON.test(own));
  const isOfRights = [ON, OFF, WHO, AMOUNT].some((names) => names.test(own));
  if (is !== undefined && opens(is, isOfRights) && !opens(was ?? '', isOfRights)) return true;
  if (OFF.test(name) && !ON.test(name))
    return (
      is !== undefined &&
      !SAFE_OFF.test(is) &&
      (was === undefined ? /^(?:true|on|yes|1|\*|enabled)$/i.test(is) : SAFE_OFF.test(was))
    );
  if (isOn && is !== undefined && UNSAFE_ON.test(is) && !UNSAFE_ON.test(was ?? '-')) return true;
  if (isOn && is === undefined && SAFE_ON.test(was ?? '')) return true;
  if (AGAINST.test(own)) return is === undefined;
  if (WHO.test(own)) return is !== undefined && !/^(?:-?\d+|read(?:-all)?|none|viewer|\{\}|)$/i.test(is);
  const isAmount = AMOUNT.test(own);
  if (isAmount && is === undefined && /^\d/.test(was ?? '')) return true;
  return (
    is !== undefined &&
    was !== undefined &&
    isFar(numberOf(was), numberOf(is), isAmount ? TIMES.limit : TIMES.other, isAmount)
  );
}

/** Returns the number of a value, in the smallest of its units: seconds and bytes are enough to compare. */
function numberOf(value: string): number {
  if (/^(?:null|nil|none|never|unlimited|infinity|off|false)$/i.test(value)) return Number.NaN;
  const [, digits, unit = ''] = /^(-?\d[\d_,]*(?:\.\d+)?)\s*([a-z]*)$/i.exec(value) ?? [];
  if (digits === undefined) return Number.POSITIVE_INFINITY;
  const units: Readonly<Record<string, number>> = {
    ms: 0.001,
    m: 60,
    min: 60,
    h: 3_600,
    d: 86_400,
    w: 604_800,
    k: 1e3,
    kb: 1e3,
    ki: 1e3,
    mb: 1e6,
    mi: 1e6,
    g: 1e9,
    gb: 1e9,
    gi: 1e9,
  };
  return Number(digits.replace(/[_,]/g, '')) * (units[unit.toLowerCase()] ?? 1);
}

function isFar(was: number, is: number, times: number, isAmount: boolean): boolean {
  if (was === Number.POSITIVE_INFINITY || is === Number.POSITIVE_INFINITY) return false;
  if (Number.isNaN(is) || is <= 0) return isAmount && was > 0;
  return was > 0 && (is >= was * times || is * times <= was);
}

/** Finds changed settings that protect less, by the lines that have them. */
export function weakerSettings({ file, before, after }: Examined): { line: CodeLine; old: boolean }[] {
  const changes = changedSettings(settingEntries(before, file.before ?? ''), settingEntries(after, file.after ?? ''));
  // A file that came, or is gone, has no former settings to compare.
  const isWhole = file.status === 'D';
  return isWhole ? [] : changes.filter(isWeaker).map(({ line, is }) => ({ line, old: is === undefined }));
}

const LIMIT_WORD =
  /retr(?:y|ies)|time_?out|limit|\bmax|\bmin|ttl|expir|retention|attempts|interval|quota|threshold|delay|backoff/i;

/** Finds lines of code in which only a number of a limit is another one, by orders of magnitude. */
export const otherMagnitudes = (file: Examined): CodeLine[] =>
  movedNumbers(file, ({ spoken }) => LIMIT_WORD.test(spoken)).flatMap(({ line, was, is }) =>
    is.some((number, n) => isFar(was[n]!, number, TIMES.other, true)) ? [line] : [],
  );
