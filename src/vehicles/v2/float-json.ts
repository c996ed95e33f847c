// JSON for clients that tell integers from floats: what measures something keeps its fraction, so 53 is written 53.0.

/** Fields of API v2 that measure something (vehicle-platform §2.4); counts, ids and years are not among them. */
const floatFields: ReadonlySet<string> = new Set([
  'amountRemaining',
  'backLeft',
  'backRight',
  'capacity',
  'distance',
  'frontLeft',
  'frontRight',
  'heading',
  'latitude',
  'lifeRemaining',
  'limit',
  'longitude',
  'nominal',
  'odometerDistance',
  'percentRemaining',
  'range',
  'speed',
  'temperature',
  'wattage',
]);

/**
 * `value` as JSON text, like `JSON.stringify`, but with a fraction on every number in a field that measures something.
 * For answers of API v2 alone: signed webhooks must survive a JavaScript round trip, which turns 53.0 into 53.
 */
export const floatJson = (value: unknown): string => write(value, false) ?? 'null';

const write = (value: unknown, isFloat: boolean): string | undefined => {
  if (typeof value === 'number') return isFloat ? writeFloat(value) : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(item => write(item, false) ?? 'null').join(',')}]`;
  if ('toJSON' in value) return JSON.stringify(value);
  const fields = [];
  for (const [name, field] of Object.entries(value)) {
    const written = write(field, floatFields.has(name));
    if (written !== undefined) fields.push(`${JSON.stringify(name)}:${written}`);
  }
  return `{${fields.join(',')}}`;
};

const writeFloat = (value: number): string => {
  const written = JSON.stringify(value);
  return /^-?\d+$/.test(written) ? `${written}.0` : written;
};
