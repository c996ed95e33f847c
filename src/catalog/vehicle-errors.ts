// Every error of the vehicle API, in both generations: names are permanent, because clients decide by them.
import { href, routes } from './routes.ts';

/** The error names of API v1 with their status (vehicle-platform §13.2). */
export const v1Errors = {
  validation_error: 400,
  authentication_error: 401,
  permission_error: 403,
  resource_not_found_error: 404,
  vehicle_owner_action_required: 400,
  vehicle_state_error: 409,
  rate_limiting_error: 429,
  monthly_limit_exceeded: 430,
  server_error: 500,
  vehicle_not_capable_error: 501,
  smartcar_not_capable_error: 501,
  gateway_timeout_error: 504,
} as const satisfies Record<string, number>;

export type V1ErrorName = keyof typeof v1Errors;

export type Resolution = 'RETRY_LATER' | 'REAUTHENTICATE' | 'CONTACT_SUPPORT' | null;

export type VehicleErrorEntry = {
  readonly type: string;
  readonly code: string | null;
  readonly status: number;
  readonly resolution: Resolution;
  /** For the developer. */
  readonly description: string;
  /** For the owner; null where only the developer can act. */
  readonly suggestedUserMessage: string | null;
  /** How version 1 tells it; `message` where its text differs. */
  readonly v1: { readonly error: V1ErrorName; readonly code: string | null; readonly message: string | null };
};

type Told = { resolution?: Resolution; user?: string; v1Code?: string; v1Message?: string };

const family =
  (type: string, status: number, v1: V1ErrorName, resolution: Resolution = null) =>
  (code: string | null, description: string, told: Told = {}): VehicleErrorEntry => ({
    type,
    code,
    status,
    resolution: told.resolution === undefined ? resolution : told.resolution,
    description,
    suggestedUserMessage: told.user ?? null,
    v1: { error: v1, code: told.v1Code ?? null, message: told.v1Message ?? null },
  });

const authentication = family('AUTHENTICATION', 401, 'authentication_error');
const billing = family('BILLING', 430, 'monthly_limit_exceeded', 'CONTACT_SUPPORT');
const compatibility = family('COMPATIBILITY', 501, 'smartcar_not_capable_error');
const incapable = family('COMPATIBILITY', 501, 'vehicle_not_capable_error');
const account = family('CONNECTED_SERVICES_ACCOUNT', 400, 'vehicle_owner_action_required');
const permission = family('PERMISSION', 403, 'permission_error', 'REAUTHENTICATE');
const rateLimit = family('RATE_LIMIT', 429, 'rate_limiting_error', 'RETRY_LATER');
const notFound = family('RESOURCE_NOT_FOUND', 404, 'resource_not_found_error');
const server = family('SERVER', 500, 'server_error', 'RETRY_LATER');
const upstream = family('UPSTREAM', 502, 'server_error', 'RETRY_LATER');
const silence = family('UPSTREAM', 502, 'gateway_timeout_error', 'RETRY_LATER');
const validation = family('VALIDATION', 400, 'validation_error');
const state = family('VEHICLE_STATE', 409, 'vehicle_state_error');

const malformed = 'Please check for missing parameters, spelling and casing mistakes, and other syntax issues.';

/**
 * The errors of API v2 by `TYPE` or `TYPE.CODE` (vehicle-platform §13.4).
 * Descriptions that clients compare are the contract's; the others are our own words.
 */
export const vehicleErrors = {
  AUTHENTICATION: authentication(
    null,
    `The authorization header is missing or malformed, or it contains invalid or expired authentication credentials. ${malformed}`,
  ),

  'BILLING.INVALID_PLAN': billing('INVALID_PLAN', 'The application’s plan does not include this request.'),
  'BILLING.VEHICLE_LIMIT': billing(
    'VEHICLE_LIMIT',
    'The application has reached the number of vehicles that its plan allows.',
  ),
  'BILLING.VEHICLE_REQUEST_LIMIT': billing(
    'VEHICLE_REQUEST_LIMIT',
    'The application has used up this month’s requests for this vehicle.',
  ),
  'BILLING.ACCOUNT_SUSPENDED': billing('ACCOUNT_SUSPENDED', 'The application’s account is suspended.'),

  'COMPATIBILITY.MAKE_NOT_COMPATIBLE': compatibility(
    'MAKE_NOT_COMPATIBLE',
    'Cars of this make cannot be connected yet.',
    {
      user: 'Your car’s make is not supported yet.',
    },
  ),
  'COMPATIBILITY.SMARTCAR_NOT_CAPABLE': compatibility(
    'SMARTCAR_NOT_CAPABLE',
    'The platform does not support this request for cars of this make yet.',
    { user: 'This request is not supported for your car yet.' },
  ),
  'COMPATIBILITY.VEHICLE_NOT_CAPABLE': incapable(
    'VEHICLE_NOT_CAPABLE',
    'The vehicle is incapable of performing your request.',
    { user: 'Your car is unable to perform this request.' },
  ),

  'CONNECTED_SERVICES_ACCOUNT.ACCOUNT_ISSUE': account(
    'ACCOUNT_ISSUE',
    'The owner has to complete a step in the car maker’s app or site before the account answers again.',
    { user: 'Please sign in to your car maker’s app and follow the instructions there.' },
  ),
  'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED': account(
    'AUTHENTICATION_FAILED',
    'The car maker no longer accepts the owner’s sign-in. Please prompt the owner to connect again.',
    {
      resolution: 'REAUTHENTICATE',
      user: 'Your car has been disconnected. Please connect it again.',
      v1Code: 'VOA_000',
      v1Message: 'Vehicle authentication failed. Please prompt the vehicle owner to log in again using Connect.',
    },
  ),
  'CONNECTED_SERVICES_ACCOUNT.NO_VEHICLES': account(
    'NO_VEHICLES',
    'There is no vehicle in the owner’s account at the car maker.',
    {
      user: 'No car was found in your account. Please add one in your car maker’s app.',
    },
  ),
  'CONNECTED_SERVICES_ACCOUNT.PERMISSION': account(
    'PERMISSION',
    'The owner’s account at the car maker is not allowed to make this request.',
    { user: 'Your account lacks a right that this needs. Please check it in your car maker’s app.' },
  ),
  'CONNECTED_SERVICES_ACCOUNT.SUBSCRIPTION': account(
    'SUBSCRIPTION',
    'The owner’s connected-services subscription is missing or has expired.',
    {
      user: 'Your car’s connected services are not active. Please renew them in your car maker’s app.',
      v1Code: 'VOA_001',
      v1Message: 'Connected services subscription invalid or expired. Please prompt the vehicle owner to renew it.',
    },
  ),
  'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING': account(
    'VEHICLE_MISSING',
    "This vehicle is no longer associated with the user's connected services account. Please prompt the user to re-add the vehicle to their account.",
    { user: 'Your car is no longer in your account. Please add it again in your car maker’s app.' },
  ),
  'CONNECTED_SERVICES_ACCOUNT.VIRTUAL_KEY_REQUIRED': account(
    'VIRTUAL_KEY_REQUIRED',
    'The owner has to pair a virtual key with the car before this request is possible.',
    { user: 'Please pair the virtual key with your car, then try again.' },
  ),

  PERMISSION: permission(
    null,
    'Your application has insufficient permissions to access the requested resource. Please prompt the user to re-authenticate using Smartcar Connect.',
    { v1Message: 'Insufficient permissions to access requested resource.' },
  ),

  'RATE_LIMIT.SMARTCAR_API': rateLimit(
    'SMARTCAR_API',
    'You have reached the rate limit of this API. Please see the retry-after header (seconds) for when to retry the request.',
  ),
  'RATE_LIMIT.VEHICLE': rateLimit(
    'VEHICLE',
    'You have reached the throttling rate limit for this vehicle. Please see the retry-after header (seconds) for when to retry the request.',
  ),

  'RESOURCE_NOT_FOUND.PATH': notFound('PATH', 'There is no resource at this path.'),
  'RESOURCE_NOT_FOUND.VERSION': notFound('VERSION', 'There is no such version of this API.'),

  'SERVER.INTERNAL': server('INTERNAL', 'Something failed on our side. Please retry later.'),

  'UPSTREAM.INVALID_DATA': upstream('INVALID_DATA', 'The car maker answered with data that makes no sense.'),
  'UPSTREAM.KNOWN_ISSUE': upstream('KNOWN_ISSUE', 'The car maker has a problem that is known and being worked on.'),
  'UPSTREAM.NO_RESPONSE': silence('NO_RESPONSE', 'The car maker did not answer in time.'),
  'UPSTREAM.RATE_LIMIT': upstream(
    'RATE_LIMIT',
    'The car maker limits how often this vehicle may be asked. Please retry later.',
  ),
  'UPSTREAM.UNKNOWN_ISSUE': upstream('UNKNOWN_ISSUE', 'The car maker answered with an error that we do not know.', {
    resolution: 'CONTACT_SUPPORT',
  }),

  VALIDATION: validation(null, `Request invalid or malformed. ${malformed}`),
  'VALIDATION.PARAMETER': validation('PARAMETER', `A parameter of the request is invalid. ${malformed}`),

  'VEHICLE_STATE.ASLEEP': state(
    'ASLEEP',
    'The vehicle is in a sleep state and temporarily unable to perform your request.',
    { user: 'Your car is asleep. Please start it, drive a few minutes, and try again.' },
  ),
  'VEHICLE_STATE.CHARGE_FAULT': state('CHARGE_FAULT', 'The vehicle or the charger reports a charging fault.', {
    user: 'Charging failed. Please check the cable and the charger.',
  }),
  'VEHICLE_STATE.CHARGING_IN_PROGRESS': state(
    'CHARGING_IN_PROGRESS',
    'The vehicle is currently charging and unable to perform your request.',
    { user: 'Your car is charging and cannot do this now.' },
  ),
  'VEHICLE_STATE.CHARGING_PLUG_CONNECTED': state(
    'CHARGING_PLUG_CONNECTED',
    'The charging cable is plugged in, so the vehicle cannot perform your request.',
    { user: 'Please unplug your car and try again.' },
  ),
  'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED': state(
    'CHARGING_PLUG_NOT_CONNECTED',
    'The charging cable is not plugged in, so the vehicle cannot perform your request.',
    { user: 'Please plug in your car and try again.' },
  ),
  'VEHICLE_STATE.DOOR_OPEN': state('DOOR_OPEN', 'A door is open, so the vehicle cannot perform your request.', {
    user: 'Please close all doors and try again.',
    v1Code: 'VS_001',
  }),
  'VEHICLE_STATE.FULLY_CHARGED': state('FULLY_CHARGED', 'The battery is already fully charged.', {
    user: 'Your car is already fully charged.',
  }),
  'VEHICLE_STATE.HOOD_OPEN': state('HOOD_OPEN', 'The hood is open, so the vehicle cannot perform your request.', {
    user: 'Please close the hood and try again.',
    v1Code: 'VS_003',
  }),
  'VEHICLE_STATE.IGNITION_ON': state('IGNITION_ON', 'The ignition is on, so the vehicle cannot perform your request.', {
    user: 'Please switch off your car and try again.',
  }),
  'VEHICLE_STATE.IN_MOTION': state('IN_MOTION', 'The vehicle is moving and cannot perform your request.', {
    user: 'Your car is moving. Please try again when it is parked.',
  }),
  'VEHICLE_STATE.LOW_BATTERY': state('LOW_BATTERY', 'The battery is too low for the vehicle to perform your request.', {
    user: 'Your car’s battery is low. Please charge it and try again.',
  }),
  'VEHICLE_STATE.NOT_CHARGING': state(
    'NOT_CHARGING',
    'The vehicle is not charging, so it cannot perform your request.',
    {
      user: 'Your car is not charging.',
    },
  ),
  'VEHICLE_STATE.REMOTE_ACCESS_DISABLED': state(
    'REMOTE_ACCESS_DISABLED',
    'Remote access is switched off in the vehicle.',
    {
      user: 'Please allow remote access in your car’s settings and try again.',
    },
  ),
  'VEHICLE_STATE.TRUNK_OPEN': state('TRUNK_OPEN', 'The trunk is open, so the vehicle cannot perform your request.', {
    user: 'Please close the trunk and try again.',
    v1Code: 'VS_002',
  }),
  'VEHICLE_STATE.UNKNOWN': state('UNKNOWN', 'The vehicle was unable to perform your request due to an unknown issue.', {
    resolution: 'RETRY_LATER',
    user: 'Your car could not do this right now. Please try again later.',
    v1Code: 'VS_000',
    v1Message: 'Vehicle state cannot be determined.',
  }),
  'VEHICLE_STATE.UNREACHABLE': state('UNREACHABLE', 'The vehicle cannot be reached right now.', {
    user: 'Your car cannot be reached. Please check that it has reception, and try again later.',
  }),
  'VEHICLE_STATE.VEHICLE_OFFLINE_FOR_SERVICE': state(
    'VEHICLE_OFFLINE_FOR_SERVICE',
    'The vehicle is in service and does not answer remote requests.',
    { user: 'Your car is in service and cannot be reached until that is finished.' },
  ),
} as const satisfies Record<string, VehicleErrorEntry>;

export type VehicleErrorCode = keyof typeof vehicleErrors;

/** True for `TYPE` or `TYPE.CODE` of an error that exists: test accounts and upstreams name errors as text. */
export const isVehicleErrorCode = (code: string): code is VehicleErrorCode => Object.hasOwn(vehicleErrors, code);

/** Where the page of an error is, below the documentation's base: type and code in kebab case (vehicle-platform §13.1). */
export const vehicleErrorPath = (code: VehicleErrorCode): string => {
  const entry: VehicleErrorEntry = vehicleErrors[code];
  return `${href(routes.site.vehicleErrors, { family: vehicleErrorFamily(entry) })}#${vehicleErrorAnchor(entry)}`;
};

/** The last part of the address of the page that tells all errors of this type. */
export const vehicleErrorFamily = ({ type }: VehicleErrorEntry): string => `${kebab(type)}-errors`;

/** Where on that page the error stands. */
export const vehicleErrorAnchor = ({ code }: VehicleErrorEntry): string => kebab(code ?? 'null');

const kebab = (name: string) => name.toLowerCase().replaceAll('_', '-');
