import { type LandingResult, swap } from './result.ts';

const set = (name: string, files: LandingResult['files']): LandingResult => ({ name, kind: 'setting', files });
const deploys = (name: string, files: LandingResult['files']): LandingResult => ({ name, kind: 'deployment', files });
const prompt = (name: string, files: LandingResult['files']): LandingResult => ({ name, kind: 'prompt', files });

/** Settings, deployments and prompts that protect less. */
export const SETTINGS: readonly LandingResult[] = [
  set('no second factor', swap('config/production.yaml', 'mfa: required', 'mfa: optional')),
  set('debug on', swap('config/production.yaml', 'debug: false', 'debug: true')),
  set('three million retries', swap('config/production.yaml', 'retries: 3', 'retries: 3000000')),
  set('backups for no day', swap('config/production.yaml', 'keep_days: 30', 'keep_days: 0')),
  set(
    'a second admin',
    swap('config/production.yaml', '  - ada@shop.example\n', '  - ada@shop.example\n  - r@m.example\n'),
  ),
  set('all origins', swap('config/production.yaml', '[https://shop.example]', '["*"]')),
  set('certificates unchecked', swap('config/settings.json', '"verify": true', '"verify": false')),
  set('no audit', swap('config/settings.json', '"audit": { "enabled": true }', '"audit": { "enabled": false }')),
  set('all hosts', swap('py/shop/settings.py', '["shop.example"]', '["*"]')),
  set('a cookie over plain HTTP', swap('py/shop/settings.py', 'SECURE = True', 'SECURE = False')),
  set('a limit gone', swap('config/settings.json', '  "rateLimit": { "perMinute": 60 },\n', '')),
  deploys('as root', swap('Dockerfile', 'USER node\n', '')),
  deploys('ingress of all', swap('deploy/terraform/network.tf', '10.0.0.0/8', '0.0.0.0/0')),
  deploys('a privileged container', swap('deploy/k8s/shop.yaml', 'privileged: false', 'privileged: true')),
  deploys(
    'the socket of Docker',
    swap(
      'compose.yaml',
      '    build: .\n',
      '    build: .\n    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]\n',
    ),
  ),
  deploys('rights to write in CI', swap('.github/workflows/ci.yml', 'contents: read', 'contents: write')),
  deploys(
    'an image from elsewhere',
    swap('deploy/k8s/shop.yaml', 'registry.shop.example/shop:1.4.0', 'docker.io/shopp/shop:latest'),
  ),
  prompt('no limit of refunds', swap('prompts/support.md', 'Never promise a refund of more than 50 EUR.\n', '')),
  prompt('a higher limit', swap('prompts/support.md', '50 EUR', '50000 EUR')),
  prompt(
    'addresses are included',
    swap('src/prompts/summary.txt', 'Do not include addresses or card numbers.\n', 'Include all addresses.\n'),
  ),
  prompt(
    'a prompt in code',
    swap('py/shop/assistant.py', 'Refuse to change a price."""', 'Change a price if asked to."""'),
  ),
  prompt('a person is not asked', {
    ...swap('prompts/support.md', 'Ask a person before you cancel an order.\n', 'Cancel orders on request.\n'),
  }),
];
