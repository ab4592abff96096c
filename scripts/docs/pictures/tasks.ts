/** The queue of the pictures: two tasks in progress, one overdue, one blocked. */
export const TASKS = [
  { uuid: '00000000-0000-4000-8000-000000000001', description: 'Choose a database', project: 'shop', tags: 'docs' },
  {
    uuid: '00000000-0000-4000-8000-000000000002',
    description: 'Answer the review of the security team',
    project: 'ops',
    priority: 'H',
    due: '2026-07-29',
  },
  {
    uuid: '00000000-0000-4000-8000-000000000003',
    description: 'Check the password by its hash',
    project: 'shop.login',
    priority: 'H',
    due: '2026-07-31',
    scope: 'src/login/**',
    acceptance: [
      { id: 'a1b2c3d4', text: 'npm test passes' },
      { id: 'b2c3d4e5', text: 'a wrong password is refused within 100 ms' },
    ],
    spec: 'Compare hashes, never passwords.\nUse scrypt of node:crypto.',
  },
  {
    uuid: '00000000-0000-4000-8000-000000000004',
    description: 'Add up the cart',
    project: 'shop.cart',
    priority: 'M',
    due: '2026-08-05',
    scope: 'src/cart/**',
    tags: 'api',
  },
  {
    uuid: '00000000-0000-4000-8000-000000000005',
    description: 'Write the release notes',
    project: 'shop',
    depends: ['00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000004'],
    scope: 'CHANGELOG.md',
  },
  {
    uuid: '00000000-0000-4000-8000-000000000006',
    description: 'Translate the mails into German and French',
    project: 'shop.mail',
    tags: 'i18n',
    priority: 'L',
  },
];
