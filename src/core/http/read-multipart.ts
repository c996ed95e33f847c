// Reads a multipart form part by part: text fields into a record, each file handed on as a stream.
import '@fastify/multipart';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { refuse } from '../errors.ts';

export type UploadedPart = { readonly field: string; readonly filename: string; readonly stream: Readable };

/**
 * Reads a form in one pass, whether it came as multipart or urlencoded.
 * @param onFile must read its stream to the end; parts without a name or content are skipped
 * @returns the text fields; a repeated field is a list
 * @throws Refusal `invalid_input` for fields named twice that should not be, `too_many_files`, `file_too_large`
 */
export async function readMultipart(
  request: FastifyRequest,
  onFile: (part: UploadedPart) => Promise<void>,
): Promise<Record<string, string | string[]>> {
  if (!request.isMultipart()) return stringFields(request.body);
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      if (part.filename) await onFile({ field: part.fieldname, filename: part.filename, stream: part.file });
      else part.file.resume();
      if (part.file.truncated) throw refuse('file_too_large');
    } else {
      const value = String(part.value);
      if (part.valueTruncated) throw refuse('too_large', { field: part.fieldname });
      const earlier = fields[part.fieldname];
      fields[part.fieldname] =
        earlier === undefined ? value : [...(Array.isArray(earlier) ? earlier : [earlier]), value];
    }
  }
  return fields;
}

function stringFields(body: unknown): Record<string, string | string[]> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );
}
