-- What the program promises to researchers. Every edit adds a version; none is ever changed or removed,
-- because a report names the versions that were in force when it was sent.

create schema program;

create function program.version_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'a published version of the program is never changed';
end $$;

create table program.policy_version (
  id          text primary key,
  number      integer not null unique check (number > 0),
  language    text not null,
  safe_harbor text not null check (safe_harbor in ('full', 'partial', 'none')),
  body        text not null,
  sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  issued_at   timestamptz not null,
  issued_by   text not null
);
select core.classify('program.policy_version', $$
  id          public
  number      public: counts up by one
  language    public: language tag by RFC 5646
  safe_harbor public: how far the operator protects who keeps to the policy
  body        public: Markdown, as published
  sha256      public: hash of the body in UTF-8
  issued_at   public
  issued_by   public: opaque id of who published it
$$);

create table program.scope_version (
  id             text primary key,
  number         integer not null unique check (number > 0),
  rules          jsonb not null,
  effective_from timestamptz not null,
  issued_by      text not null
);
select core.classify('program.scope_version', $$
  id             public
  number         public: counts up by one
  rules          public: what may be tested and what not, in order
  effective_from public
  issued_by      public: opaque id of who published it
$$);

-- Targets, response targets and calendar change rarely and together make one settings version.
create table program.settings_version (
  id        text primary key,
  number    integer not null unique check (number > 0),
  targets   jsonb not null,
  promises  jsonb not null,
  calendar  jsonb not null,
  issued_at timestamptz not null,
  issued_by text not null
);
select core.classify('program.settings_version', $$
  id        public
  number    public: counts up by one
  targets   public: what reports can be about, retired ones included
  promises  public: the response targets
  calendar  public: the days on which the team works
  issued_at public
  issued_by public: opaque id of who published it
$$);

create trigger policy_version_append_only before update or delete on program.policy_version
  for each row execute function program.version_is_append_only();
create trigger scope_version_append_only before update or delete on program.scope_version
  for each row execute function program.version_is_append_only();
create trigger settings_version_append_only before update or delete on program.settings_version
  for each row execute function program.version_is_append_only();

-- How fast the program really was, handed in by whoever holds the reports.
create table program.response_figure (
  kind        text primary key,
  median_ms   bigint not null check (median_ms >= 0),
  sample      integer not null check (sample > 0),
  within      integer not null check (within between 0 and sample),
  measured_at timestamptz not null
);
select core.classify('program.response_figure', $$
  kind        public: acknowledge, decide or remediate
  median_ms   public: over the last 90 days
  sample      public: how many reports were measured
  within      public: how many of them kept the promise
  measured_at public
$$);
