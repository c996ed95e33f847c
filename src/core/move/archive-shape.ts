// The shapes inside an archive, and what is said when one is refused.
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { PortableKey } from '../crypto/portable-keys.ts';
import { OperatorFault } from '../operator-fault.ts';
import { type Frame, jsonOf } from './frames.ts';

export const ARCHIVE_FORMAT = 'telltale-program-1';

const closed = { additionalProperties: false };
const Secret = Type.String({ pattern: '^[\\w-]{43}$' });
const Name = Type.String({ minLength: 1, maxLength: 200 });

export const ArchiveHead = Type.Object(
  {
    format: Type.Literal(ARCHIVE_FORMAT),
    schema: Type.Object({ version: Type.String({ pattern: '^\\d{4}$' }), sha256: Type.String() }, closed),
    from: Type.String({ maxLength: 2000 }),
    /** Holds the people and secrets of a demo, which anybody may know. */
    isDemo: Type.Boolean(),
    at: Type.String({ maxLength: 40 }),
    tables: Type.Array(Type.Object({ table: Name, rows: Type.Integer({ minimum: 0 }) }, closed)),
    files: Type.Integer({ minimum: 0 }),
  },
  closed,
);
export type ArchiveHead = Static<typeof ArchiveHead>;

export const TableFrame = Type.Object({ table: Name }, closed);
export const FileFrame = Type.Object({ file: Name }, closed);
export const KeysFrame = Type.Object({ keys: Type.Array(PortableKey) }, closed);

export const ArchiveEnd = Type.Object(
  {
    rows: Type.Record(Type.String(), Type.Integer()),
    files: Type.Integer({ minimum: 0 }),
    /** Files that have a row and no content. */
    missing: Type.Array(Name),
    /** Keys that were destroyed: what they sealed is erased. */
    erased: Type.Integer({ minimum: 0 }),
    sequences: Type.Array(
      Type.Object(
        {
          schema: Type.String({ pattern: '^[a-z_]+$' }),
          name: Type.String({ pattern: '^\\w+$' }),
          last: Type.Integer(),
        },
        closed,
      ),
    ),
    secrets: Type.Array(Type.Object({ name: Name, key: Secret }, closed)),
    verifiers: Type.Array(Type.Object({ name: Name, x: Secret }, closed)),
  },
  closed,
);
export type ArchiveEnd = Static<typeof ArchiveEnd>;

/** The archive is not taken; the message says why and what to do. Nothing was changed. */
export class ArchiveRefused extends OperatorFault {
  override name = 'ArchiveRefused';
}

/** The JSON of a frame in its shape. @throws ArchiveRefused */
export function shaped<Shape extends TSchema>(shape: Shape, frame: Frame): Static<Shape> {
  const value = jsonOf(frame);
  if (!Value.Check(shape, value))
    throw new ArchiveRefused(`The archive holds a part "${frame.kind}" that this version cannot read.`);
  return value as Static<Shape>;
}
