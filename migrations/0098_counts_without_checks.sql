-- A car that is asked for the first time in a month gets a row of its own: with very many cars that is most requests. What
-- a foreign key checked at every row is done when a car is removed, and the index by time is a summary, which an update of
-- a row leaves alone.

alter table vehicles.request_count drop constraint request_count_vehicle_fkey;
create function vehicles.forget_request_counts() returns trigger language plpgsql as $$
begin
  delete from vehicles.request_count c using gone where c.vehicle = gone.id;
  return null;
end $$;
create trigger forget_request_counts after delete on vehicles.vehicle
  referencing old table as gone for each statement execute function vehicles.forget_request_counts();
drop index vehicles.request_count_age;
create index request_count_age on vehicles.request_count using brin (at);
