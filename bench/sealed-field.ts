// A sealed field against bare AES-256-GCM: what the key per message, the commitment and the place cost.
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { dataKeyFrom } from '../src/core/crypto/data-key.ts';
import { systemRandom } from '../src/core/crypto/random.ts';
import { subjectVault } from '../src/core/crypto/subject-vault.ts';
import { useCounter } from '../src/core/crypto/use-counter.ts';
import type { Bench } from './bench.ts';

const OPERATIONS = 20_000;
const place = { table: 'reports.report', column: 'title', row: 'rpt_01kazyxkazyxkazyxkazyxkazy' };

/** One operation is sealing and opening one field. */
const sealedField = (bytes: number, ratio: number): Bench => ({
  name: `sealed-field-${bytes}`,
  about: `Seal and open one field of ${bytes} bytes, against bare AES-256-GCM with one key and no place.`,
  target: { ratio, direction: 'at most' },
  setup: async () => {
    const plain = systemRandom.bytes(bytes);
    const keyBytes = systemRandom.bytes(32);
    const dataKey = dataKeyFrom(keyBytes, {
      id: systemRandom.bytes(16),
      tenant: 'main',
      subject: place.row,
      purpose: 'data',
    });
    const vault = subjectVault(
      dataKey,
      useCounter(0, Number.POSITIVE_INFINITY, () => undefined),
      systemRandom,
    );
    const key = createSecretKey(keyBytes);
    return {
      ours: async () => {
        for (let n = 0; n < OPERATIONS; n++) vault.openBytes(place, vault.sealBytes(place, plain));
        return OPERATIONS;
      },
      baseline: async () => {
        for (let n = 0; n < OPERATIONS; n++) {
          const nonce = systemRandom.bytes(12);
          const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
          const sealed = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
          const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 });
          decipher.setAuthTag(sealed.subarray(-16));
          decipher.update(sealed.subarray(12, -16));
          decipher.final();
        }
        return OPERATIONS;
      },
      teardown: async () => undefined,
    };
  },
});

export const shortField: Bench = sealedField(120, 5);
export const longField: Bench = sealedField(4096, 4);
