// The compact form in which the built-in catalogue is written down.

/** Weaknesses as CWE numbers separated by spaces. */
type Cwe = string;

/** Typical base metrics of CVSS 3.1, one letter each in the order AV AC PR UI S C I A. */
type Letters = string;

/** A kind of vulnerability: id, name, priority 1 to 5, CWEs, typical vector. */
export type LeafRow = readonly [id: string, name: string, priority: 1 | 2 | 3 | 4 | 5, cwe: Cwe, letters: Letters];

/** A group of kinds: id, name, its members. At most two levels of groups. */
export type GroupRow = readonly [id: string, name: string, members: ReadonlyArray<LeafRow | GroupRow>];
