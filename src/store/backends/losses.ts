const listeners = new Map<string, () => void>();

/** Calls a function whenever a server has left a call of this process without an answer for some seconds. */
export function onLoss(address: string, listener: () => void): void {
  listeners.set(address, listener);
}

export function tellLoss(address: string): void {
  listeners.get(address)?.();
}
