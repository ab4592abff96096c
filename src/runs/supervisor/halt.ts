import type { RunReason } from '../../domain/runs/run-reasons.ts';

/**
 * The reason why a supervisor ends a run early. `superseded`: another supervisor has the run, and this one leaves
 * everything as it is.
 */
export class Halt extends Error {
  readonly reason: RunReason | 'superseded';
  /** Instant after which the run may continue. */
  readonly until: string | undefined;

  constructor(reason: RunReason | 'superseded', text: string, until?: string) {
    super(text);
    this.name = 'Halt';
    this.reason = reason;
    this.until = until;
  }
}
