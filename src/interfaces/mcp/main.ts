// Everything is loaded from here, so that what cannot be loaded is an answer in words and not a stack of Node's.
import('./serve.ts')
  .then(({ serving }) => serving)
  .catch((error: NodeJS.ErrnoException) => {
    const full = error.code === 'EMFILE' || error.code === 'ENFILE';
    console.error(`backlog: ${full ? 'too many open files; raise `ulimit -n` and start again' : error.stack}`);
    process.exit(1);
  });
