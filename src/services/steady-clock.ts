/**
 * Returns a time in epoch ms that goes on evenly while this process lives, however somebody sets the machine's clock. Only
 * times of this function may be compared with each other.
 */
export const steadyNow = (): number => performance.timeOrigin + performance.now();

/** Returns a time of {@link steadyNow} by the machine's clock as it is now, for records and people. */
export const onClock = (steady: number): number => Math.round(Date.now() + steady - steadyNow());

/**
 * Returns how far the machine's clock is ahead of the steady one, in ms. That grows while the machine sleeps, when the
 * steady clock stops, and when somebody sets the clock.
 */
export const aheadOfSteady = (): number => Date.now() - steadyNow();
