// The UUID under which the Bugcrowd-shaped API knows something of ours: always the same for the same id.
import { hashToken } from '../../../core/crypto/tokens.ts';

/** A version 8 UUID (RFC 9562 §5.8) from the SHA-256 of the id; its first 48 bits are those of the hash. */
export function uuidOf(id: string): string {
  const hex = hashToken(id).toString('hex').slice(0, 32);
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
