-- Deliveries cost less to write: what a foreign key checked at every row is done when something is removed instead, and
-- the index by time is a summary, since rows come in the order of their time.

alter table core.delivery drop constraint delivery_channel_lane_fkey;
create function core.forget_deliveries_of_lanes() returns trigger language plpgsql as $$
begin
  delete from core.delivery d using gone where d.channel = gone.channel and d.lane = gone.lane;
  return null;
end $$;
create trigger forget_deliveries after delete on core.delivery_lane
  referencing old table as gone for each statement execute function core.forget_deliveries_of_lanes();

alter table core.delivery_try drop constraint delivery_try_delivery_fkey;
create function core.forget_tries() returns trigger language plpgsql as $$
begin
  delete from core.delivery_try t using gone where t.delivery = gone.id;
  return null;
end $$;
create trigger forget_tries after delete on core.delivery
  referencing old table as gone for each statement execute function core.forget_tries();

drop index core.delivery_waiting;
drop index core.delivery_created;
create index delivery_created on core.delivery using brin (created_at);
