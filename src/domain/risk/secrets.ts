import { type CodeLine, countsOf } from './lines.ts';

/** A password in an address: `postgres://user:word@host`. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{2,}:\/\/[^\s:/@"'`<>{}$]+:([^\s:/@"'`<>{}$]{3,})@[\w.-]+/i;

/** A name of a secret, and the text that is assigned to it. */
const ASSIGNED =
  /["']?\b[\w.-]*(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|credential|auth[_-]?key)s?\b["']?\s*(?::=|=>|[:=])\s*(?:b|r|u|f)?["'`]([^"'`\s]{8,})["'`]/i;
/** The same in a file of settings, which needs no quotation marks. */
const SETTING =
  /^(?:export\s+|-\s+)?["']?[\w.-]*(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["']?\s*[:=]\s*["']?([^\s"'#$,;<>]{8,})["']?,?$/i;

/** What each name of a secret has. The patterns with names take the square of a line. */
const NAMED = /pass|secret|token|key|credential/i;

/** A text that counts if the variable of a secret is not set. */
const DEFAULTED =
  /\b(?:env\w*|environ|getenv|ENV|getOrDefault|GetEnvironmentVariable|Configuration|config)\b.*(?:secret|token|pass(?:word|wd)?|key|credential)s?\b["'`\w)\].]*\s*(?:\bor\b|\|\||\?\?|\?:|,|:-|\.unwrap_or\w*\()\s*(?:\|\w*\|\s*)?["'`]([^"'`\s]{16,})["'`]/i;

/** Texts that stand for a secret, or say where it is. */
const PLACEHOLDER =
  /^(?:x+|\*+|\.+|<.*>|\$\{?.*|\{\{?.*|%.*%|env[:.].*|process\.env.*|os\.environ.*|(?:your|my|the|some|a|an|test|fake|dummy|example|sample|change|replace|placeholder|todo|none|null|undefined|redacted|secret|password|token)[\w -]*)$|example|placeholder|changeme|dummy|redacted|^[a-z]+(?:[-_ ][a-z]+)*$/i;

/** Number of bits per character from which a long text is random: hexadecimal digits have 4, base64 has 6. */
const RANDOM = { bits: 3.5, length: 16 } as const;

/** Checks whether a line has a secret: a known form, a password in an address, or a random text with a telling name. */
export function hasSecret({ text }: CodeLine): boolean {
  for (let at = 0; at < text.length; at += PIECE.step) if (isSecret(text.slice(at, at + PIECE.length))) return true;
  return false;
}

/** A long line is searched in pieces, since the patterns take the square of its length. */
const PIECE = { length: 1_000, step: 700 } as const;

function isSecret(text: string): boolean {
  if (hasKnownForm(text)) return true;
  const address = text.includes('://') ? ADDRESS.exec(text)?.[1] : undefined;
  if (address && !PLACEHOLDER.test(address)) return true;
  const usual = DEFAULTED.exec(text)?.[1];
  if (usual && !PLACEHOLDER.test(usual) && MIXED.test(usual) && bitsOf(usual) >= RANDOM.bits) return true;
  if (!NAMED.test(text)) return false;
  const value = ASSIGNED.exec(text)?.[1] ?? SETTING.exec(text)?.[1];
  return value !== undefined && !PLACEHOLDER.test(value) && isLikely(value);
}

function isLikely(value: string): boolean {
  if (value.length >= RANDOM.length) return bitsOf(value) >= RANDOM.bits && !/[(){}\s]/.test(value);
  // A short one is a password if it has several kinds of characters.
  return kindsOf(value) >= 3 && !/[(){}[\]/.]/.test(value);
}

/** Letters of both cases, and a digit. */
const MIXED = /^(?=.*[a-z])(?=.*[A-Z]).*\d/s;
const kindsOf = (value: string): number =>
  [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;

/** Returns the entropy of a text, in bits per character. */
function bitsOf(text: string): number {
  return [...countsOf(text).values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}

/**
 * Known forms of secrets, by service. Each begins or ends with a mark that only this service uses. Where names in code can
 * have the mark, a secret needs a digit, too. Source: the documentation of the services, and the names that GitHub's secret scanning has for them.
 */
export const SECRET_FORMS = {
  'private key': /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/,
  'age key': /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/,
  'JSON web token': /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/,
  '1Password': /\bops_ey[A-Za-z0-9+/=]{200,}/,
  AWS: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b|\bA(?:BIA|CCA)(?=[A-Z]*\d)[A-Z2-7]{16}\b/,
  Airtable: /\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b/,
  Alibaba: /\bLTAI[A-Za-z0-9]{17,21}\b/,
  Anthropic: /\bsk-ant-[A-Za-z0-9_-]{32,}/,
  Atlassian: /\bATATT3[A-Za-z0-9_=-]{100,}|\bATBB[A-Za-z0-9]{32}\b/,
  'Azure storage': /\bDefaultEndpointsProtocol=https?;AccountName=[^;]+;AccountKey=[A-Za-z0-9+/=]{40,}/,
  'Azure client': /(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}(?![\w.~-])/,
  'Azure signature': /\bsig=[A-Za-z0-9%]{43,}%3D\b/,
  Buildkite: /\bbk(?:ua|aj)_[a-f0-9]{40}\b/,
  CircleCI: /\bCCI(?:PAT|PRJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}\b/,
  Clojars: /\bCLOJARS_[a-z0-9]{60}\b/,
  Contentful: /\bCFPAT-[A-Za-z0-9_-]{43}(?![\w-])/,
  Databricks: /\bdapi[a-f0-9]{32}(?:-\d)?\b/,
  DigitalOcean: /\bdo[opr]_v1_[a-f0-9]{64}\b/,
  Discord: /\bdiscord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{60,}/,
  Docker: /\bdckr_[po]at_[A-Za-z0-9_-]{20,}/,
  Doppler: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}\b/,
  Figma: /\bfig[dour]_(?=[\w-]*\d)[A-Za-z0-9_-]{40,}/,
  'Fly.io': /\bfo1_[\w-]{43}(?![\w-])|\bfm[12][ar]?_[A-Za-z0-9+/]{100,}/,
  GitHub: /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{40,}\b/,
  GitLab:
    /\bglpat-[A-Za-z0-9_-]{20,}|\bgl(?:dt|ptt|rt|ft|oas|soat|cbt|imt|agent|ffct)-(?=[\w-]*\d)[A-Za-z0-9_-]{20,}|\bGR1348941[A-Za-z0-9_-]{20}(?![\w-])/,
  Google: /\bAIza[A-Za-z0-9_-]{35}\b|\bya29\.[A-Za-z0-9_-]{20,}|\bGOCSPX-[A-Za-z0-9_-]{28}(?![\w-])/,
  Grafana: /\bglsa_[A-Za-z0-9]{32}_[a-f0-9]{8}\b|\bglc_ey[A-Za-z0-9+/=]{40,}/,
  Groq: /\bgsk_[A-Za-z0-9]{48,}\b/,
  Heroku: /\bHRKU-[A-Za-z0-9_-]{36,}/,
  'Hugging Face': /\b(?:hf|api_org)_[A-Za-z]{34}\b/,
  LangSmith: /\blsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}\b/,
  Linear: /\blin_(?:api|oauth)_[A-Za-z0-9]{40,}\b/,
  Mailchimp: /(?<![a-f0-9])[a-f0-9]{32}-us\d{1,2}\b/,
  Mailgun: /\bkey-[0-9a-f]{32}\b/,
  'Microsoft Teams': /\bwebhook\.office\.com\/webhookb2\/[\w-]{36}@[\w-]{36}\//,
  Netlify: /\bnf[pcoub]_[A-Za-z0-9]{36,}\b/,
  'New Relic': /\bNRA[KA]-[A-Z0-9]{27}\b|\bNRJS-[a-f0-9]{19}\b/,
  Notion: /\bntn_[0-9]{11}[A-Za-z0-9]{35}\b|\bsecret_[A-Za-z0-9]{43}\b/,
  NuGet: /\boy2[a-z0-9]{43}\b/,
  OpenAI: /\bsk-(?=[\w-]*\d)(?:proj-)?[A-Za-z0-9_-]{32,}\b/,
  Perplexity: /\bpplx-[A-Za-z0-9]{48}\b/,
  PlanetScale: /\bpscale_(?:tkn|pw|oauth)_[\w.=-]{32,}/,
  Postman: /\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b/,
  Pulumi: /\bpul-[a-f0-9]{40}\b/,
  PyPI: /\bpypi-[A-Za-z0-9_-]{50,}/,
  Replicate: /\br8_[A-Za-z0-9]{37}\b/,
  RubyGems: /\brubygems_[a-f0-9]{48}\b/,
  SendGrid: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}\b/,
  Sendinblue: /\bxkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b/,
  Sentry: /\bsntrys_ey[A-Za-z0-9+/=_-]{40,}|\bsntryu_[a-f0-9]{64}\b/,
  Shopify: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/,
  Slack:
    /\bxox[abeprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Z0-9]{9,}-\d{9,}-[a-f0-9]{32,}|\bhooks\.slack\.com\/(?:services|workflows)\/T\w+\/[AB]\w+\/\w+/,
  SonarQube: /\bsq[uap]_[a-f0-9]{40}\b/,
  Sourcegraph: /\bsgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}\b/,
  Square: /\bsq0(?:atp|csp|idp)-[\w-]{22,43}(?![\w-])/,
  Stripe: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b|\bwhsec_[A-Za-z0-9]{24,}\b/,
  Supabase: /\bsbp_(?:v0_)?[a-f0-9]{40}\b|\bsb_secret_[\w-]{22,}/,
  Tailscale: /\btskey-(?:api|auth|client|scim|webhook)-[A-Za-z0-9]{6,}-[A-Za-z0-9]{20,}\b/,
  Telegram: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/,
  Terraform: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}/,
  Twilio: /\bSK[0-9a-f]{32}\b/,
  Typeform: /\btfp_[\w-]{44}_?[\w-]{14,}/,
  Vault: /\bhv[sbr]\.(?=[\w-]*\d)[A-Za-z0-9_-]{24,}/,
  Vercel: /\bvc[piark]_[A-Za-z0-9]{50,}\b/,
  npm: /\bnpm_[A-Za-z0-9]{36}\b/,
  xAI: /\bxai-[A-Za-z0-9]{70,}\b/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** Checks whether a text has a secret of a known form. */
function hasKnownForm(text: string): boolean {
  return Object.values<RegExp>(SECRET_FORMS).some((form) => {
    const [found] = form.exec(text) ?? [];
    return found !== undefined && !EXAMPLE.test(found);
  });
}

/** Keys of documentation, and those of one letter. */
const EXAMPLE = /EXAMPLE(?:KEY)?$|([A-Za-z\d])\1{11}/;
