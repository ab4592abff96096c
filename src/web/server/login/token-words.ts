import { RIGHT_MEANINGS } from '../../../work/people/rights.ts';

export const TOKEN_HELP = [
  'backlog token list',
  'backlog token add NAME [flags]',
  'backlog token remove NAME',
  '',
  'Manage the tokens of this machine. A script with a token in BACKLOG_TOKEN may do on the command line what its rights allow. The HTTP API takes it as Authorization: Bearer TOKEN. Adding and removing is for people.',
  '',
  '  --rights RIGHTS   Rights, separated by commas; default: read. The others include read',
  ...Object.entries(RIGHT_MEANINGS).map(([right, meaning]) => `    ${right.padEnd(16)}${meaning}`),
  '  --as KIND:NAME    Author of its changes, such as ai:semgrep; default: system:NAME',
  '  --expires WHEN    End of its validity: 90d, or a date; default: none',
  '  --file FILE       Write the token to this new file (mode 0600) instead of the terminal',
  '  --json            Print the output, or the error, as JSON',
  '',
  'Examples:',
  '  backlog token add nightly --rights write',
  '  backlog token add ci --rights read,write,review,admin --expires 90d',
  '  backlog token add semgrep --rights write --as ai:semgrep',
  '  backlog token remove nightly',
].join('\n');
