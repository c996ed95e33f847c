// Tells the window that opened this one what came of Connect, and closes (the protocol of `@smartcar/auth`).

/** The message's members by the parameters of the address that they come from. */
const members: Readonly<Record<string, string>> = {
  code: 'code',
  error: 'error',
  error_description: 'errorDescription',
  state: 'state',
  vin: 'vin',
  make: 'make',
  model: 'model',
  year: 'year',
  virtual_key_url: 'virtualKeyUrl',
  user_id: 'userId',
  external_id: 'externalId',
};

/** Sends the answer to the registered origin that the server named, and to no other. */
export function wake(element: HTMLElement): void {
  const { origin } = element.dataset;
  const opener = window.opener as Window | null;
  if (origin === undefined || opener === null) return;
  const message: Record<string, unknown> = { name: 'SmartcarAuthMessage', isSmartcarHosted: true };
  for (const [parameter, value] of new URLSearchParams(location.search)) {
    const member = members[parameter];
    if (member !== undefined) message[member] = value;
  }
  opener.postMessage(message, origin);
  window.close();
}
