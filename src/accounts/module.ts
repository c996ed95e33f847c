// Accounts: who somebody is, how they prove it, and what staff may do.
import type { Module } from '../core/module.ts';
import { sessionAuthenticator } from './sessions/authenticate-session.ts';

export const accountsModule: Module = {
  name: 'accounts',
  routes: [],
  authenticators: [sessionAuthenticator],
};
