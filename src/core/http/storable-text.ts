// Text that no database column and no seal can hold is refused at the door, as bad input and not as our failure.
import { refuse } from '../errors.ts';

const DEEPEST = 20;

/**
 * Looks through whatever a request carried.
 * @throws Refusal `invalid_input` for U+0000 (PostgreSQL refuses it), lone surrogates (not encodable) or absurd nesting
 */
export function checkStorable(value: unknown, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed())
      throw refuse('invalid_input', { reason: 'text with characters that cannot be stored' });
  } else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    if (depth > DEEPEST) throw refuse('invalid_input', { reason: 'nested too deeply' });
    for (const [name, inner] of Object.entries(value)) {
      checkStorable(name, depth);
      checkStorable(inner, depth + 1);
    }
  }
}
