/** What browsers have for it that know Trusted Types; no types of it are in the standard library yet. */
interface Policies {
  createPolicy(name: string, rules: Record<string, (text: string) => string>): TrustedPolicy;
}

interface TrustedPolicy {
  createScriptURL(text: string): string;
}

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;

/** The page's own policy: its worker. The sanitiser has one of its own; everything else is refused by the browser. */
const policy = policies?.createPolicy('backlog', {
  createScriptURL: (url) => {
    if (url === '/worker.js') return url;
    throw new TypeError(`not a script of the board: ${url}`);
  },
});

export const trustedWorkerUrl = (url: string): string => policy?.createScriptURL(url) ?? url;
