const listeners = new Map<string, Listener>();

/** @param ms how long the server has given no answer, in milliseconds */
type Listener = (ms: number) => void;

/** Calls a function whenever a server has left a call of this process without an answer for some seconds. */
export function onLoss(address: string, listener: Listener): void {
  listeners.set(address, listener);
}

export function tellLoss(address: string, ms: number): void {
  listeners.get(address)?.(ms);
}
