/** What browsers have for it that know Trusted Types; no types of it are in the standard library yet. */
interface Policies {
  createPolicy(name: string, rules: Record<string, (text: string) => string>): TrustedPolicy;
}

export interface TrustedPolicy {
  createHTML(text: string): string;
  createScriptURL(text: string): string;
}

const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;

/** The one policy of the page: its own worker, and Markdown for the sanitiser to parse. Everything else is refused by the browser. */
const policy = policies?.createPolicy('backlog', {
  createHTML: (html) => html,
  createScriptURL: (url) => {
    if (url === '/worker.js') return url;
    throw new TypeError(`not a script of the board: ${url}`);
  },
});

export const trusted = {
  workerUrl: (url: string): string => policy?.createScriptURL(url) ?? url,
  /** For the sanitiser alone. */
  policy,
};
