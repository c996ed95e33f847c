// What research holds of a person: their sandbox, which is gone with them.
import { system } from '../core/actor.ts';
import type { PersonalData } from '../core/module.ts';
import { endSandbox } from './change-sandbox.ts';
import { findOwnSandbox } from './sandbox-store.ts';

export const personalData: PersonalData = {
  tables: ['research.sandbox'],
  export: async (kernel, person) => {
    const sandbox = await findOwnSandbox(kernel, { id: person });
    return {
      sandbox: sandbox
        ? {
            id: sandbox.id,
            application: sandbox.application,
            createdAt: sandbox.createdAt.toISOString(),
            expiresAt: sandbox.expiresAt.toISOString(),
            extendedAt: sandbox.extendedAt?.toISOString() ?? null,
            resetAt: sandbox.resetAt?.toISOString() ?? null,
          }
        : null,
    };
  },
  erase: async (kernel, person) => {
    const sandbox = await findOwnSandbox(kernel, { id: person });
    if (sandbox) await endSandbox(kernel, system('erasure'), sandbox.id, 'erased');
  },
};
