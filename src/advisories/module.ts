// Advisories: what is published about a fixed issue, for people and for machines.
import type { Module } from '../core/module.ts';
import { folderPages } from './csaf/folder-page.tsx';
import { signingKeyTables } from './csaf/key-personal-data.ts';
import { providerFiles } from './csaf/provider-files.ts';
import { seedPublished } from './demo/seed-published.ts';
import { advisoryPages } from './public-pages/advisory-pages.tsx';
import { artefactRoute } from './public-pages/artefact-files.ts';

export const advisoriesModule: Module = {
  name: 'advisories',
  routes: [...advisoryPages, artefactRoute, ...providerFiles, ...folderPages],
  personalData: { tables: signingKeyTables, export: async () => ({}), erase: async () => undefined },
  seed: async (kernel, facts) => {
    await seedPublished(kernel);
    return facts;
  },
};
