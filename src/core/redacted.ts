// A secret that cannot be printed by accident.
import { inspect } from 'node:util';

/** Wraps a secret so that logs, JSON and template strings show `***` instead of it. */
export class Redacted<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The secret itself. Call it at the last moment, where the secret is used. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '***';
  }

  toJSON(): string {
    return '***';
  }

  [inspect.custom](): string {
    return '***';
  }
}

/** Wraps `value` so that it no longer prints. */
export const redact = <T>(value: T): Redacted<T> => new Redacted(value);
