// An export as one value: what comes as a stream is read to its end.

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

export async function collected(exported: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const [name, value] of Object.entries(exported))
    entries.push([name, isIterable(value) ? await Array.fromAsync(value) : value]);
  return Object.fromEntries(entries);
}
