/** A measurement. It returns a duration in milliseconds, or a value in another unit. */
export type Measurement = () => Promise<number>;

/**
 * Makes several measurements, one of each per round, so that a slow period of the machine affects all of them.
 * @param hasTime whether there is time for another round. The first round is always made
 * @returns the samples by name
 */
export async function alternate<Name extends string>(
  rounds: number,
  measurements: Readonly<Record<Name, Measurement>>,
  hasTime = () => true,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measurements) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds && (round === 0 || hasTime()); round++) {
    for (const name of names) samples[name].push(await measurements[name]());
  }
  return samples;
}

/** Returns the duration of some work, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
