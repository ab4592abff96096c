/** Something that is measured: resolves to a duration in milliseconds, or whatever its unit is. */
export type Measurement = () => Promise<number>;

/**
 * Measures several things in turn, round by round, so that what slows the machine down meanwhile slows down all of them.
 * Returns the samples under the same names.
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

/** How long it takes, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
