// Advisories: what is published about a fixed issue, for people and for machines.
import type { Module } from '../core/module.ts';
import { folderPages } from './csaf/folder-page.tsx';
import { signingKeyTables } from './csaf/key-personal-data.ts';
import { providerFiles } from './csaf/provider-files.ts';

export const advisoriesModule: Module = {
  name: 'advisories',
  routes: [...providerFiles, ...folderPages],
  personalData: { tables: signingKeyTables, export: async () => ({}), erase: async () => undefined },
};
