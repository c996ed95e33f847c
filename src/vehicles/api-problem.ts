// Refusals in the vehicle API's own words: version 2 bodies, or version 1 bodies under /v1.0 (vehicle-platform §13).
import type { ErrorCode } from '../catalog/errors.ts';
import { isVehicleErrorCode, type VehicleErrorCode } from '../catalog/vehicle-errors.ts';
import { json } from '../core/http/answer.ts';
import type { Problem, ProblemRenderer } from '../core/http/problem.ts';
import { vehicleErrorBody, vehicleErrorBodyV1 } from './error-body.ts';

const codes: { readonly [Code in ErrorCode]?: VehicleErrorCode } = {
  token_invalid: 'AUTHENTICATION',
  sign_in_required: 'AUTHENTICATION',
  scope_missing: 'PERMISSION',
  vehicle_not_granted: 'PERMISSION',
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

/** @param docsBase where the error pages are, without a final slash */
export const renderVehicleProblem =
  (docsBase: string): ProblemRenderer =>
  ({ refusal, requestId, request }) => {
    const code = codeOf(refusal);
    const detail = detailOf(refusal);
    const body = /^\/v1\.0(?:\/|$)/.test(request.url)
      ? vehicleErrorBodyV1(code, requestId)
      : vehicleErrorBody(code, requestId, { docsBase, ...(detail !== undefined && { detail }) });
    return json(body, {
      status: body.statusCode,
      headers: { 'sc-request-id': requestId },
    });
  };

/** What is not in the list is our own fault as far as a client of this API is concerned. */
function codeOf({ code, details }: Problem['refusal']): VehicleErrorCode {
  const fault = code === 'vehicle_fault' ? String(details['fault']) : undefined;
  if (fault !== undefined && isVehicleErrorCode(fault)) return fault;
  return codes[code] ?? 'SERVER.INTERNAL';
}

function detailOf({ code, details: { field, expected } }: Problem['refusal']) {
  if (code !== 'invalid_input' || typeof field !== 'string') return undefined;
  return [{ field, message: typeof expected === 'string' && expected !== '' ? expected : 'is invalid' }];
}
