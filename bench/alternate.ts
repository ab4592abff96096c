/** A measurement. It returns a duration in milliseconds, or a value in another unit. */
export type Measurement = () => Promise<number>;

/**
 * Makes several measurements, one of each per round, so that a slow period of the machine affects all of them.
 * @returns the samples by name
 */
export async function alternate<Name extends string>(
  rounds: number,
  measurements: Readonly<Record<Name, Measurement>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measurements) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
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
