// The shape of a copy of somebody's data: what stands in its manifest, as TypeScript and as JSON Schema.
import Type, { type Static } from 'typebox';

export const FORMAT = 'telltale-personal-data-1';
export const MANIFEST = 'manifest.json';

const moment = Type.String({ format: 'date-time' });

const ListShape = Type.Object(
  {
    name: Type.String(),
    /** NDJSON (one JSON value on each line). */
    file: Type.String(),
    lines: Type.Integer({ minimum: 0 }),
    /** As the database counts them in the same moment; null where the list is put together from several tables. */
    rowsInDatabase: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    reconciles: Type.Boolean(),
  },
  { additionalProperties: false },
);

const PartShape = Type.Object(
  { module: Type.String(), file: Type.String(), lists: Type.Array(ListShape) },
  { additionalProperties: false },
);

export const ManifestShape = Type.Object(
  {
    _meta: Type.Object(
      {
        format: Type.Literal(FORMAT),
        schema: Type.String({ format: 'uri' }),
        from: Type.String({ format: 'uri' }),
        operator: Type.String(),
        madeAt: moment,
        request: Type.String(),
        person: Type.String(),
      },
      { additionalProperties: false },
    ),
    parts: Type.Array(PartShape),
    reconciles: Type.Boolean(),
    files: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
          size: Type.Integer({ minimum: 0 }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Manifest of a copy of somebody’s data',
    additionalProperties: false,
  },
);

export type Manifest = Static<typeof ManifestShape>;
export type ManifestPart = Static<typeof PartShape>;
export type ManifestList = Static<typeof ListShape>;
