import type { RunReason } from '../../domain/runs/run-reasons.ts';

/** Why a supervisor ends its work before the result is there. `superseded`: the run is not its any more, and it leaves everything as it is. */
export class Halt extends Error {
  readonly reason: RunReason | 'superseded';
  /** When it may go on, an instant. */
  readonly until: string | undefined;

  constructor(reason: RunReason | 'superseded', text: string, until?: string) {
    super(text);
    this.name = 'Halt';
    this.reason = reason;
    this.until = until;
  }
}
