// Where a form's draft lies in the tab's storage.

/** The storage key of a draft. */
export function draftKey(name: string): string {
  return `telltale-draft-${name}`;
}
