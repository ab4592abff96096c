// This small file loads all other files, so that it can print a clear message if loading fails.
import('./serve.ts').catch((error: NodeJS.ErrnoException) => {
  const full = error.code === 'EMFILE' || error.code === 'ENFILE';
  console.error(`backlog: ${full ? 'too many open files; raise `ulimit -n` and start again' : error.stack}`);
  process.exit(1);
});
