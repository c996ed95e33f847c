-- What some living grant opens of which car: by this alone is decided what is kept of what cars report. A view, so that it
-- cannot be behind: it is the grants.
create view vehicles.need as
  select given.owner, car.vehicle, given.scopes as permissions, given.is_coarse, given.expires_at as until
    from connect."grant" given cross join lateral unnest(given.vehicles) as car (vehicle)
   where given.revoked_at is null and given.paused_at is null;

-- What a legal hold keeps is not forgotten when nobody needs it any more; without a car: all cars of the owner.
create view vehicles.held as
  select person as owner, item as vehicle from rights.hold where part = 'vehicles' and released_at is null;
