-- Sandboxes of security researchers: an application, an owner and cars of their own, none of them real.

create schema research;
create table research.sandbox (
  id           text primary key,
  person       text not null unique,
  organization text not null,
  application  text not null,
  owner        text not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  extended_at  timestamptz,
  reset_at     timestamptz,
  warned_at    timestamptz
);
create index sandbox_expires on research.sandbox (expires_at);
select core.classify('research.sandbox', $$
  id           public: opaque id; what belongs to the sandbox is marked with it, and its requests name it
  person       public: opaque id of the researcher
  organization public: opaque id
  application  public: the OAuth client id
  owner        public: opaque id of the simulated owner
  created_at   public
  expires_at   public
  extended_at  public: when it was extended, which can be done once
  reset_at     public: when it was last put back to its beginning
  warned_at    public: when the researcher was told that it ends soon
$$);

alter table accounts.person add column sandbox text;
select core.classify('accounts.person', $$
  sandbox public: opaque id of the sandbox whose simulated owner this is; null for everybody who is somebody
$$);

alter table developers.organization add column sandbox text;
select core.classify('developers.organization', $$
  sandbox public: opaque id of the sandbox whose applications these are; null for real ones
$$);

alter table vehicles.vehicle add column sandbox text;
create index vehicle_sandbox on vehicles.vehicle (sandbox) where sandbox is not null;
select core.classify('vehicles.vehicle', $$
  sandbox public: opaque id of the sandbox whose simulated car this is; null for real ones
$$);

alter table connect."grant" add column sandbox text;
create index grant_sandbox on connect."grant" (sandbox) where sandbox is not null;
select core.classify('connect.grant', $$
  sandbox public: opaque id of the sandbox within which it was given; null for real ones
$$);
