// One line of the request log: facts about a call, nothing of what was asked or answered. Pure.

export type RequestLine = {
  /** The UUID that the answer carried. */
  readonly request: string;
  readonly application: string;
  /** When the answer was ready. */
  readonly at: Date;
  readonly method: string;
  /** The pattern of the address, such as `/v2.0/vehicles/:id/odometer`. */
  readonly path: string;
  readonly status: number;
  /** The name of the error: of `vehicle-errors.ts`, or of OAuth; null for an answer that tells none. */
  readonly error: string | null;
  /** The car, when the application had been given it. */
  readonly vehicle: string | null;
  /** The car's owner; never shown to developers. */
  readonly owner: string | null;
  /** Microseconds until the answer was ready. */
  readonly micros: number;
};

/** A line as its developers see it. */
export type RequestEntry = Omit<RequestLine, 'owner' | 'application'>;

/** Where a page of the log ends. */
export type RequestPlace = Pick<RequestEntry, 'at' | 'request'>;

/** How long lines are kept, in days: as the class of the column says. */
export const KEPT_DAYS = 14;

export const statusGroups = {
  ok: { label: 'Answered', from: 100, to: 399 },
  refused: { label: 'Refused (4xx)', from: 400, to: 499 },
  failed: { label: 'Failed (5xx)', from: 500, to: 599 },
} as const;
export type StatusGroup = keyof typeof statusGroups;

export const periods = {
  hour: { label: 'The last hour', hours: 1 },
  day: { label: 'The last 24 hours', hours: 24 },
  week: { label: 'The last 7 days', hours: 7 * 24 },
} as const;
export type Period = keyof typeof periods;

export type RequestFilter = {
  /** A group, or one status alone. */
  readonly status?: StatusGroup | number | undefined;
  readonly vehicle?: string | undefined;
  readonly from?: Date | undefined;
  readonly before?: Date | undefined;
};

/** A group or a number of three digits; undefined for anything else. */
export function readStatus(text: string | undefined): StatusGroup | number | undefined {
  if (text === undefined) return undefined;
  if (Object.hasOwn(statusGroups, text)) return text as StatusGroup;
  return /^[1-5]\d\d$/.test(text) ? Number(text) : undefined;
}

export const readPeriod = (text: string | undefined): Period | undefined =>
  text !== undefined && Object.hasOwn(periods, text) ? (text as Period) : undefined;

/** Opaque in addresses. */
export const writePlace = ({ at, request }: RequestPlace): string => `${at.getTime()}.${request}`;

/** @returns undefined for text that is no place */
export function readPlace(text: string | undefined): RequestPlace | undefined {
  const [, at, request] = /^(\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text ?? '') ?? [];
  return at === undefined || request === undefined ? undefined : { at: new Date(Number(at)), request };
}

const VERSION = /^\/v:version\([^)]*\)/;

/**
 * The pattern of a route as people write it: with the version that was asked for.
 * @param version the path's own; any text is safe, and a long one is cut
 */
export const readablePath = (pattern: string, version: string | undefined): string =>
  version === undefined ? pattern : pattern.replace(VERSION, `/v${version.slice(0, 8)}`);

/** As people read it: `0.8 ms`, `12 ms`, `1.4 s`. */
export function durationText(micros: number): string {
  if (micros < 10_000) return `${(micros / 1000).toFixed(1)} ms`;
  return micros < 1_000_000 ? `${Math.round(micros / 1000)} ms` : `${(micros / 1_000_000).toFixed(1)} s`;
}
