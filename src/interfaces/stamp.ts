import { createHmac, timingSafeEqual } from 'node:crypto';

/** The argument that carries the stamp. */
const FIELD = '_caller';

/** How old a stamp may be, in milliseconds: a person may approve a permission prompt long after it came up. */
export const STAMP_MS = 24 * 3_600_000;
/** How far ahead of this clock a stamp may be, in milliseconds. */
const AHEAD_MS = 60_000;

/** Who really made a call, as the client told the hook. */
export interface StampedCaller {
  session: string;
  agent?: string;
  agentType?: string;
  /** Top of the worktree that the caller works in. */
  worktree?: string;
}

const OPTIONAL = ['agent', 'agentType', 'worktree'] as const;

type Args = Readonly<Record<string, unknown>>;

interface Stamp extends StampedCaller {
  at: number;
  nonce: string;
  mac: string;
}

/** The nonces of stamps that were used; one per server. */
export interface NonceMemory {
  /** Notes a use of a nonce; false when it was used before. `until`: when its stamp is too old anyway. */
  use(nonce: string, until: number, now: number): boolean;
}

export function createNonceMemory(): NonceMemory {
  const used = new Map<string, number>();
  return {
    use(nonce, until, now) {
      if (used.has(nonce)) return false;
      for (const [old, end] of used) {
        if (end > now) break;
        used.delete(old);
      }
      used.set(nonce, until);
      return true;
    },
  };
}

/**
 * The arguments of a tool call with its true caller in them. Whatever the model wrote there itself is replaced.
 * `tool` is the bare name of the command; `at` in milliseconds since the epoch.
 */
export function stampArguments(
  secret: Buffer,
  tool: string,
  args: Args,
  caller: StampedCaller,
  at: number,
  nonce: string,
): Record<string, unknown> {
  const own = withoutStamp(args);
  const signed = { ...callerIn(caller), at, nonce };
  return { ...own, [FIELD]: { ...signed, mac: macOf(secret, tool, own, signed).toString('hex') } };
}

/**
 * The arguments without the stamp, and the caller when the stamp is genuine: made with this secret over this tool and these
 * arguments, not older than {@link STAMP_MS}, and not used before.
 */
export function verifyStamp(
  secret: Buffer,
  tool: string,
  args: Args,
  now: number,
  seen: NonceMemory,
): { args: Record<string, unknown>; caller?: StampedCaller } {
  const own = withoutStamp(args);
  const stamp = readStamp(Object.hasOwn(args, FIELD) ? args[FIELD] : undefined);
  if (!stamp || stamp.at < now - STAMP_MS || stamp.at > now + AHEAD_MS) return { args: own };
  const { mac, ...signed } = stamp;
  const expected = macOf(secret, tool, own, signed);
  const given = Buffer.from(mac, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { args: own };
  if (!seen.use(stamp.nonce, stamp.at + STAMP_MS, now)) return { args: own };
  return { args: own, caller: callerIn(stamp) };
}

function withoutStamp(args: Args): Record<string, unknown> {
  const { [FIELD]: _, ...own } = args;
  return own;
}

function readStamp(value: unknown): Stamp | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const stamp = value as Partial<Record<keyof Stamp, unknown>>;
  const texts = [stamp.session, stamp.nonce, stamp.mac, ...OPTIONAL.map((field) => stamp[field] ?? '')];
  if (typeof stamp.at !== 'number' || !texts.every((text) => typeof text === 'string')) return undefined;
  const { at, nonce, mac } = stamp as Stamp;
  return { ...callerIn(stamp as Stamp), at, nonce, mac };
}

/** Just who called, without empty fields. */
function callerIn(from: StampedCaller): StampedCaller {
  const known = OPTIONAL.filter((field) => from[field]).map((field) => [field, from[field]]);
  return { session: from.session, ...Object.fromEntries(known) };
}

function macOf(secret: Buffer, tool: string, args: Args, signed: Omit<Stamp, 'mac'>): Buffer {
  const { session, at, nonce } = signed;
  const text = canonical([tool, args, session, ...OPTIONAL.map((field) => signed[field] ?? null), at, nonce]);
  return createHmac('sha256', secret).update(text).digest();
}

/** JSON with the keys of objects in order, so that the same arguments give the same text whatever wrote them. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
  return `{${fields.join(',')}}`;
}
