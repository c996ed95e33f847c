-- Webhooks of applications: their developers are told when a car's signals change.

alter table developers.credential add column sealed bytea;
select core.classify('developers.credential', $$
  sealed sealed: the management token itself, under the organization's key: it signs webhooks too; null for client secrets, and for tokens that are older than webhooks
$$);

-- What a delivery is about, so that what waits can be dropped when that ends.
alter table core.delivery add column about text;
create index delivery_about on core.delivery (channel, about) where about is not null;
create index delivery_waiting on core.delivery (channel, lane) where state = 'waiting';
select core.classify('core.delivery', $$
  about public: opaque id of the thing behind it
$$);
alter table core.delivery_try add column signature bytea;
select core.classify('core.delivery_try', $$
  signature hashed: HMAC of the bytes that were sent, as it was sent
$$);

create schema webhooks;

create table webhooks.webhook (
  id             text primary key,
  application    text not null,
  name           bytea not null,
  callback       bytea not null,
  error_callback bytea,
  triggers       text[] not null,
  data           text[] not null,
  auto_subscribe boolean not null,
  stopped        text check (stopped in ('unverified', 'developer', 'failing', 'gone')),
  stopped_at     timestamptz,
  verified_at    timestamptz,
  proven         text,
  created_by     text not null,
  created_at     timestamptz not null,
  changed_at     timestamptz not null
);
create index webhook_application on webhooks.webhook (application, created_at);
select core.classify('webhooks.webhook', $$
  id             public: UUID
  application    public: the OAuth client id
  name           sealed: what its developers call it
  callback       sealed: where events are posted to
  error_callback sealed: where errors of cars are posted to, when that is elsewhere
  triggers       public: signals whose change makes an event
  data           public: signals that every event carries
  auto_subscribe public: whether every newly connected car is subscribed
  stopped        public: why nothing is sent to it; null while it is on
  stopped_at     public
  verified_at    public: when its addresses last proved that they are of whoever holds the management token
  proven         public: opaque id of the management token that they proved to hold
  created_by     public: opaque id
  created_at     public
  changed_at     public
$$);

create table webhooks.subscription (
  id          text primary key,
  webhook     text not null references webhooks.webhook on delete cascade,
  application text not null,
  owner       text not null,
  vehicle     text not null,
  created_at  timestamptz not null,
  changed_at  timestamptz not null,
  look_at     timestamptz not null,
  leased_until timestamptz,
  ended_at    timestamptz,
  failures    integer not null default 0,
  events      integer not null default 0,
  seen        bytea
);
create unique index subscription_active on webhooks.subscription (webhook, owner, vehicle) where ended_at is null;
create index subscription_look on webhooks.subscription (look_at) where ended_at is null;
create index subscription_ended on webhooks.subscription (ended_at) where ended_at is not null;
create index subscription_owner on webhooks.subscription (owner, application);
create index subscription_vehicle on webhooks.subscription (vehicle);
create index subscription_application on webhooks.subscription (application, created_at);
select core.classify('webhooks.subscription', $$
  id           public: UUID
  webhook      public
  application  public: the OAuth client id
  owner        personal: opaque id of the person whose car it is
  vehicle      personal: opaque id of the car
  created_at   public
  changed_at   public
  look_at      public: when the car is asked next
  leased_until public: until when one process has it to itself
  ended_at     public: when it ended; forgotten once the log of deliveries no longer needs it
  failures     public: looks in a row that told nothing
  events       public: how many events were made; numbers them
  seen         sealed: keyed hashes of what was last sent, and the errors that were told, under the owner's key
$$);

select core.moves($$
  webhooks.webhook      left: no part of the program
  webhooks.subscription left: no part of the program
$$);
