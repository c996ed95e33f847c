// Connect: owners allow applications to use their cars, by OAuth 2.0, and take it back.
import type { Module } from '../core/module.ts';
import { disconnectRoutes } from './api-disconnect.ts';
import { bearerAuthenticator } from './authenticate-bearer.ts';
import { connectChecks } from './connect-checks.ts';
import { managementRoutes } from './connections/api-management.ts';
import { connectionRoutesV3 } from './connections/api-v3.ts';
import { disconnectPageRoutes } from './connections/pages/disconnect.tsx';
import { connectionListRoutes } from './connections/pages/list.tsx';
import { endExpiredJob } from './ends/end-expired.ts';
import { letGoJob } from './ends/let-go-of-makers.ts';
import { purgeTestOwnersJob } from './ends/purge-test-owners.ts';
import { restUnusedJob } from './ends/rest-unused.ts';
import { fillUserIds } from './grant-store.ts';
import { mountOauth } from './mount-oauth.ts';
import { batteryRoutes } from './pages/battery-capacity.tsx';
import { brandsRoutes } from './pages/brands.tsx';
import { emailRoutes } from './pages/email.tsx';
import { grantRoutes } from './pages/grant.tsx';
import { leaveRoutes } from './pages/leave.tsx';
import { loginRoutes } from './pages/login.tsx';
import { ownerNoticeRoutes } from './pages/owner-notice.tsx';
import { ownerPolicyRoutes } from './pages/owner-policy.tsx';
import { ownerSignInRoutes } from './pages/owner-sign-in.tsx';
import { popupRoutes } from './pages/popup.tsx';
import { preambleRoutes } from './pages/preamble.tsx';
import { inOwnersLanguage } from './pages/stopped.tsx';
import { vehicleAccessRoutes } from './pages/vehicle-access.tsx';
import { virtualKeyRoutes } from './pages/virtual-key.tsx';
import { personalData } from './personal-data.ts';
import { purgeExpiredJob } from './purge-expired.ts';
import {
  receiptWhenEnded,
  receiptWhenGiven,
  receiptWhenNarrowed,
  receiptWhenPaused,
  receiptWhenRenewed,
  receiptWhenResumed,
} from './receipts/issue-receipt.ts';
import { seedConnect } from './seed-connect.ts';
import { userAuthenticator } from './tokens/authenticate-for-user.ts';

export const connectModule: Module = {
  name: 'connect',
  routes: [
    ...inOwnersLanguage([
      ...preambleRoutes,
      ...emailRoutes,
      ...brandsRoutes,
      ...loginRoutes,
      ...grantRoutes,
      ...virtualKeyRoutes,
      ...leaveRoutes,
      ...ownerPolicyRoutes,
      ...batteryRoutes,
    ]),
    ...ownerNoticeRoutes,
    ...ownerSignInRoutes,
    ...popupRoutes,
    ...vehicleAccessRoutes,
    ...disconnectRoutes,
    ...managementRoutes,
    ...connectionRoutesV3,
    ...connectionListRoutes,
    ...disconnectPageRoutes,
  ],
  subscribers: [
    receiptWhenGiven,
    receiptWhenNarrowed,
    receiptWhenPaused,
    receiptWhenResumed,
    receiptWhenRenewed,
    receiptWhenEnded,
  ],
  authenticators: [bearerAuthenticator, userAuthenticator],
  jobs: [purgeExpiredJob, endExpiredJob, restUnusedJob, purgeTestOwnersJob, letGoJob],
  checks: connectChecks,
  personalData,
  prepare: async kernel => {
    while ((await fillUserIds(kernel)) > 0);
  },
  seed: seedConnect,
  mount: mountOauth,
};
