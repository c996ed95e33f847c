-- Simulated cars: those that developers made, and what each simulated car was told.

create table vehicles.simulated_car (
  id         text primary key,
  keeper     text,
  account    bytea unique,
  content    bytea not null,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index simulated_car_keeper on vehicles.simulated_car (keeper, created_at) where keeper is not null;
create index simulated_car_idle on vehicles.simulated_car (changed_at) where keeper is null;
select core.classify('vehicles.simulated_car', $$
  id         public: the simulator's name of the car
  keeper     public: opaque id of the organization that made it; null for a car that nobody made
  account    hashed: keyed hash of the name that signs in as its owner
  content    sealed: what it was told, and for a made car the order and its sign-in
  created_at public
  changed_at public: when it was last told something
$$);
select core.moves($$
  vehicles.simulated_car left: made for trying things out in one installation
$$);
