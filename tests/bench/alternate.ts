/** Runs each of `tasks` in turn, `rounds` times, so that a slow phase of the machine slows all. */
export async function alternate<Tasks extends Readonly<Record<string, () => Promise<unknown>>>>(
  rounds: number,
  tasks: Tasks,
): Promise<{ [Name in keyof Tasks]: Awaited<ReturnType<Tasks[Name]>>[] }> {
  const results = Object.entries(tasks).map(([name, run]) => ({
    name,
    run,
    values: [] as unknown[],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { run, values } of results) values.push(await run());
  }
  const entries = results.map(({ name, values }) => [name, values]);
  return Object.fromEntries(entries);
}
