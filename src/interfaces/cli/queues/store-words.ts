export const STORE_HELP = [
  'backlog store init ADDRESS   use a queue in PostgreSQL for this folder or repository',
  '',
  'It creates the tables and the queue if they are missing, otherwise it joins the existing queue. A folder that has a queue of its own keeps it. For people.',
  'ADDRESS is postgres://[user@]host[:port]/database[?store=NAME&sslmode=MODE], without a password: PGPASSWORD or ~/.pgpass has that. A database can have many queues, one for each NAME.',
  '',
  '  --json       Print the output, or the error, as JSON',
  '',
  'Examples:',
  '  backlog store init "postgres://ada@db.example/work?store=web"',
].join('\n');
