import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BacklogError } from '../../domain/errors.ts';

const run = promisify(execFile);

/** The names under which programs give a token of GitHub, in the order in which `gh` itself prefers them. */
const VARIABLES = ['GH_TOKEN', 'GITHUB_TOKEN'];

export const PUBLIC_API = 'https://api.github.com';

/**
 * Returns the token for an address: of the environment, else of `gh`. Backlog stores and prints it nowhere.
 * @throws BacklogError `service` if there is none
 */
export async function gitHubToken(api: string, env: NodeJS.ProcessEnv, patienceMs = 10_000): Promise<string> {
  for (const name of VARIABLES) if (env[name]) return checkedToken(env[name].trim());
  const host = api === PUBLIC_API ? 'github.com' : new URL(api).host;
  // A program that asks something, or that ignores the end of its time, is ended.
  const quiet = { env: { ...env, GH_PROMPT_DISABLED: '1' }, timeout: patienceMs, killSignal: 'SIGKILL' } as const;
  const answer = run('gh', ['auth', 'token', '--hostname', host], quiet);
  answer.child.stdin?.end();
  const token = await answer.then(
    ({ stdout }) => stdout.trim(),
    ({ killed }: { killed?: boolean }) => (killed ? undefined : ''),
  );
  if (token) return checkedToken(token);
  if (token === undefined)
    throw new BacklogError('service', `\`gh auth token\` didn't answer within ${patienceMs / 1000} s`, {
      hint: `Run it yourself: \`gh auth token --hostname ${host}\`. Or set GITHUB_TOKEN.`,
    });
  throw new BacklogError('service', `there is no token for ${host}`, {
    hint: `Sign in: \`gh auth login --hostname ${host}\`. In CI, set GITHUB_TOKEN.`,
  });
}

/** A token of another form would break the request, whose error could name it. @throws BacklogError `service` */
function checkedToken(token: string): string {
  if (/^[\x21-\x7e]{1,1000}$/.test(token)) return token;
  throw new BacklogError('service', 'the token of GitHub has spaces, line breaks or other characters', {
    hint: 'Sign in again: `gh auth login`. In CI, set GITHUB_TOKEN to the token only.',
  });
}

/**
 * Checks the base address of a GitHub. A token travels only encrypted, or on this machine.
 * @throws BacklogError `invalid`
 */
export function checkedApi(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url && !url.username && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)))
    return text.replace(/\/+$/, '');
  throw new BacklogError('invalid', `the address of GitHub must be https, and is "${text}"`, {
    hint: 'For example: GITHUB_API_URL=https://github.example.com/api/v3',
    data: { received: text },
  });
}

/**
 * Checks the name of a repository.
 * @throws BacklogError `invalid`
 */
export function checkedList(text: string): string {
  const list = text.replace(/^https:\/\/[^/]+\//, '').replace(/(\.git)?\/*$/, '');
  if (/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(list) && !/(^|\/)\.\.?(\/|$)/.test(list)) return list;
  throw new BacklogError('invalid', `expected a repository such as acme/app, and got "${text}"`, {
    hint: 'For example: `backlog source add github acme/app`',
    data: { received: text },
  });
}
