-- What a car and a permission are for: real use, the contract's test accounts, or cars that somebody simulates.

alter table vehicles.vehicle add column mode text not null default 'live' check (mode in ('live', 'test', 'simulated'));
update vehicles.vehicle vehicle set mode = 'simulated'
  from vehicles.connection connection where connection.vehicle = vehicle.id and connection.provider = 'simulator';
alter table vehicles.vehicle alter column mode drop default;
select core.classify('vehicles.vehicle', $$
  mode public: live, test or simulated; never changes
$$);

alter table connect."grant" add column mode text not null default 'live' check (mode in ('live', 'test', 'simulated'));
update connect."grant" granted set mode = 'simulated'
 where exists (select from vehicles.vehicle vehicle where vehicle.id = any (granted.vehicles) and vehicle.mode = 'simulated');
alter table connect."grant" alter column mode drop default;
select core.classify('connect.grant', $$
  mode public: live, test or simulated, as all cars of it are
$$);
