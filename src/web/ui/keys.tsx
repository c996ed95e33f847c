// The keys of a queue, for those who use them: help on `?`, and a switch for those whom single keys disturb.

export type KeyLine = { key: string; does: string };

const queueKeys: readonly KeyLine[] = [
  { key: 'j', does: 'Next row' },
  { key: 'k', does: 'Previous row' },
  { key: 'o or Enter', does: 'Open the row' },
  { key: 'x', does: 'Select the row' },
  { key: '/', does: 'Search' },
  { key: '?', does: 'These keys' },
];

/** Put once on a page whose table has `rowHref`; `more` lists the letters of buttons with a `keyShortcut`. */
export function KeyHelp({ more = [] }: { more?: readonly KeyLine[] | undefined }) {
  return (
    <div class="key-help" id="key-help" popover="auto" role="dialog" aria-labelledby="key-help-title">
      <h2 id="key-help-title">Keys on this page</h2>
      <dl>
        {[...queueKeys, ...more].map(({ key, does }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div class="choice">
        <input type="checkbox" id="key-help-on" checked data-keys-switch />
        <label for="key-help-on">Use single keys in this browser</label>
      </div>
    </div>
  );
}
