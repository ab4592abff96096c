export const STORE_HELP = [
  'backlog store init ADDRESS   use a queue in PostgreSQL or S3 for this folder or repository',
  '',
  'It creates the tables and the queue if they are missing, otherwise it joins the existing queue. A folder that has a queue of its own keeps it. For people.',
  'ADDRESS has no password and no key. A database and a bucket can have many queues, one for each NAME or PREFIX:',
  '  postgres://[user@]host[:port]/database[?store=NAME&sslmode=MODE]   password: PGPASSWORD or ~/.pgpass',
  '  s3://BUCKET/PREFIX[?endpoint=URL&region=NAME&profile=NAME]         keys: the variables or files of the AWS command line',
  '',
  '  --json       Print the output, or the error, as JSON',
  '',
  'Examples:',
  '  backlog store init "postgres://ada@db.example/work?store=web"',
  '  backlog store init "s3://work-queues/web?region=eu-west-1"',
].join('\n');
