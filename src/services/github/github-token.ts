import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BacklogError } from '../../domain/errors.ts';

const run = promisify(execFile);

export const PUBLIC_API = 'https://api.github.com';

/** GitHub's own servers, also those of one company. */
const isCloud = (api: string) => api === PUBLIC_API || /^https:\/\/api\.[\w-]+\.ghe\.com$/.test(api);

/**
 * Returns the names of the variables whose token is meant for a server, in the order in which `gh` prefers them. The token
 * of one server never goes to another one.
 */
function variablesFor(api: string, env: NodeJS.ProcessEnv): string[] {
  const named = env.GITHUB_API_URL ? env.GITHUB_API_URL.replace(/\/+$/, '') : undefined;
  if (isCloud(api)) return named === undefined || named === api ? ['GH_TOKEN', 'GITHUB_TOKEN'] : ['GH_TOKEN'];
  // A runner of such a server names it beside the token.
  const own = named === api ? ['GH_TOKEN', 'GITHUB_TOKEN'] : [];
  return ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN', ...own];
}

/** Returns the host of the pages of a server. */
function pagesOf(api: string): string {
  return isCloud(api) ? new URL(api).host.replace(/^api\./, '') : new URL(api).host;
}

/**
 * Returns the token for an address: of the environment, else of `gh`. Backlog stores and prints it nowhere.
 * @throws BacklogError `service` if there is none
 */
export async function gitHubToken(api: string, env: NodeJS.ProcessEnv, patienceMs = 10_000): Promise<string> {
  const variables = variablesFor(api, env);
  for (const name of variables) if (env[name]) return checkedToken(env[name].trim());
  const host = pagesOf(api);
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
      hint: `Run it yourself: \`gh auth token --hostname ${host}\`. Or set ${variables.at(-1)}.`,
    });
  throw new BacklogError('service', `there is no token for ${host}`, {
    hint: `Sign in: \`gh auth login --hostname ${host}\`. In CI, set ${variables.at(-1)}.`,
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
 * Checks that the address of a repository is on the server that is used.
 * @throws BacklogError `invalid` naming the line for the other server
 */
export function checkHost(text: string, api: string): void {
  const [, page, ssh, short] = ADDRESS.exec(bare(text)) ?? [];
  const host = (page ?? ssh ?? short)?.toLowerCase();
  const pages = pagesOf(api).toLowerCase();
  if (host === undefined || host === pages || host === `www.${pages}` || /^(localhost|127\.)/.test(pages)) return;
  const other =
    host === 'github.com' ? PUBLIC_API : `https://${host.endsWith('.ghe.com') ? `api.${host}` : `${host}/api/v3`}`;
  throw new BacklogError('invalid', `${text} is on another server than ${api}`, {
    hint: `Name it: \`GITHUB_API_URL=${other} backlog source add github ${checkedList(text)}\``,
    data: { received: text },
  });
}

/** The part of an address before the name of a repository: of a page, or of a remote over HTTPS or SSH. */
const ADDRESS =
  /^(?:https?:\/\/([\w.-]+(?::\d+)?)\/|ssh:\/\/(?:[\w.-]+@)?([\w.-]+)(?::\d+)?\/|(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)[/:])(?=[^/]+\/[^/]+$)/;
const bare = (text: string) => text.trim().replace(/(\.git)?\/*$/, '');

/**
 * Checks the name of a repository, or an address of it.
 * @throws BacklogError `invalid`
 */
export function checkedList(text: string): string {
  const list = bare(text).replace(ADDRESS, '');
  if (/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(list) && !/(^|\/)\.\.?(\/|$)/.test(list)) return list;
  throw new BacklogError('invalid', `expected a repository such as acme/app, and got "${text}"`, {
    hint: 'For example: `backlog source add github acme/app`',
    data: { received: text },
  });
}
