// Configuration of the authority that stamps with the time.
import { readRoots } from './check-time-stamp.ts';

export type TimeStamps = {
  readonly url: string;
  /** Path to PEM with the roots that its certificate has to lead to. */
  readonly caFile: string;
};

/** The two variables, which belong together. */
export function readTimeStamps(
  text: (name: string) => string | undefined,
  fault: (variable: string, what: string) => void,
): TimeStamps | undefined {
  const url = text('TIMESTAMP_URL');
  const caFile = text('TIMESTAMP_CA_FILE');
  if (url === undefined && caFile === undefined) return undefined;
  if (url === undefined) fault('TIMESTAMP_URL', 'is missing, though TIMESTAMP_CA_FILE is set');
  else if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    fault('TIMESTAMP_URL', 'must be an https address such as https://freetsa.org/tsr');
  if (caFile === undefined)
    fault('TIMESTAMP_CA_FILE', 'is missing: without a root that you trust, a time stamp proves nothing');
  else
    try {
      readRoots(caFile);
    } catch (error) {
      fault('TIMESTAMP_CA_FILE', `cannot be read as PEM: ${(error as Error).message}`);
    }
  return url === undefined || caFile === undefined ? undefined : { url, caFile };
}
