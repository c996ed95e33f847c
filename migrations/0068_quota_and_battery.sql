-- How often an application has asked for a car in a month: its quota. What drives a car, for lists of connections. Which
-- battery it has, where its owner has said so.

create table vehicles.request_count (
  application text not null,
  vehicle     text not null references vehicles.vehicle on delete cascade,
  month       date not null,
  requests    integer not null,
  at          timestamptz not null,
  primary key (application, month, vehicle)
);
create index request_count_vehicle on vehicles.request_count (vehicle);
create index request_count_age on vehicles.request_count (at);
select core.classify('vehicles.request_count', $$
  application public: the OAuth client id
  vehicle     public: opaque id
  month       public: its first day, UTC
  requests    public, keep 400 days: how many requests were counted; a batch is one
  at          public: when it was last counted
$$);

select core.moves($$
  vehicles.request_count left: no part of the program
$$);

alter table vehicles.vehicle add column powertrain text check (powertrain in ('BEV', 'PHEV', 'HEV', 'ICE'));
select core.classify('vehicles.vehicle', $$
  powertrain public: what drives it; null for a car that was linked before this was kept, until it is linked again
$$);

alter table vehicles.vehicle add column battery_size double precision;
select core.classify('vehicles.vehicle', $$
  battery_size personal: kilowatt hours of the battery that its owner has chosen among several sizes; null until then
$$);
