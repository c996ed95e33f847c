// The id by which an application knows an owner: a UUID of its own for each application, so that two applications
// cannot find out together that they serve the same person.
import type { Kernel } from '../core/kernel.ts';

/** Lower-case UUID (version 8, RFC 9562 §5.8) that stays the same for an application and an owner. */
export function userIdOf(kernel: Kernel, application: string, owner: string): string {
  const bytes = kernel.vault.blindIndex('vehicles.user-id', `${application}\n${owner}`).subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
