// The error bodies of the vehicle API, shaped so that every official SDK can read them (vehicle-platform §13.1, §13.2).
import type { Resolution, VehicleErrorCode, VehicleErrorEntry } from '../catalog/vehicle-errors.ts';
import { v1Errors, vehicleErrorPath, vehicleErrors } from '../catalog/vehicle-errors.ts';

export type FieldFault = { readonly field: string | readonly string[]; readonly message: string };

export type VehicleErrorOptions = {
  /** Where the error pages are: `https://cars.example` or with a path, without a final slash. */
  readonly docsBase: string;
  /** What is wrong with which parameter; for validation errors alone. */
  readonly detail?: readonly FieldFault[];
  /** Where the resolution begins, for errors that the owner resolves in Connect. */
  readonly resolutionUrl?: string;
};

export type VehicleErrorBody = {
  readonly type: string;
  readonly code: string | null;
  readonly description: string;
  readonly docURL: string;
  readonly statusCode: number;
  readonly requestId: string;
  readonly resolution: { readonly type: Resolution; readonly url?: string };
  readonly detail?: readonly FieldFault[];
  readonly suggestedUserMessage?: string;
};

/** The error body of API v2; its `statusCode` is the HTTP status. Keys without a value are left out, never null (§13.1). */
export const vehicleErrorBody = (
  code: VehicleErrorCode,
  requestId: string,
  { docsBase, detail, resolutionUrl }: VehicleErrorOptions,
): VehicleErrorBody => {
  const entry: VehicleErrorEntry = vehicleErrors[code];
  const user = entry.suggestedUserMessage;
  return {
    type: entry.type,
    code: entry.code,
    description: entry.description,
    docURL: docsBase + vehicleErrorPath(code),
    statusCode: entry.status,
    requestId,
    resolution: { type: entry.resolution, ...(resolutionUrl !== undefined && { url: resolutionUrl }) },
    ...(detail !== undefined && { detail }),
    ...(user !== null && { suggestedUserMessage: user }),
  };
};

export type V1ErrorBody = {
  readonly error: string;
  readonly message: string;
  readonly code?: string;
  readonly statusCode: number;
  readonly requestId: string;
};

/** The error body of API v1; its `statusCode` is the HTTP status. `code` is left out where version 1 has none (§13.2). */
export const vehicleErrorBodyV1 = (code: VehicleErrorCode, requestId: string): V1ErrorBody => {
  const { v1, description }: VehicleErrorEntry = vehicleErrors[code];
  return {
    error: v1.error,
    message: v1.message ?? description,
    ...(v1.code !== null && { code: v1.code }),
    statusCode: v1Errors[v1.error],
    requestId,
  };
};

/**
 * The error body of API v3: the list that its own clients read, and beside it the fields of version 2, because no SDK
 * understands the list (vehicle-platform §12.4).
 */
export const vehicleErrorBodyV3 = (code: VehicleErrorCode, requestId: string, options: VehicleErrorOptions) => {
  const body = vehicleErrorBody(code, requestId, options);
  const { type, docURL, description, statusCode, resolution, detail = [], suggestedUserMessage } = body;
  const words = [type, body.code ?? ''].join(' ').trim().toLowerCase().replaceAll('_', ' ');
  const faults = detail.map(({ field, message }) => `${[field].flat().join('.')}: ${message}`);
  const error = {
    status: String(statusCode),
    type,
    ...(body.code !== null && { code: body.code }),
    title: words.charAt(0).toUpperCase() + words.slice(1),
    detail: [description, ...faults].join(' '),
    links: { about: docURL },
    resolution,
    ...(suggestedUserMessage !== undefined && { suggestedUserMessage }),
  };
  return { errors: [error], ...body };
};
