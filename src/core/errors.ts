// The one error class for everything that the product refuses on purpose.
import { type ErrorCode, type ErrorEntry, errors } from '../catalog/errors.ts';

/** What may accompany a refusal: ids, counts and field names, never a person's words or a secret. */
export type RefusalDetails = Readonly<Record<string, string | number | boolean>>;

/** A refusal from the catalog. Caught only at the edges: HTTP, job, event, command line. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly details: RefusalDetails;

  constructor(code: ErrorCode, details: RefusalDetails = {}, options: { cause?: unknown } = {}) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }

  /** The catalog's entry: status, words, advice. */
  get entry(): ErrorEntry {
    return errors[this.code];
  }
}

/** Makes a refusal to be thrown: `throw refuse('not_found')`. */
export const refuse = (code: ErrorCode, details?: RefusalDetails, options?: { cause?: unknown }): Refusal =>
  new Refusal(code, details, options);

/** Whether `error` is a refusal, of the given code when one is named. */
export const isRefusal = (error: unknown, code?: ErrorCode): error is Refusal =>
  error instanceof Refusal && (code === undefined || error.code === code);
