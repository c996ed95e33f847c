// Global Privacy Control (w3c/gpc): a browser says that its person wants nothing sold or shared.

/** Only the exact value counts (section 3.3): `1`, once, without anything around it. */
export const saysGpc = (header: string | readonly string[] | undefined): boolean => header === '1';
