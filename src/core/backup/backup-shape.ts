// What stands in a backup: frames (src/core/move/frames.ts) of a head, tables, files and the signed manifest at the end.
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { type Frame, jsonOf } from '../move/frames.ts';
import { OperatorFault } from '../operator-fault.ts';

const closed = { additionalProperties: false };
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Count = Type.Integer({ minimum: 0 });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** What must be known before the first row is taken in. */
export const BackupHead = Type.Object(
  {
    format: Type.Literal('telltale/backup-head/v1'),
    id: Name,
    at: Type.String({ maxLength: 40 }),
    from: Type.String({ maxLength: 2000 }),
    /** Fingerprint of the keyring that opens what is sealed in it. */
    keyring: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    /** The schema, as the migrations that had run. */
    migrations: Type.Array(Type.Object({ name: Name, checksum: Sha256 }, closed)),
    tables: Type.Array(Type.Object({ table: Name, columns: Type.Array(Name) }, closed)),
  },
  closed,
);
export type BackupHead = Static<typeof BackupHead>;

export const TableFrame = Type.Object({ table: Name }, closed);
export const FileFrame = Type.Object({ file: Name }, closed);

const Sequence = Type.Object({ schema: Name, name: Name, last: Type.Integer() }, closed);
export type Sequence = Static<typeof Sequence>;

/** A table's rows as PostgreSQL's binary COPY gives them. */
const TableCount = Type.Object({ table: Name, rows: Count, bytes: Count, sha256: Sha256 }, closed);
export type TableCount = Static<typeof TableCount>;

/** Files: how many, their sealed bytes, and SHA-256 over a line "name size sha256" for each. */
const FileCount = Type.Object({ count: Count, bytes: Count, sha256: Sha256 }, closed);
export type FileCount = Static<typeof FileCount>;

/** What a backup holds, in counts and hashes; signed with the key `receipt`. */
export const Manifest = Type.Object(
  {
    format: Type.Literal('telltale/backup-manifest/v1'),
    id: Name,
    at: Type.String({ maxLength: 40 }),
    head: Sha256,
    tables: Type.Array(TableCount),
    sequences: Type.Array(Sequence),
    files: FileCount,
    /** Files that had a row, and were gone when their turn came. */
    missing: Type.Array(Name),
    checkpoints: Type.Object({ lines: Count, sha256: Sha256 }, closed),
    /** The audit log's last entry in it. */
    audit: Type.Object({ seq: Count, hash: Sha256 }, closed),
    /** The last entry of the erasure ledger that this database had carried out. */
    erasures: Count,
    keyId: Name,
    signature: Name,
  },
  closed,
);
export type Manifest = Static<typeof Manifest>;

/** The name under which the audit log's checkpoints stand among the files. */
export const CHECKPOINTS = 'audit/checkpoints.jsonl';

/** The backup is not taken. The message says why and what to do; nothing of it is in use. */
export class BackupRefused extends OperatorFault {
  override name = 'BackupRefused';
}

/** The JSON of a frame in its shape. @throws BackupRefused */
export function shaped<Shape extends TSchema>(shape: Shape, frame: Frame): Static<Shape> {
  const value = jsonOf(frame);
  if (!Value.Check(shape, value))
    throw new BackupRefused(`The backup holds a part "${frame.kind}" that this version cannot read.`);
  return value as Static<Shape>;
}
