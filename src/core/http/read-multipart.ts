// Reads a multipart form part by part: text fields into a record, each file handed on as a stream.

import type { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { type Refusal, refuse } from '../errors.ts';
import { checkStorable } from './storable-text.ts';

/** The text fields of a form; a repeated one is a list. */
export type FormText = Record<string, string | string[]>;

export type UploadedPart = { readonly field: string; readonly filename: string; readonly stream: Readable };

/**
 * Reads a form in one pass, whether it came as multipart or urlencoded.
 * @param onFile must read its stream to the end, or throw; parts without a name are skipped. It is told the text fields
 *   that came before the file. When it returns `refused` it has said itself what is wrong with the file, its size included
 * @param largest bytes of one file, where the server's own limit is too small
 * @returns the text fields; a repeated field is a list
 * @throws Refusal `invalid_input` for fields named twice that should not be, `too_many_files`, `file_too_large`
 */
export async function readMultipart(
  request: FastifyRequest,
  onFile: (part: UploadedPart, before: FormText) => Promise<'kept' | 'refused'>,
  largest?: number,
): Promise<FormText> {
  if (!request.isMultipart()) return stringFields(request.body);
  const fields: FormText = Object.create(null) as FormText;
  for await (const part of wholeParts(request, largest)) {
    if (part.type === 'file') {
      const { fieldname: field, filename, file: stream } = part;
      if (!filename) stream.resume();
      else if ((await tellBroken(onFile({ field, filename, stream }, fields))) === 'refused') continue;
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

/** The parts, with the parser's complaints about a form that broke off or is none as refusals. */
async function* wholeParts(request: FastifyRequest, largest: number | undefined): AsyncGenerator<Multipart> {
  const parts = request.parts(largest === undefined ? {} : { limits: { fileSize: largest } });
  for (;;) {
    const next = await parts.next().catch((error: unknown) => {
      // What has a code is a limit of ours, told by the error edge.
      throw (error as { code?: unknown }).code === undefined ? brokenForm(error) : error;
    });
    if (next.done) return;
    yield next.value;
  }
}

/** Whoever reads a file of a form that breaks off fails too; that is still the form's fault. */
async function tellBroken<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
      if (cause.message.endsWith(BROKEN_OFF)) throw brokenForm(error);
    throw error;
  }
}

/** How the parser's message ends; it has no code. */
const BROKEN_OFF = 'nexpected end of multipart data';

const brokenForm = (cause: unknown): Refusal => refuse('invalid_input', { reason: 'the form is not whole' }, { cause });

function stringFields(body: unknown): Record<string, string | string[]> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );
}
