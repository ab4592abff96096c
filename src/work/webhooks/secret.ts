import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import type { Webhook } from '../../domain/records.ts';

/** Beginning of a secret, by the specification Standard Webhooks. The rest is the key in Base64. */
const PREFIX = 'whsec_';

/** Least and greatest length of a key, in bytes, by that specification. */
const BYTES = { least: 24, most: 64 };

/** The variable with the secret, if nothing names another place. */
export const USUAL_VARIABLE = 'HOOK_SECRET';

/** The line that makes a secret. */
export const MAKE_SECRET = `export ${USUAL_VARIABLE}="whsec_$(openssl rand -base64 32)"`;

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/**
 * Reads where the secret of a webhook is.
 * @throws BacklogError `invalid`, also if the words contain the secret itself
 */
export function secretPlace(env: string | undefined, command: readonly string[] | undefined): Webhook['secret'] {
  if ([env, ...(command ?? [])].some((word) => word?.includes(PREFIX)))
    refuse('invalid', 'these words contain the secret itself, which Backlog never stores', {
      hint: `Put it into a variable, and name that: \`${MAKE_SECRET}\`.`,
    });
  if (env !== undefined && !VARIABLE.test(env))
    refuse('invalid', `expected the name of a variable, such as HOOK_SECRET, and got "${env.slice(0, 60)}"`);
  if (!command) return { env: env ?? USUAL_VARIABLE };
  return { ...present({ env }), command: [...command] };
}

/** @returns the key of a secret; undefined if the text is none. The text is shown nowhere */
export function keyOf(text: string): Buffer | undefined {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text.trim()) ?? [];
  const key = encoded === undefined ? undefined : Buffer.from(encoded, 'base64');
  return key && key.length >= BYTES.least && key.length <= BYTES.most ? key : undefined;
}

/** Says how a secret looks. */
export const SECRET_FORM = `expected ${PREFIX} and ${BYTES.least} to ${BYTES.most} bytes in Base64`;

/** Checks whether a process with this environment may be able to read a secret. */
export const mayRead = ({ env: variable, command }: Webhook['secret'], env: NodeJS.ProcessEnv): boolean =>
  command !== undefined || (variable !== undefined && Boolean(env[variable]));
