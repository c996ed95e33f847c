-- Cars, how their makers are reached, and the log of everything that applications read.

create schema vehicles;

create table vehicles.vehicle (
  id         text primary key,
  owner      text not null,
  make       text not null,
  model      text not null,
  year       integer not null,
  vin        bytea not null,
  vin_index  bytea not null,
  created_at timestamptz not null
);
create unique index vehicle_owner_vin on vehicles.vehicle (owner, vin_index);
select core.classify('vehicles.vehicle', $$
  id         public: UUID, the car's id in the API
  owner      public: opaque id of the person whose car it is
  make       personal: what thousands of cars are; with the owner's id alone it finds nobody
  model      personal: as make
  year       personal: as make
  vin        sealed: the car's identification number
  vin_index  hashed: keyed hash of the VIN, to know a car again
  created_at public
$$);

create table vehicles.connection (
  vehicle      text primary key references vehicles.vehicle on delete cascade,
  owner        text not null,
  provider     text not null,
  access       bytea not null,
  connected_at timestamptz not null
);
create index connection_owner on vehicles.connection (owner);
select core.classify('vehicles.connection', $$
  vehicle      public
  owner        public: opaque id of the person under whose data key the access is sealed
  provider     public: which adapter reaches the maker
  access       sealed: the maker's id of the car and the credentials, opened only by the statement that logs the read
  connected_at public
$$);

-- One row per read that an application was let through to or refused, committed before the answer leaves.
-- The one index serves the owner's log; a primary key over a sequence alone would cost every read a second one.
create sequence vehicles.read_event_seq;
create table vehicles.read_event (
  seq         bigint not null,
  owner       text not null,
  grant_id    text not null,
  application text not null,
  vehicle     text not null,
  signal      text not null,
  outcome     text not null check (outcome in ('allowed', 'denied', 'failed')),
  reason      text,
  request     text not null,
  at          timestamptz not null,
  primary key (owner, seq)
);
-- Rows lie in the order of time, so a block range index finds the old ones for next to nothing.
create index read_event_age on vehicles.read_event using brin (at);
select core.classify('vehicles.read_event', $$
  seq         public: place in the log
  owner       personal, keep 400 days: opaque id of whose data it was
  grant_id    public: under which grant
  application public: who read
  vehicle     personal: opaque id of the car that was asked about
  signal      public: which data, never its value
  outcome     public: allowed, denied, or failed when the car or its maker did not answer
  reason      public: why it was denied or failed
  request     public: the request's id, which the application saw too
  at          personal: when
$$);
