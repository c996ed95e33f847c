// An export as one value: what comes as a stream is read to its end.

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

export async function collected(exported: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const whole: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(exported)) {
    if (!isIterable(value)) {
      whole[name] = value;
      continue;
    }
    const list: unknown[] = [];
    for await (const one of value) list.push(one);
    whole[name] = list;
  }
  return whole;
}
