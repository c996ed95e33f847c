-- Cars that report by themselves: what they said last.

alter table vehicles.connection add column maker_index bytea;
create index connection_maker on vehicles.connection (maker_index) where maker_index is not null;
select core.classify('vehicles.connection', $$
  maker_index hashed: keyed hash of the maker's id of the car, by which what it reports finds it
$$);

create table vehicles.pushed_value (
  vehicle text not null references vehicles.vehicle on delete cascade,
  name    text not null,
  owner   text not null,
  value   bytea not null,
  at      timestamptz not null,
  primary key (vehicle, name)
);
create index pushed_value_owner on vehicles.pushed_value (owner);
create index pushed_value_age on vehicles.pushed_value (at);
select core.classify('vehicles.pushed_value', $$
  vehicle public: opaque id
  name    public: what the car or its maker calls the value
  owner   public: opaque id of the person under whose data key the value is sealed
  value   sealed, keep 7 days: what the car reported last
  at      public: when it reported it
$$);

select core.moves($$
  vehicles.pushed_value left: no part of the program
$$);
