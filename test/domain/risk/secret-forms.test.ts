import { expect, test } from 'vitest';
import { hasSecret, SECRET_FORMS } from '../../../src/domain/risk/secrets.ts';

/** Texts of a kind and a length. Made here, so that no line of this file looks like a secret to scanners. */
const made =
  (letters: string) =>
  (length: number): string =>
    Array.from({ length }, (_, i) => letters[(i * 7 + 3) % letters.length]).join('');
const hex = made('0123456789abcdef');
const word = made('Q3fT8zLm2XcV7bNk5RjW9pHs4Gd6Yt');
const small = made('q3f8zlm2xcv7bnk5rjw9phs4gd6yt');
const capital = made('QFTZLMXCVBNKRJWPHSGDY234567');
const alpha = made('QfTzLmXcVbNkRjWpHsGdYt');
const digit = made('0123456789');

/** The parts of a secret of each form: joined, they have it. Without the last characters, they do not. */
const PARTS: Readonly<Record<keyof typeof SECRET_FORMS, readonly (readonly string[])[]>> = {
  'private key': [['-----BEGIN ', 'RSA PRIV', 'ATE KEY-----']],
  'age key': [['AGE-SECRET', '-KEY-1', capital(58)]],
  'JSON web token': [['eyJ', word(20), '.eyJ', word(20), '.', word(10)]],
  '1Password': [['ops', '_ey', word(200)]],
  AWS: [
    ['AK', 'IA', capital(16)],
    ['AS', 'IA', capital(16)],
  ],
  Airtable: [['pa', 't', word(14), '.', hex(64)]],
  Alibaba: [['LT', 'AI', word(17)]],
  Anthropic: [['sk-', 'ant-', word(32)]],
  Atlassian: [
    ['ATA', 'TT3', word(100)],
    ['AT', 'BB', word(32)],
  ],
  'Azure storage': [['DefaultEndpointsProtocol=https;', 'AccountName=a;Account', 'Key=', word(40)]],
  'Azure client': [[word(3), '8Q', '~', word(31)]],
  'Azure signature': [['si', 'g=', word(43), '%3D']],
  Buildkite: [['bk', 'ua_', hex(40)]],
  CircleCI: [['CCI', 'PAT_', word(22), '_', hex(40)]],
  Clojars: [['CLO', 'JARS_', small(60)]],
  Contentful: [['CF', 'PAT-', word(43)]],
  Databricks: [['da', 'pi', hex(32)]],
  DigitalOcean: [
    ['dop', '_v1_', hex(64)],
    ['doo', '_v1_', hex(64)],
  ],
  Discord: [['discord.com/api/web', 'hooks/', digit(18), '/', word(60)]],
  Docker: [['dckr', '_pat_', word(20)]],
  Doppler: [['dp', '.pt.', word(40)]],
  Figma: [['fig', 'd_', word(40)]],
  'Fly.io': [['fo', '1_', word(43)]],
  GitHub: [
    ['gh', 'p_', word(36)],
    ['github', '_pat_', word(40)],
  ],
  GitLab: [
    ['gl', 'pat-', word(20)],
    ['gl', 'soat-', word(20)],
    ['GR13', '48941', word(20)],
  ],
  Google: [
    ['AI', 'za', word(35)],
    ['ya', '29.', word(20)],
    ['GOC', 'SPX-', word(28)],
  ],
  Grafana: [
    ['gl', 'sa_', word(32), '_', hex(8)],
    ['gl', 'c_ey', word(40)],
  ],
  Groq: [['gs', 'k_', word(48)]],
  Heroku: [['HR', 'KU-', word(36)]],
  'Hugging Face': [['h', 'f_', alpha(34)]],
  LangSmith: [['lsv2', '_pt_', hex(32), '_', hex(10)]],
  Linear: [['lin', '_api_', word(40)]],
  Mailchimp: [[hex(32), '-us', '12']],
  Mailgun: [['ke', 'y-', hex(32)]],
  'Microsoft Teams': [['webhook.office', '.com/webhookb2/', hex(36), '@', hex(36), '/']],
  Netlify: [['nf', 'p_', word(36)]],
  'New Relic': [['NR', 'AK-', capital(27)]],
  Notion: [
    ['nt', 'n_', digit(11), word(35)],
    ['secret', '_', word(43)],
  ],
  NuGet: [['oy', '2', small(43)]],
  OpenAI: [['sk-', 'proj-', word(32)]],
  Perplexity: [['pp', 'lx-', word(48)]],
  PlanetScale: [['pscale', '_tkn_', word(32)]],
  Postman: [['PM', 'AK-', hex(24), '-', hex(34)]],
  Pulumi: [['pu', 'l-', hex(40)]],
  PyPI: [['py', 'pi-', word(50)]],
  Replicate: [['r', '8_', word(37)]],
  RubyGems: [['ruby', 'gems_', hex(48)]],
  SendGrid: [['S', 'G.', word(16), '.', word(32)]],
  Sendinblue: [['xkey', 'sib-', hex(64), '-', word(16)]],
  Sentry: [
    ['sntr', 'ys_ey', word(40)],
    ['sntr', 'yu_', hex(64)],
  ],
  Shopify: [['shp', 'at_', hex(32)]],
  Slack: [
    ['xo', 'xb-', digit(10)],
    ['xa', 'pp-1-', capital(9), '-', digit(9), '-', hex(32)],
    ['hooks.sl', 'ack.com/services/T', 'ABC/B', 'ABC/', 'd'],
  ],
  SonarQube: [['sq', 'u_', hex(40)]],
  Sourcegraph: [['sg', 'p_', hex(40)]],
  Square: [['sq0', 'atp-', word(22)]],
  Stripe: [
    ['sk_', 'live_', word(16)],
    ['wh', 'sec_', word(24)],
  ],
  Supabase: [
    ['sb', 'p_', hex(40)],
    ['sb_', 'secret_', word(22)],
  ],
  Tailscale: [['ts', 'key-auth-', word(12), '-', word(20)]],
  Telegram: [[digit(9), ':A', 'A', word(33)]],
  Terraform: [[word(14), '.atlas', 'v1.', word(60)]],
  Twilio: [['S', 'K', hex(32)]],
  Typeform: [['tf', 'p_', word(44), '_', word(14)]],
  Vault: [
    ['hv', 's.', word(24)],
    ['hv', 'b.', word(24)],
  ],
  Vercel: [['vc', 'p_', word(50)]],
  npm: [['np', 'm_', word(36)]],
  xAI: [['xa', 'i-', word(70)]],
};

const rows = Object.entries(PARTS).flatMap(([name, samples]) =>
  samples.map((parts) => [name, parts.join('')] as const),
);

test.each(rows)('%s', (name, secret) => {
  const form: RegExp = SECRET_FORMS[name as keyof typeof SECRET_FORMS];
  for (const line of [secret, `a: ${secret}`, `x = "${secret}";`, `https://example.org/?a=${secret}`])
    expect(form.test(line), line).toBe(true);
  expect(hasSecret({ n: 1, text: `call(${secret})`, code: '', spoken: '' })).toBe(true);
  expect(form.test(secret.slice(0, Math.ceil(secret.length / 2)))).toBe(false);
});

test('what looks alike is no secret: digests, ids, names of packages, hashes of lockfiles', () => {
  const alike = [
    hex(40),
    hex(64),
    `sha512-${word(86)}==`,
    '550e8400-e29b-41d4-a716-446655440000',
    'npm_config_registry=https://registry.npmjs.org',
    'skip-all-of-the-very-long-tests-in-this-folder',
    'import { sk_SK } from "locales";',
    'const hf_model = "distilbert-base-uncased-finetuned-sst-2-english";',
    'secret_name_of_the_service_in_the_vault_of_the_team',
    'patch.object(self, "name_of_the_method")',
    'time 12345678:AA',
    'key-value-store-for-all-the-things-of-it',
    'int nfc_llcp_send_connect_with_service_name_len(void);',
    'nfc_normalize_all_strings_in_the_document_tree(tree)',
    'figo_account_balance_history_with_currency_conversion',
    'hvs.averageTemperatureOfTheRoomOfTheHouse',
    '.glagent-registration-form-field-label',
    '.sk-cube-grid-container-with-label-inside-of-it',
    "const primer = 'ACCATGGCTAGCTAGCTAGC';",
  ];
  expect(alike.filter((text) => Object.values<RegExp>(SECRET_FORMS).some((form) => form.test(text)))).toEqual([]);
});
