// Reads a multipart form part by part: text fields into a record, each file handed on as a stream.
import '@fastify/multipart';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { refuse } from '../errors.ts';
import { checkStorable } from './storable-text.ts';

/** The text fields of a form; a repeated one is a list. */
export type FormText = Record<string, string | string[]>;

export type UploadedPart = { readonly field: string; readonly filename: string; readonly stream: Readable };

/**
 * Reads a form in one pass, whether it came as multipart or urlencoded.
 * @param onFile must read its stream to the end, or throw; parts without a name are skipped. It is told the text fields
 *   that came before the file. When it returns `refused` it has said itself what is wrong with the file, its size included
 * @returns the text fields; a repeated field is a list
 * @throws Refusal `invalid_input` for fields named twice that should not be, `too_many_files`, `file_too_large`
 */
export async function readMultipart(
  request: FastifyRequest,
  onFile: (part: UploadedPart, before: FormText) => Promise<'kept' | 'refused'>,
): Promise<FormText> {
  if (!request.isMultipart()) return stringFields(request.body);
  const fields: FormText = Object.create(null) as FormText;
  for await (const part of request.parts()) {
    if (part.type === 'file') {
      const { fieldname: field, filename, file: stream } = part;
      if (!filename) stream.resume();
      else if ((await onFile({ field, filename, stream }, fields)) === 'refused') continue;
      if (stream.truncated) throw refuse('file_too_large');
    } else {
      const value = String(part.value);
      if (part.valueTruncated) throw refuse('too_large', { field: part.fieldname });
      const earlier = fields[part.fieldname];
      fields[part.fieldname] =
        earlier === undefined ? value : [...(Array.isArray(earlier) ? earlier : [earlier]), value];
    }
  }
  checkStorable(fields);
  return fields;
}

function stringFields(body: unknown): Record<string, string | string[]> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );
}
