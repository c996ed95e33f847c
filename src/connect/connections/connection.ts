// One car of one owner with one application: what a grant is to the application's programs. Pure.

export type Connection = {
  readonly grant: string;
  /** A person's id, which the application never sees. */
  readonly owner: string;
  /** The id by which the application knows the owner. */
  readonly user: string;
  readonly vehicle: string;
  readonly scopes: readonly string[];
  readonly connectedAt: Date;
  readonly mode: 'live' | 'test' | 'simulated';
  /** Its owner has paused it: it stands, and opens nothing. */
  readonly isPaused: boolean;
};

export type ConnectionFilter = {
  /** The id by which the application knows the owner. */
  readonly user?: string | undefined;
  readonly vehicle?: string | undefined;
  readonly mode?: string | undefined;
};

/** Where a page ends: connections are ordered by grant, newest first, then by car. */
export type Place = Pick<Connection, 'grant' | 'vehicle'>;

/**
 * One connection for each car of these grants, in the order of the list and then by car.
 * @param after continues behind this one
 */
export const carsOfGrants = <Grant extends { readonly id: string; readonly vehicles: readonly string[] }>(
  grants: readonly Grant[],
  { vehicle: only }: ConnectionFilter,
  after?: Place | undefined,
): { readonly grant: Grant; readonly vehicle: string }[] =>
  grants.flatMap(grant =>
    grant.vehicles
      .toSorted()
      .filter(vehicle => only === undefined || vehicle === only)
      .filter(vehicle => after === undefined || grant.id < after.grant || vehicle > after.vehicle)
      .map(vehicle => ({ grant, vehicle })),
  );

/** A connection's id: that of its grant and that of its car. */
export const writeConnectionId = ({ grant, vehicle }: Place): string => `${grant}.${vehicle}`;

/** @returns undefined for text that is no connection's id */
export function readConnectionId(text: string): Place | undefined {
  const [, grant, vehicle] = /^(grt_[a-z0-9]{26})\.([0-9a-f-]{36})$/.exec(text) ?? [];
  return grant === undefined || vehicle === undefined ? undefined : { grant, vehicle };
}

/** Opaque to clients. */
export const writeCursor = ({ grant, vehicle }: Place): string =>
  Buffer.from(`${grant} ${vehicle}`).toString('base64url');

/** @returns undefined for text that is no cursor */
export function readCursor(text: string): Place | undefined {
  const [, grant, vehicle] =
    /^(grt_[a-z0-9]{26}) ([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  return grant === undefined || vehicle === undefined ? undefined : { grant, vehicle };
}
