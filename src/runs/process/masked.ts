import { literalPattern } from '../../base/quote.ts';

/** Minimum length of a masked value. A shorter one is probably no secret, and would spoil ordinary text. */
const SHORTEST_SECRET = 8;
const MASK = '[secret]';

/** Lists the values to mask: each line of the named variables, also in the spelling of JSON. */
export function secretsOf(env: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const lines = names.flatMap((name) => (env[name] ?? '').split(/\r?\n/)).map((line) => line.trim());
  const spelled = lines.flatMap((line) => [line, JSON.stringify(line).slice(1, -1)]);
  const long = [...new Set(spelled)].filter((secret) => secret.length >= SHORTEST_SECRET);
  // The longest secrets are first, because a long one may begin with a short one.
  return long.sort((a, b) => b.length - a.length);
}

export const masked = (text: string, secrets: readonly string[]): string => text.replace(anyOf(secrets), MASK);

/** Matches one of the secrets, the first that fits. */
const anyOf = (secrets: readonly string[]): RegExp => new RegExp(secrets.map(literalPattern).join('|') || '(?!)', 'g');

export interface Masker {
  /**
   * Adds text.
   * @returns the masked text, up to the first place where an incomplete secret may begin
   */
  push(text: string): string;
  end(): string;
}

/**
 * Masks a text that arrives in pieces. It also finds a secret that is split between two pieces. It delays at most the
 * length of one secret.
 */
export function masker(secrets: readonly string[]): Masker {
  const whole = anyOf(secrets);
  let held = '';
  return {
    push(text) {
      const rest = held + text;
      const begun = begunAt(rest, secrets);
      let [out, from] = ['', 0];
      for (const { 0: secret, index } of rest.matchAll(whole)) {
        if (begun <= index) break;
        out += rest.slice(from, index) + MASK;
        from = index + secret.length;
      }
      const until = Math.max(begun, from);
      held = rest.slice(until);
      return out + rest.slice(from, until);
    },
    end() {
      const rest = masked(held, secrets);
      held = '';
      return rest;
    },
  };
}

/**
 * Returns the position where the end of the text may be the beginning of a secret. If there is none, returns the text's
 * length.
 */
function begunAt(text: string, secrets: readonly string[]): number {
  let first = text.length;
  for (const secret of secrets) {
    const from = Math.max(0, text.length - secret.length + 1);
    for (let at = text.indexOf(secret[0]!, from); at >= 0 && at < first; at = text.indexOf(secret[0]!, at + 1))
      if (secret.startsWith(text.slice(at))) first = at;
  }
  return first;
}
