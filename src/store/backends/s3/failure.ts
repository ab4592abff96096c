import type { BacklogError } from '../../../domain/errors.ts';
import { codeOf, type FailureMeaning, failedWith } from '../server-failure.ts';
import { tlsMeaning } from '../tls-failure.ts';
import { type S3Response, TOO_LARGE } from './send.ts';
import { elementText } from './xml.ts';

/** An answer of the service that is no success. */
export class S3Error extends Error {
  readonly code: string;
  readonly response: S3Response;
  constructor(response: S3Response) {
    const text = response.body.toString();
    const code = elementText(text, 'Code') ?? String(response.status);
    super(elementText(text, 'Message') ?? code);
    this.code = code;
    this.response = response;
  }
}

const SAFE = 'Every acknowledged change is safe. Try again when the service answers.';
const OWNER = 'Ask the owner of the bucket.';
const gone = (detail: string, again: true | 'slowly' = true): FailureMeaning => ({ detail, hint: SAFE, again });
const keys: FailureMeaning = {
  detail: 'the service refused the keys',
  hint: 'Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile in ~/.aws/credentials.',
  again: 'unattended',
};
const expired: FailureMeaning = {
  detail: 'the session of the keys is over',
  hint: 'Log in again, then: `eval "$(aws configure export-credentials --format env)"`',
  again: 'unattended',
};
const region: FailureMeaning = {
  detail: 'the bucket is in another region',
  hint: 'Add `?region=NAME` to the address, or set AWS_REGION.',
};
const full: FailureMeaning = {
  detail: 'the quota of the storage is used up',
  hint: `Raise it, or free some space. ${SAFE}`,
  again: 'unattended',
};
const NO_CONDITIONS: FailureMeaning = {
  detail: 'the service has no conditional writes (If-None-Match), without which two writers could lose changes',
  hint: 'Use a service that has them, or PostgreSQL: `backlog store init postgres://…`',
};

/** Errors by the code of the service, by its status, or by the platform's error code. */
const MEANINGS: Readonly<Record<string, FailureMeaning>> = {
  InvalidAccessKeyId: keys,
  SignatureDoesNotMatch: keys,
  InvalidToken: keys,
  ExpiredToken: expired,
  TokenRefreshRequired: expired,
  RequestTimeTooSkewed: {
    detail: "this machine's clock differs from the service's by more than 15 minutes",
    hint: 'Set the clock, for example: `sudo timedatectl set-ntp true`',
    again: 'unattended',
  },
  RequestExpired: {
    detail: "this machine's clock differs from the service's",
    hint: 'Set the clock, for example: `sudo timedatectl set-ntp true`',
    again: 'unattended',
  },
  AccessDenied: {
    detail: 'the keys lack a right',
    hint: `${OWNER} A user needs s3:GetObject, s3:PutObject and s3:DeleteObject for the keys, and s3:ListBucket.`,
  },
  AllAccessDisabled: { detail: 'the bucket is disabled', hint: OWNER },
  MethodNotAllowed: { detail: 'the storage is read-only', hint: OWNER },
  NoSuchBucket: { detail: 'there is no such bucket', hint: 'Create it, or correct the address.', again: 'unattended' },
  InvalidBucketName: { detail: 'the service refuses the name of the bucket', hint: 'Correct the address.' },
  PermanentRedirect: region,
  TemporaryRedirect: region,
  AuthorizationHeaderMalformed: region,
  QuotaExceeded: full,
  InsufficientCapacity: full,
  XMinioStorageFull: full,
  NO_S3: {
    detail: 'nothing there has answered as S3 does',
    hint: `Check the endpoint in the address. ${OWNER}`,
    again: 'unattended',
  },
  NotImplemented: NO_CONDITIONS,
  NoConditions: NO_CONDITIONS,
  EntityTooLarge: { detail: 'the service refuses files of this size', hint: OWNER },
  [TOO_LARGE]: {
    detail: 'the service sent more than a file of a queue can have',
    hint: `Check the endpoint in the address. ${OWNER}`,
  },
  ConditionalRequestConflict: gone('another request was in the way'),
  OperationAborted: gone('another request was in the way'),
  SlowDown: gone('the service asked for fewer requests', 'slowly'),
  ServiceUnavailable: gone('the service is overloaded', 'slowly'),
  TooManyRequests: gone('the service asked for fewer requests', 'slowly'),
  InternalError: gone('the service had an error of its own'),
  RequestTimeout: gone('the service waited too long for the request'),
  XAmzContentSHA256Mismatch: gone('the request was changed on its way'),
  BadDigest: gone('the request was changed on its way'),
  ECONNREFUSED: gone('no service listens there'),
  ECONNRESET: gone('the connection was closed'),
  EPIPE: gone('the connection was closed'),
  ETIMEDOUT: gone('the service did not answer'),
  EHOSTUNREACH: gone('the service cannot be reached'),
  ENETUNREACH: gone('the service cannot be reached'),
  EAI_AGAIN: gone('the system could not find the address of the host'),
  ENOTFOUND: {
    detail: 'there is no such host',
    hint: 'Check the endpoint in the address, and the network.',
    again: 'unattended',
  },
  403: { detail: 'the service refused the request', hint: OWNER },
  405: { detail: 'the storage is read-only', hint: OWNER },
  429: gone('the service asked for fewer requests', 'slowly'),
  500: gone('the service had an error of its own'),
  501: NO_CONDITIONS,
  502: gone('the service cannot be reached'),
  503: gone('the service is overloaded', 'slowly'),
  504: gone('the service did not answer'),
  507: full,
};

function meaningOf(error: unknown): FailureMeaning | undefined {
  const code = codeOf(error);
  return MEANINGS[code] ?? tlsMeaning(code) ?? (error instanceof S3Error ? MEANINGS[error.response.status] : undefined);
}

/** Tells whether a later attempt of the same call may succeed. The first attempt may have had its effect. */
export function againOf(error: unknown): FailureMeaning['again'] {
  return meaningOf(error)?.again;
}

/** Wraps an error of a call to the service. */
export const serviceFailed = failedWith(
  (error) => meaningOf(error) ?? { detail: `the service answered "${String((error as Error).message)}"`, hint: OWNER },
);

/** Returns the error for a success without its content, as of a proxy that answers with a page of its own. */
export const unreadableAnswer = (): Error => Object.assign(new Error(), { code: 'NO_S3' });

/** Returns the error for a bucket whose service ignores the condition of a write. */
export function withoutConditions(file: string): BacklogError {
  return serviceFailed('write', file, Object.assign(new Error(), { code: 'NoConditions' }));
}
