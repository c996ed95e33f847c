// OpenPGP.js, loaded when it is first needed: most starts and most requests never do.

/** The library; once loaded it is at hand. */
export const openpgpLibrary = (): Promise<typeof import('openpgp')> => import('openpgp');
