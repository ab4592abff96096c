import { connect, type Socket } from 'node:net';
import { BROKER_TOKEN_VARIABLE, BROKER_VARIABLE } from '../domain/runs/sandbox.ts';

/** Connects to the broker through which a contained agent reaches the queue. The password is the first line. */
export function connectToBroker(env: NodeJS.ProcessEnv): Socket {
  // An empty path would be a missing port, for which Node throws.
  const socket = connect(env[BROKER_VARIABLE] || '/');
  socket.write(`${env[BROKER_TOKEN_VARIABLE] ?? ''}\n`);
  return socket;
}
