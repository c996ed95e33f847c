-- What became of orders to cars, for whoever gave them: makers may take longer than an answer waits.

create table vehicles.execution (
  id          text primary key,
  kind        text not null check (kind in ('command-execution', 'charge-schedule-execution')),
  application text not null,
  owner       text not null,
  vehicle     text not null references vehicles.vehicle on delete cascade,
  said        bytea not null,
  at          timestamptz not null,
  ended_at    timestamptz,
  fault       text
);
create index execution_owner on vehicles.execution (owner);
create index execution_vehicle on vehicles.execution (vehicle);
create index execution_age on vehicles.execution (at);
select core.classify('vehicles.execution', $$
  id          public: made from the number of the request
  kind        public: which kind of resource it is told as
  application public: opaque id of the application that gave the order, and alone may ask
  owner       public: opaque id of the person under whose data key the order is sealed
  vehicle     public: opaque id
  said        sealed, keep 7 days: what the car was told, with its parameters
  at          public: when the order was given
  ended_at    public: when the car had obeyed or had not; null while it is on its way
  fault       public: why the car did not obey; null when it did
$$);

select core.moves($$
  vehicles.execution left: no part of the program
$$);
