import { createRequire } from 'node:module';

const [, , word, ...words] = process.argv;
if ([word, ...words].some((each) => each === '--help' || each === '-h')) {
  // The command line explains its commands.
  if (word !== 'mcp') process.argv.splice(2, 0, 'mcp');
  createRequire(__filename)('./cli.cjs');
} else {
  // This small file loads all other files, so that it can print a clear message if loading fails.
  const { BACKLOG_BROKER } = process.env;
  const server = BACKLOG_BROKER ? import('./through-broker.ts') : import('./serve.ts');
  server.catch((error: NodeJS.ErrnoException) => {
    const full = error.code === 'EMFILE' || error.code === 'ENFILE';
    console.error(`backlog: ${full ? 'too many open files; raise `ulimit -n` and start again' : error.stack}`);
    process.exit(1);
  });
}
