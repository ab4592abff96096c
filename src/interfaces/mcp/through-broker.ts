import { connectToBroker } from '../broker.ts';

// Inside a sandbox, the queue is out of reach: this process passes the client's lines on to the broker of the run.
const broker = connectToBroker(process.env);
broker.on('error', (error) => {
  console.error(`backlog: the queue can't be reached through the broker of the run: ${error.message}`);
  process.exit(1);
});
broker.on('close', () => process.exit(0));
process.stdin.pipe(broker);
broker.pipe(process.stdout);
process.stdout.on('error', () => process.exit(0));
