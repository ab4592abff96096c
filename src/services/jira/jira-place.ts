import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { clip } from '../../base/clip.ts';
import { BacklogError, refuse } from '../../domain/errors.ts';

const run = promisify(exec);

/**
 * Checks the name of a project: `acme/APP`, `acme.atlassian.net/APP`, or an address of the project or of an issue.
 * @returns the site and the key
 * @throws BacklogError `invalid`
 */
export function jiraList(text: string): string {
  const [site = '', ...rest] = text
    .replace(/^https:\/\//, '')
    .split(/[/?#]+/)
    .filter(Boolean);
  const last = rest.length === 1 ? rest[0] : rest.find((part) => /^[A-Z][A-Z0-9_]+(-\d+)?$/.test(part));
  const key = (last ?? '').replace(/-\d+$/, '').toUpperCase();
  const host = (/^[\w-]+$/.test(site) ? `${site}.atlassian.net` : site).toLowerCase();
  if (/^[a-z0-9][a-z0-9.-]{0,251}(:\d+)?$/.test(host) && /^[A-Z][A-Z0-9_]{1,49}$/.test(key)) return `${host}/${key}`;
  return refuse(
    'invalid',
    `expected a site and a project such as acme.atlassian.net/APP, and got "${clip(text, 200)}"`,
    {
      hint: 'For example: `backlog source add jira acme.atlassian.net/APP`',
      data: { received: clip(text, 200) },
    },
  );
}

/**
 * Returns the base address of a list: JIRA_API_URL, else its site. A token travels only encrypted, or on this machine.
 * @throws BacklogError `invalid`
 */
export function jiraApi(env: NodeJS.ProcessEnv, list: string): string {
  const text = env.JIRA_API_URL || `https://${list.split('/')[0]}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (url && !url.username && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)))
    return text.replace(/\/+$/, '');
  return refuse('invalid', `the address of Jira must be https, and is "${clip(text, 200)}"`, {
    hint: 'For example: JIRA_API_URL=https://api.atlassian.com/ex/jira/CLOUD-ID',
    data: { received: clip(text, 200) },
  });
}

/**
 * Returns the value of the header `Authorization`. The token comes from JIRA_API_TOKEN, else from the output of the
 * command JIRA_TOKEN_COMMAND. Backlog stores and prints it nowhere.
 * @throws BacklogError `service` if there is none
 */
export async function jiraAuthorization(list: string, env: NodeJS.ProcessEnv): Promise<string> {
  const { JIRA_EMAIL: email, JIRA_API_TOKEN: variable, JIRA_TOKEN_COMMAND: command } = env;
  const token = variable || (command ? await tokenOf(command, env) : '');
  if (!token)
    throw new BacklogError('service', `there is no token for ${list.split('/')[0]}`, {
      hint: 'Set JIRA_EMAIL and JIRA_API_TOKEN, or JIRA_TOKEN_COMMAND with a command that prints the token. Make one: https://id.atlassian.com/manage-profile/security/api-tokens',
    });
  if (/[\s\p{Cc}]/u.test(token))
    throw new BacklogError('service', 'the token of Jira has spaces or control characters', {
      hint: 'Set JIRA_API_TOKEN to the token only.',
    });
  // Without an address it is a token of OAuth.
  return email ? `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}` : `Bearer ${token}`;
}

async function tokenOf(command: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const answer = run(command, { env, timeout: 30_000, maxBuffer: 65_536, killSignal: 'SIGKILL' });
    answer.child.stdin?.end();
    return (await answer).stdout.trim();
  } catch (error) {
    const { code } = error as { code?: unknown };
    // The message of the error contains the output, which may have a secret.
    throw new BacklogError('service', `the command of JIRA_TOKEN_COMMAND failed (${String(code ?? 'no code')})`, {
      hint: 'Run it by hand: it must print the token and end with 0.',
    });
  }
}
