import type { FailureMeaning } from './server-failure.ts';

const SAFE = 'Every acknowledged change is safe.';
const RENEW = "If that is right, ask the server's owner for a new certificate.";
const AUTHORITY = 'Name the file of its certificate authority: NODE_EXTRA_CA_CERTS=FILE.';

/** What each error of TLS means, by the start of its code. The first row that fits counts. Every server has these. */
const MEANINGS: readonly (readonly [code: RegExp, meaning: (now: string) => FailureMeaning])[] = [
  [
    /^CERT_HAS_EXPIRED/,
    (now) => ({
      detail: "the server's certificate has expired",
      hint: `This machine's clock shows ${now}. ${RENEW} ${SAFE}`,
    }),
  ],
  [
    /^CERT_NOT_YET_VALID/,
    (now) => ({
      detail: "the server's certificate is not valid yet",
      hint: `This machine's clock shows ${now}. If that is wrong, set it: \`sudo timedatectl set-ntp true\`. ${SAFE}`,
    }),
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID/,
    () => ({
      detail: "the server's certificate names another host",
      hint: 'Use the name in the certificate for the host in the address.',
    }),
  ],
  [
    /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|INVALID_CA|PATH_LENGTH)/,
    () => ({ detail: "this machine does not trust the server's certificate", hint: AUTHORITY }),
  ],
  [
    /^(ERR_TLS|ERR_SSL|EPROTO)/,
    () => ({
      detail: 'the server does not speak TLS as this machine expects it',
      hint: 'Check host and port in the address, and whether the server has TLS.',
    }),
  ],
];

/** Returns what an error of TLS means; undefined for other errors. */
export function tlsMeaning(code: string, now: () => number = Date.now): FailureMeaning | undefined {
  const [, meaning] = MEANINGS.find(([starts]) => starts.test(code)) ?? [];
  const shown = new Date(now()).toISOString().slice(0, 16).replace('T', ' ').concat(' UTC');
  return meaning && { ...meaning(shown), again: 'unattended' };
}
