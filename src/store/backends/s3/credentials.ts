import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { present } from '../../../base/present.ts';
import { BacklogError } from '../../../domain/errors.ts';

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface Account {
  keys: Keys;
  region: string;
}

const DEFAULT_REGION = 'us-east-1';

/**
 * Returns the keys and the region, as the AWS command line finds them: variables, then the profile in its two files. It
 * finds no keys that need a login, a role or another program.
 * @throws BacklogError `store` without keys
 */
export function accountFor(
  wanted: { profile?: string; region?: string },
  env: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): Account {
  const name = wanted.profile ?? (env.AWS_PROFILE || 'default');
  const [credentials, config] = [
    sectionOf(env.AWS_SHARED_CREDENTIALS_FILE || join(home, '.aws', 'credentials'), name),
    sectionOf(env.AWS_CONFIG_FILE || join(home, '.aws', 'config'), name === 'default' ? name : `profile ${name}`),
  ];
  const region =
    wanted.region ??
    (env.AWS_REGION || env.AWS_DEFAULT_REGION || config.region || credentials.region || DEFAULT_REGION);
  const named = wanted.profile === undefined ? env : {};
  const found =
    keysOf(named.AWS_ACCESS_KEY_ID, named.AWS_SECRET_ACCESS_KEY, named.AWS_SESSION_TOKEN) ??
    keysIn(credentials) ??
    keysIn(config);
  if (found) return { keys: found, region };
  throw new BacklogError('store', `there are no keys for S3: no variables, and none in the profile "${name}"`, {
    hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE. After a login: `eval "$(aws configure export-credentials --format env)"`',
    data: { profile: name },
  });
}

function keysOf(id: string | undefined, secret: string | undefined, token: string | undefined): Keys | undefined {
  return id && secret
    ? { accessKeyId: id, secretAccessKey: secret, ...present({ sessionToken: token || undefined }) }
    : undefined;
}

function keysIn(section: Section): Keys | undefined {
  return keysOf(section.aws_access_key_id, section.aws_secret_access_key, section.aws_session_token);
}

type Section = Partial<Record<string, string>>;

/** Reads one section of an INI file. A missing file has none. */
function sectionOf(file: string, name: string): Section {
  const found: Section = {};
  let inside = false;
  for (const line of linesOf(file)) {
    const heading = /^\s*\[\s*(.*?)\s*\]/.exec(line);
    if (heading) inside = heading[1]!.replace(/\s+/g, ' ') === name;
    const [, key, value] = /^([^\s=#;[][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (inside && key !== undefined) found[key] = value;
  }
  return found;
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
