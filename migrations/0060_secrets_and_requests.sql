-- Several client secrets for an application, each with a name and its last use; why its policy did not open; and a log of
-- what an application asked.

alter table developers.credential
  add column name bytea,
  add column last_used_at timestamptz;
select core.classify('developers.credential', $$
  name         sealed: what its developers call it, under the organization's key; null for management tokens and for secrets of the time before names
  last_used_at public: when it last proved who the application is, exact to a minute
$$);

alter table developers.application add column policy_fault text;
select core.classify('developers.application', $$
  policy_fault public: why the privacy policy could not be read when it was last tried, in one word
$$);

-- One line for each call of the API by a known application: facts only, nothing of what was asked or answered. There are
-- as many lines as calls, so there is no index that a page does not need: whoever is erased is looked for in the whole table.
create table developers.request (
  request     uuid primary key,
  application uuid not null,
  at          timestamptz not null,
  method      text not null,
  path        text not null,
  status      integer not null,
  error       text,
  vehicle     uuid,
  owner       text,
  micros      integer not null
);
create index request_application on developers.request (application, at, request);
create index request_vehicle on developers.request (vehicle, at) where vehicle is not null;
select core.classify('developers.request', $$
  request     public: the id that the answer carried
  application public: the OAuth client id
  at          public, keep 14 days: when it was answered
  method      public: the HTTP method
  path        public: the pattern of the address, with no value in it
  status      public: the HTTP status
  error       public: the name of the error that the answer told
  vehicle     personal: opaque id of the car, when the application had been given it
  owner       personal: opaque id of the car's owner, to find the line when they are erased
  micros      public: microseconds until the answer was ready
$$);

create table developers.request_gap (
  application uuid not null,
  at          timestamptz not null,
  lines       integer not null,
  primary key (application, at)
);
select core.classify('developers.request_gap', $$
  application public: the OAuth client id
  at          public, keep 14 days: when it was noticed
  lines       public: how many lines of the log were dropped, because more came than could be written
$$);

select core.moves($$
  developers.request     left: no part of the program
  developers.request_gap left: no part of the program
$$);
