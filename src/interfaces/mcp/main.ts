// This file loads everything else. If loading fails, it can print an error message without Node's stack.
import('./serve.ts')
  .then(({ serving }) => serving)
  .catch((error: NodeJS.ErrnoException) => {
    const full = error.code === 'EMFILE' || error.code === 'ENFILE';
    console.error(`backlog: ${full ? 'too many open files; raise `ulimit -n` and start again' : error.stack}`);
    process.exit(1);
  });
