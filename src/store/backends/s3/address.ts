import { present } from '../../../base/present.ts';
import { BacklogError, type ErrorDetail } from '../../../domain/errors.ts';
import { nearParameter } from '../near-parameter.ts';

/** Where a queue in S3-compatible storage is. */
export interface S3Address {
  /** The address as a person wrote it, with its defaults filled in. It never contains a key. */
  text: string;
  bucket: string;
  /** Start of all keys of the queue: empty, or a path that ends with `/`. */
  prefix: string;
  /** Address of the service. Undefined means AWS. */
  endpoint?: string;
  region?: string;
  /** Name of a profile in the files of the AWS command line. */
  profile?: string;
  /** Whether requests name the bucket in their path or in their host. */
  style: 'path' | 'host';
}

export const S3_SCHEME = /^s3:\/\//i;
/** Lengths and characters as S3 allows them, for buckets without underscores and upper case. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Characters that need no escaping in a URL, in XML and in a policy. */
const PREFIX = /^[\w.-]+(\/[\w.-]+)*$/;
const PARAMETERS = ['endpoint', 'profile', 'region', 'style'];

export const S3_FORM = 'Expected s3://bucket[/prefix][?endpoint=URL&region=NAME&profile=NAME&style=path].';

/**
 * Reads `s3://bucket[/prefix][?endpoint=URL&region=NAME&profile=NAME&style=path|host]`.
 * @param env the variables that complete an address that a person writes. A stored address needs none.
 * @throws BacklogError `usage` for another kind of address, and for one with a key or with an unknown parameter
 */
export function readS3Address(text: string, env: NodeJS.ProcessEnv = {}): S3Address {
  if (!S3_SCHEME.test(text)) refuse('expected the address of a queue in S3');
  const [, place = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(text.replace(S3_SCHEME, ''))!;
  if (place.includes('@'))
    refuse('an address with a key would be stored in files and shown in answers', {
      hint: 'Remove all before the "@". Put the keys into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or ~/.aws/credentials.',
    });
  const [bucket = '', ...names] = place.replace(/\/+$/, '').split('/');
  if (!BUCKET.test(bucket)) refuse(`the bucket "${bucket}": expected 3 to 63 lower-case letters, digits, "-" and "."`);
  const path = names.join('/');
  if (path !== '' && (!PREFIX.test(path) || names.some((name) => /^\.+$/.test(name))))
    refuse(`the prefix "${path}": expected letters, digits, "_", "." and "-", with "/" between them`);
  const given = parametersOf(query);
  const endpoint = endpointOf(given.endpoint ?? (env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined));
  const style = given.style ?? (endpoint !== undefined || bucket.includes('.') ? 'path' : 'host');
  if (style !== 'path' && style !== 'host') refuse(`style=${style}: expected path or host`);
  const { region, profile } = given;
  const spelled = new URLSearchParams(present({ endpoint, profile, region, style: given.style })).toString();
  return {
    text: `s3://${[bucket, ...names].join('/')}${spelled === '' ? '' : `?${spelled}`}`,
    bucket,
    prefix: path === '' ? '' : `${path}/`,
    style,
    ...present({ endpoint, region, profile }),
  };
}

function parametersOf(query: string): Partial<Record<string, string>> {
  const given = Object.fromEntries(new URLSearchParams(query));
  const unknown = Object.keys(given).find((name) => !PARAMETERS.includes(name));
  // Its value may be a key.
  if (unknown !== undefined)
    refuse(`the address has the unknown parameter ${unknown}`, { data: nearParameter(unknown, PARAMETERS) });
  return given;
}

/** Reads the address of a service. Without a scheme, it means TLS. */
function endpointOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(address)) refuse('the endpoint is not the URL of a service');
  const url = new URL(address);
  if (url.search !== '' || url.hash !== '') refuse('the endpoint is not the URL of a service');
  if (url.username !== '' || url.password !== '') refuse('the endpoint has a user or a password');
  return url.href.replace(/\/+$/, '');
}

function refuse(message: string, { hint = S3_FORM, data = {} }: ErrorDetail = {}): never {
  throw new BacklogError('usage', message, { hint, data });
}
