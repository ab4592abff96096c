/** A shorter value is no secret, and masking it would spoil ordinary text. */
const SHORTEST_SECRET = 8;
/** Secrets that are looked for, at most. */
const MOST_SECRETS = 50;
const MASK = '[secret]';

/** The values to mask: those of the named variables, each line of them alone, also as JSON writes it. */
export function secretsOf(env: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const lines = names.flatMap((name) => (env[name] ?? '').split(/\r?\n/)).map((line) => line.trim());
  const spelled = lines.flatMap((line) => [line, JSON.stringify(line).slice(1, -1)]);
  const long = [...new Set(spelled)].filter((secret) => secret.length >= SHORTEST_SECRET);
  // The longest first: one may begin with another.
  return long.sort((a, b) => b.length - a.length).slice(0, MOST_SECRETS);
}

/** A text without the secrets in it. */
export function masked(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}

export interface Masker {
  /** The part of what came so far that can hold no beginning of a secret any more. */
  push(text: string): string;
  end(): string;
}

/** Masks a text that comes in pieces: a secret may be cut anywhere. Holds back less than one secret's length. */
export function masker(secrets: readonly string[]): Masker {
  let held = '';
  return {
    push(text) {
      let rest = held + text;
      let out = '';
      for (;;) {
        const begun = begunAt(rest, secrets);
        const whole = firstWhole(rest, secrets);
        if (!whole || begun <= whole.at) {
          held = rest.slice(begun);
          return out + rest.slice(0, begun);
        }
        out += rest.slice(0, whole.at) + MASK;
        rest = rest.slice(whole.at + whole.length);
      }
    },
    end() {
      const rest = masked(held, secrets);
      held = '';
      return rest;
    },
  };
}

function firstWhole(text: string, secrets: readonly string[]): { at: number; length: number } | undefined {
  return secrets
    .map((secret) => ({ at: text.indexOf(secret), length: secret.length }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.length - a.length)[0];
}

/** Where the first secret begins that the end of the text cuts off; the text's length when there is none. */
function begunAt(text: string, secrets: readonly string[]): number {
  let first = text.length;
  for (const secret of secrets) {
    const from = Math.max(0, text.length - secret.length + 1);
    for (let at = text.indexOf(secret[0]!, from); at >= 0 && at < first; at = text.indexOf(secret[0]!, at + 1))
      if (secret.startsWith(text.slice(at))) first = at;
  }
  return first;
}
