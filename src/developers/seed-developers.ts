// The demo's developer: an organization with one application, its secrets told to whoever may read demo.json.

import { findOrCreatePersonByEmail } from '../accounts/index.ts';
import { demoPeople } from '../catalog/demo-people.ts';
import { newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { registerApplication } from './create-application.ts';
import { createOrganization } from './create-organization.ts';

const REDIRECT_URI = 'https://example.com/auth';

/** Adds `application: {organization, clientId, clientSecret, managementToken, redirectUri}` to the facts. */
export async function seedDevelopers(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const { email, name } = demoPeople.developer;
  const developer = await findOrCreatePersonByEmail(kernel, email, name);
  const organization = await createOrganization(kernel, developer, 'Evergreen Charging');
  const clientId = newUuid(kernel.random);
  const secrets = await registerApplication(kernel, developer.id, {
    id: clientId,
    organization,
    name: 'Evergreen Charging',
    purpose: 'Plans charging for when power is clean and cheap, and shows what each journey cost.',
    privacyPolicyUrl: 'https://example.com/privacy',
    redirectUris: [REDIRECT_URI],
  });
  // Another company's, so that an owner has more than one app; nobody signs in for it.
  const other = await findOrCreatePersonByEmail(kernel, 'nora@northshore.example', 'Nora Northshore');
  const otherId = newUuid(kernel.random);
  await registerApplication(kernel, other.id, {
    id: otherId,
    organization: await createOrganization(kernel, other, 'Northshore Insurance'),
    name: 'Northshore Drive',
    purpose: 'Works out what you pay for insurance by how far you drive.',
    privacyPolicyUrl: 'https://example.org/privacy',
    redirectUris: ['https://example.org/auth'],
  });
  return {
    ...facts,
    otherApplication: { clientId: otherId },
    application: {
      organization,
      clientId,
      clientSecret: secrets.clientSecret.reveal(),
      managementToken: secrets.managementToken.reveal(),
      redirectUri: REDIRECT_URI,
    },
  };
}
