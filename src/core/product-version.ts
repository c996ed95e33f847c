// Which version of the product this is: what evidence names as its witness.
import { readFileSync } from 'node:fs';

/** The version in package.json, such as `1.4.0`. */
export const productVersion: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
