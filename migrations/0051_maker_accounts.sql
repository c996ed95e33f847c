-- Owners' accounts at car makers: one set of credentials for all cars of an account. How makers answer, and what was read last.

create table vehicles.account (
  id          text primary key,
  owner       text not null,
  provider    text not null,
  maker_index bytea not null,
  credentials bytea not null,
  renewed_at  timestamptz not null,
  refused_at  timestamptz,
  created_at  timestamptz not null,
  unique (owner, provider, maker_index)
);
create index account_refused on vehicles.account (provider) where refused_at is not null;
select core.classify('vehicles.account', $$
  id          public: opaque id
  owner       public: opaque id of the person under whose data key the credentials are sealed
  provider    public: which adapter reaches the maker
  maker_index hashed: keyed hash of the maker's id of the account, to know it again when its owner signs in anew
  credentials sealed: what opens the account at the maker, in the adapter's form
  renewed_at  public: when the maker last gave these credentials
  refused_at  public: since when the maker refuses them, so that the owner must sign in again; null while they are good
  created_at  public
$$);

alter table vehicles.connection add column account text references vehicles.account on delete cascade;
create index connection_account on vehicles.connection (account) where account is not null;
select core.classify('vehicles.connection', $$
  account public: the account at the maker whose credentials reach the car; null where the access has all that is needed
$$);

create table vehicles.maker_state (
  provider text primary key,
  is_out   boolean not null,
  fault    text,
  since    timestamptz not null
);
select core.classify('vehicles.maker_state', $$
  provider public
  is_out   public: whether the maker is left alone for a while, because it did not answer several times in a row
  fault    public: what it did last, by our own word
  since    public: when this began
$$);

create table vehicles.kept_reading (
  grant_id    text not null,
  vehicle     text not null references vehicles.vehicle on delete cascade,
  signal      text not null,
  owner       text not null,
  value       bytea not null,
  recorded_at timestamptz not null,
  at          timestamptz not null,
  primary key (grant_id, vehicle, signal)
);
create index kept_reading_owner on vehicles.kept_reading (owner);
create index kept_reading_vehicle on vehicles.kept_reading (vehicle);
create index kept_reading_age on vehicles.kept_reading (at);
select core.classify('vehicles.kept_reading', $$
  grant_id    public: the permission under which it was read, and under which alone it is given again
  vehicle     public: opaque id
  signal      public: which data
  owner       public: opaque id of the person under whose data key the value is sealed
  value       sealed, keep 1 days: what the car said last, for while its maker does not answer
  recorded_at personal: when the car recorded it
  at          public: when it was fetched
$$);

select core.moves($$
  vehicles.account      left: no part of the program
  vehicles.maker_state  left: no part of the program
  vehicles.kept_reading left: no part of the program
$$);
