// What stands first in a copy of somebody's data: what the files are, for people.
import type { Config } from '../../core/config.ts';

/** Plain text, lines of at most 80 characters. */
export const readmeOf = ({ operator, publicUrl }: Pick<Config, 'operator' | 'publicUrl'>, madeAt: Date): string =>
  [
    `A copy of everything that ${operator.name} holds of you.`,
    `Made ${madeAt.toISOString()} at ${publicUrl}`,
    '',
    'recipients.json    who got something of your data, by name',
    'NAME.json          what one part of the server holds of you',
    'NAME/LIST.ndjson   its lists: one JSON value on each line',
    'manifest.json      every file with its SHA-256, and for each list how many',
    '                   lines it has and how many rows the database counted in the',
    '                   same moment; "reconciles" says that they are equal',
    'schema.json        JSON Schema of the manifest',
    'signature.json     Ed25519 signature over the SHA-256 of manifest.json; the',
    `                   keys are at ${publicUrl}/.well-known/telltale-keys.json`,
    '',
    'Times are UTC. Values that an application read are not here: this server logs',
    'that they were read, never what they were.',
    '',
  ].join('\n');
