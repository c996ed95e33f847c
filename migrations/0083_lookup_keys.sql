-- Hashes by which sealed values are found again get a second column, so that their key can be replaced while people read
-- and write: odd versions of a key stand in the one, even versions in the other.
create table core.lookup_key (
  purpose text primary key,
  version integer not null check (version > 0),
  phase   text not null check (phase in ('steady', 'filling', 'switching', 'clearing')),
  since   timestamptz not null
);
select core.classify('core.lookup_key', $$
  purpose public: names the key, and what is hashed
  version public: the newest one; the first needs no row
  phase   public: how far it is in taking the place of the one before
  since   public: when this phase began
$$);
select core.moves($$
  core.lookup_key carried
$$);

alter table accounts.person
  alter column email_index drop not null,
  add column email_index_even bytea unique,
  add check (email_index is not null or email_index_even is not null);
select core.classify('accounts.person', $$
  email_index_even hashed: as email_index, under even versions of the key
$$);

alter table vehicles.vehicle
  alter column vin_index drop not null,
  add column vin_index_even bytea,
  add check (vin_index is not null or vin_index_even is not null);
create unique index vehicle_owner_vin_even on vehicles.vehicle (owner, vin_index_even);
select core.classify('vehicles.vehicle', $$
  vin_index_even hashed: as vin_index, under even versions of the key
$$);

-- What a fleet said of a car was named by the hash itself; its name stays as it is from now on.
alter table vehicles.fleet_car add column id text;
update vehicles.fleet_car set id = encode(vin_index, 'hex');
alter table vehicles.fleet_car
  drop constraint fleet_car_pkey,
  add primary key (id),
  alter column vin_index drop not null,
  add unique (vin_index),
  add column vin_index_even bytea unique,
  add check (vin_index is not null or vin_index_even is not null);
select core.classify('vehicles.fleet_car', $$
  id             public: opaque id
  vin_index_even hashed: as vin_index, under even versions of the key
$$);

alter table advisories.participant add column email_index_even bytea;
create index participant_email_even on advisories.participant (email_index_even) where email_index_even is not null;
select core.classify('advisories.participant', $$
  email_index_even hashed: as email_index, under even versions of the key
$$);

alter table newsletter.subscriber add column address_index_even bytea unique;
select core.classify('newsletter.subscriber', $$
  address_index_even hashed: as address_index, under even versions of the key
$$);
