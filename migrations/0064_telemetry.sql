-- A fleet's own telemetry: batches of signals as cars send them, and the cars that a fleet said it has.

create table vehicles.telemetry (
  vehicle text not null,
  until   timestamptz not null,
  id      bytea not null,
  owner   text not null,
  signals text[] not null,
  count   integer not null,
  samples bytea not null,
  at      timestamptz not null,
  primary key (vehicle, until, id)
);
-- Sealed bytes cannot be made smaller, and a batch fits into a page.
alter table vehicles.telemetry alter column samples set storage external;
alter table vehicles.telemetry set (toast_tuple_target = 8160);
create index telemetry_age on vehicles.telemetry using brin (at);
-- A foreign key would look the car up for every batch.
create function vehicles.forget_telemetry() returns trigger language plpgsql as $$
begin
  delete from vehicles.telemetry t using gone where t.vehicle = gone.id;
  return null;
end $$;
create trigger forget_telemetry after delete on vehicles.vehicle
  referencing old table as gone for each statement execute function vehicles.forget_telemetry();
select core.classify('vehicles.telemetry', $$
  vehicle public: opaque id
  until   public: the newest time in the batch
  id      hashed: keyed hash of the batch, so that the same one is kept once
  owner   public: opaque id of the person under whose data key the samples are sealed
  signals public: which signals the batch tells of
  count   public: how many values
  samples sealed, keep 30 days: the values with their times
  at      public: when the batch came
$$);

create table vehicles.fleet_car (
  vin_index  bytea primary key,
  car        bytea not null,
  created_at timestamptz not null
);
select core.classify('vehicles.fleet_car', $$
  vin_index  hashed: keyed hash of the VIN
  car        sealed: VIN, model and powertrain as the fleet said
  created_at public
$$);

select core.moves($$
  vehicles.telemetry left: no part of the program
  vehicles.fleet_car left: no part of the program
$$);
