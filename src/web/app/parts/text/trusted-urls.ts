/** The browser's Trusted Types API. TypeScript's DOM library has no types for it yet. */
interface Policies {
  createPolicy(name: string, rules: Record<string, (text: string) => string>): TrustedPolicy;
}

interface TrustedPolicy {
  createScriptURL(text: string): string;
}

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;

/** The page's own policy: it allows only the page's worker. Browsers reject others. */
const policy = policies?.createPolicy('backlog', {
  createScriptURL: (url) => {
    if (url === '/worker.js') return url;
    throw new TypeError(`not a script of the board: ${url}`);
  },
});

export const trustedWorkerUrl = (url: string): string => policy?.createScriptURL(url) ?? url;
