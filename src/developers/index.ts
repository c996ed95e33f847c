// The front door of developers: which applications there are, who answers for them, and whether one is who it says it is.
export { changeAccess } from './access/change-access.ts';
export { permissionsFor, readAccess, scopeOf, type VehicleAccess } from './access/vehicle-access.ts';
export type { Application } from './application.ts';
export {
  findApplication as findOwnApplication,
  isRegisteredOrigin,
  listApplications as listOwnApplications,
} from './application-store.ts';
export { brandParty } from './branding/brand-party.ts';
export { openSigningKeys, type SigningKey } from './credentials/credential-store.ts';
export {
  applicationOfManagementToken,
  findMemberApplication,
  type MemberApplication,
  ownersOfApplication,
} from './member-application.ts';
export { findOrganization, findOwnOrganization } from './organization-store.ts';
export { ApplicationFrame } from './pages/application-frame.tsx';
export { connectLink } from './quick-start/sdks.ts';
export {
  applicationNames,
  findRegisteredApplication,
  type RegisteredApplication,
  verifyClientSecret,
} from './registered-application.ts';
export { flushRequests, recordRequest } from './requests/record-request.ts';
export { lastReads } from './requests/request-store.ts';
export { createSandboxOrganization, deleteSandboxOrganization } from './sandbox-organization.ts';
