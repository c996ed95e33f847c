// What an error of the request log means and what to do about it, in the words of its own page. Pure.
import {
  isVehicleErrorCode,
  type Resolution,
  type VehicleErrorEntry,
  vehicleErrorPath,
  vehicleErrors,
} from '../../catalog/vehicle-errors.ts';

export type Explanation = {
  readonly type: string;
  readonly code: string | null;
  /** What happened. */
  readonly meaning: string;
  /** What to do. */
  readonly advice: string;
  /** The error's own page; absent for errors of OAuth, which the standard explains. */
  readonly page?: string;
};

/** @returns undefined for a line without an error, or with one that no longer exists */
export function explainError(error: string | null): Explanation | undefined {
  if (error === null) return undefined;
  if (isVehicleErrorCode(error)) {
    const entry: VehicleErrorEntry = vehicleErrors[error];
    const { type, code, description, resolution } = entry;
    return { type, code, meaning: description, advice: adviceOf(type, resolution), page: vehicleErrorPath(error) };
  }
  const [meaning, advice] = (Object.hasOwn(oauth, error) ? oauth[error] : undefined) ?? [];
  return meaning === undefined || advice === undefined ? undefined : { type: error, code: null, meaning, advice };
}

const byResolution: Readonly<Record<NonNullable<Resolution>, string>> = {
  RETRY_LATER: 'Ask again later, each time after a longer pause. When the answer has Retry-After, wait that long.',
  REAUTHENTICATE: 'Lead the owner through Connect again, with the permissions that you need.',
  CONTACT_SUPPORT: 'Ask whoever runs this server, and give them the request id.',
};

const byType: Readonly<Record<string, string>> = {
  AUTHENTICATION: 'Refresh the access token, and send it as “Authorization: Bearer …”.',
  COMPATIBILITY: 'This car cannot do it. Ask for the car’s compatibility first, and do not ask again.',
  CONNECTED_SERVICES_ACCOUNT: 'The owner has to act in their account at the maker: show them the message for users.',
  RESOURCE_NOT_FOUND: 'Compare method and path with the API reference.',
  VALIDATION: 'Look at “detail” in the answer: it names the field, and what it should be.',
  VEHICLE_STATE: 'The car is in a state that does not allow it. Tell the owner, and try again later.',
};

const adviceOf = (type: string, resolution: Resolution): string =>
  resolution === null ? (byType[type] ?? byResolution.CONTACT_SUPPORT) : byResolution[resolution];

/** Errors of RFC 6749 §5.2, RFC 8707 §2, RFC 9449 §5 and §8: what it means, what to do. */
const oauth: Readonly<Record<string, readonly [meaning: string, advice: string]>> = {
  invalid_client: [
    'The secret or key did not prove that this was the application. Anybody who knows the client id can cause this.',
    'Compare the secret with those on the page of secrets: it may have been revoked or replaced.',
  ],
  invalid_grant: [
    'The code or refresh token is unknown, used, expired, of another application, or its owner took the grant back.',
    'Use each code once, and always the newest refresh token. When it stays, lead the owner through Connect again.',
  ],
  // SDKs want to be told so of codes and tokens too (vehicle-platform §3).
  invalid_request: [
    'A parameter is missing or in the wrong form; or the code or refresh token is unknown, used, expired, or its owner took the grant back.',
    'Look at “error_description”. Of “Invalid code” or “Invalid refresh_token”: use each code once and always the newest refresh token, and lead the owner through Connect again when it stays.',
  ],
  unauthorized_client: [
    'The application may not use this kind of grant.',
    'Look at how the application proves who it is: without a secret or key there is no token for itself.',
  ],
  unsupported_grant_type: [
    'There is no such grant_type here.',
    'Use authorization_code, refresh_token or client_credentials.',
  ],
  invalid_scope: ['A permission does not exist, or was not granted.', 'Ask for permissions of the grant only.'],
  invalid_target: ['The resource is not this server.', 'Leave “resource” out.'],
  invalid_dpop_proof: [
    'The DPoP proof did not fit the request or the key.',
    'Make a new proof for each request, with its method and address, and with the key of the token.',
  ],
  use_dpop_nonce: [
    'The clock of the application is off, so a nonce is wanted.',
    'Repeat the request with the nonce of the answer’s DPoP-Nonce header.',
  ],
  server_error: ['Something failed on this server.', byResolution.CONTACT_SUPPORT],
};
