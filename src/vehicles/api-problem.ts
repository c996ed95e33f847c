// Refusals in the vehicle API's own words: version 2 bodies, or version 1 bodies under /v1.0 (vehicle-platform §13).
import type { ErrorCode } from '../catalog/errors.ts';
import { href, routes } from '../catalog/routes.ts';
import { isVehicleErrorCode, type VehicleErrorCode } from '../catalog/vehicle-errors.ts';
import { type Refusal, refuse } from '../core/errors.ts';
import { json } from '../core/http/answer.ts';
import type { ProblemRenderer } from '../core/http/problem.ts';
import { challengeFor } from './challenge.ts';
import {
  type V1ErrorBody,
  type VehicleErrorBody,
  vehicleErrorBody,
  vehicleErrorBodyV1,
  vehicleErrorBodyV3,
} from './error-body.ts';

const codes: { readonly [Code in ErrorCode]?: VehicleErrorCode } = {
  token_invalid: 'AUTHENTICATION',
  sign_in_required: 'AUTHENTICATION',
  scope_missing: 'PERMISSION',
  vehicle_not_granted: 'PERMISSION',
  grant_paused: 'PERMISSION',
  not_allowed: 'PERMISSION',
  https_required: 'PERMISSION',
  not_found: 'RESOURCE_NOT_FOUND.PATH',
  method_not_allowed: 'RESOURCE_NOT_FOUND.PATH',
  invalid_input: 'VALIDATION',
  too_large: 'VALIDATION',
  unsupported_media_type: 'VALIDATION',
  rate_limited: 'RATE_LIMIT.SMARTCAR_API',
  outgoing_failed: 'UPSTREAM.NO_RESPONSE',
};

/** @param docsBase where the addresses of explanations begin; both without a final slash */
export const renderVehicleProblem =
  (publicUrl: string, docsBase: string): ProblemRenderer =>
  ({ refusal: told, requestId, request: { url, actor, headers } }) => {
    const refusal = ofUnreadableId(told, url);
    const application = actor?.kind === 'application' ? actor.id : undefined;
    const body = problemBody(refusal, { publicUrl, docsBase, requestId, url, application });
    const { statusCode: status } = body;
    const challenge = challengeFor(url, headers.authorization, headers['dpop'] !== undefined);
    const answer = json(body, {
      status,
      headers: { 'sc-request-id': requestId, ...(status === 401 && { 'www-authenticate': challenge }) },
    });
    return { ...answer, fault: codeOf(refusal, url) };
  };

type Told = {
  /** Where this server answers. */
  readonly publicUrl: string;
  readonly docsBase: string;
  readonly requestId: string;
  /** Of the request. */
  readonly url: string;
  /** Who asked; without it nothing is said of how the owner makes it good. */
  readonly application?: string | undefined;
};

/** A refusal in the words of the version that the request's address names. */
export function problemBody(
  refusal: Refusal,
  { publicUrl, docsBase, requestId, url, application }: Told,
): V1ErrorBody | VehicleErrorBody {
  const code = codeOf(refusal, url);
  if (/^\/v1\.0(?:\/|$)/.test(url)) return vehicleErrorBodyV1(code, requestId);
  const detail = detailOf(refusal);
  const tell = /^\/v3(?:[/?]|$)/.test(url) ? vehicleErrorBodyV3 : vehicleErrorBody;
  const resolutionUrl =
    code === 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' ? againAddress(publicUrl, url, application) : undefined;
  return tell(code, requestId, {
    docsBase,
    ...(detail !== undefined && { detail }),
    ...(resolutionUrl !== undefined && { resolutionUrl }),
  });
}

/** Not 404 for anything but a UUID (§6.2), also where the router gave up on it: it is too long, or no text at all. */
function ofUnreadableId(refusal: Refusal, url: string): Refusal {
  const { code } = (refusal.cause ?? {}) as { readonly code?: unknown };
  const isUnreadable = code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH';
  return isUnreadable && /^\/v(?:\d+\.\d+|3)\/vehicles\//.test(url)
    ? refuse('invalid_input', { field: 'id', expected: 'must be a UUID' })
    : refusal;
}

/** Where the owner signs in again; the application adds `redirect_uri` and `state` (vehicle-platform §4.1). */
function againAddress(base: string, url: string, application: string | undefined): string | undefined {
  const [, vehicle] = /^\/v[\d.]+\/vehicles\/([0-9a-f-]{36})(?:[/?]|$)/i.exec(url) ?? [];
  if (vehicle === undefined || application === undefined) return undefined;
  return (
    base +
    href(routes.connect.reauthenticate, undefined, {
      response_type: 'vehicle_id',
      client_id: application,
      vehicle_id: vehicle.toLowerCase(),
    })
  );
}

/** The vehicle API's error code of a refusal on a car, where no answer tells it. */
export const faultCodeOf = (refusal: Refusal): VehicleErrorCode => codeOf(refusal);

/** What is not in the list is our own fault as far as a client of this API is concerned. */
function codeOf({ code, details }: Refusal, url?: string): VehicleErrorCode {
  const fault = code === 'vehicle_fault' ? String(details['fault']) : undefined;
  if (fault !== undefined && isVehicleErrorCode(fault)) return fault;
  if (code === 'not_found' && url !== undefined && !/^\/v(?:\d+\.\d+|3)(?:[/?]|$)/.test(url))
    return 'RESOURCE_NOT_FOUND.VERSION';
  return codes[code] ?? 'SERVER.INTERNAL';
}

function detailOf({ code, details: { field, expected } }: Refusal) {
  if (code !== 'invalid_input' || typeof field !== 'string') return undefined;
  return [
    { field: fieldPath(field), message: typeof expected === 'string' && expected !== '' ? expected : 'is invalid' },
  ];
}

/** A place within a body, as `requests/0/path`, is told step by step. */
const fieldPath = (field: string): string | string[] => (field.includes('/') ? field.split('/') : field);
