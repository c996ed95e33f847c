/** As `bundle-folder.js` says. */
export function bundleFolder(root: string): string;
