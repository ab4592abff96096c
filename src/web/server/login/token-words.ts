/** What `backlog token --help` says. */
export const TOKEN_HELP = [
  'backlog token list',
  'backlog token add NAME [--rights RIGHTS] [--as KIND:NAME]',
  'backlog token revoke NAME',
  '',
  'Lets a script call the board of this machine (docs/api.md) by Authorization: Bearer TOKEN. For people.',
  '',
  '  --rights RIGHTS   read (unless said), write, review; separated by commas. Reading is part of the others',
  '  --as KIND:NAME    Who signs what it does; system:NAME unless said',
  '  --json            Prints the result, or the error, as JSON',
  '',
  'examples:',
  '  backlog token add nightly --rights write',
  '  backlog token revoke nightly',
].join('\n');
