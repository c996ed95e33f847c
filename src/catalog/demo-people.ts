// The named people of the demo, the tests, the documents and the screenshots: the same everywhere.

export const demoPeople = {
  admin: { name: 'Ada Marsh', email: 'ada@telltale.example', staffRole: 'admin' },
  triager: { name: 'Tara Lind', email: 'tara@telltale.example', staffRole: 'triager' },
  viewer: { name: 'Vera Novak', email: 'vera@telltale.example', staffRole: 'viewer' },
  owner: { name: 'Olivia Okafor', email: 'olivia@owner.example', staffRole: undefined },
  developer: { name: 'Devon Price', email: 'devon@evergreen.example', staffRole: undefined },
  researcher: { name: 'Robin Reyes', email: 'robin@research.example', staffRole: undefined },
} as const;

export type DemoPerson = keyof typeof demoPeople;
