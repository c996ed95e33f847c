-- Coordination: cases, who takes part in them, what they agreed on, what they said.

create schema if not exists advisories;

-- One matter that several parties work on. What somebody wrote is sealed under the case's own data key (its subject is
-- the case's id); in the clear is only what lists filter and sort by.
create table advisories.coordination_case (
  id              text primary key,
  number          text not null unique,
  report          text,
  issue           text,
  state           text not null check (state in ('open', 'closed')),
  revision        integer not null default 0,
  title           bytea not null,
  summary         bytea not null,
  facts           text not null,
  embargo         text not null check (embargo in ('none', 'proposed', 'active', 'revise', 'exited')),
  embargo_until   timestamptz,
  embargo_zone    text,
  embargo_ended_at timestamptz,
  reminded_at     timestamptz,
  disclose_due    timestamptz,
  published_at    timestamptz,
  opened_by       text not null,
  opened_at       timestamptz not null,
  changed_at      timestamptz not null,
  closed_at       timestamptz,
  check ((embargo_until is null) = (embargo_zone is null)),
  check (embargo not in ('active', 'revise') or embargo_until is not null),
  check ((state = 'closed') = (closed_at is not null))
);
create index coordination_case_list on advisories.coordination_case (state, id desc);
create index coordination_case_report on advisories.coordination_case (report) where report is not null;
create index coordination_case_embargo on advisories.coordination_case (embargo_until) where embargo in ('active', 'revise');
select core.classify('advisories.coordination_case', $$
  id               public
  number           public: CASE-2026-0001, by year; a number may be missing, none is given twice
  report           public: the report that it began with
  issue            public: the issue that it is about
  state            public
  revision         public: counts edits, so that nobody writes over another's
  title            sealed
  summary          sealed
  facts            public: the letters of V F D P X A in the order in which they became true
  embargo          public: where the embargo stands
  embargo_until    public: until when it was agreed on
  embargo_zone     public: in which zone that was said
  embargo_ended_at public
  reminded_at      public: when the parties were told that it ends soon
  disclose_due     public: by when the advisory is promised, once the embargo has ended
  published_at     public: when its advisory came out
  opened_by        public: opaque id of the person who leads it
  opened_at        public
  changed_at       public
  closed_at        public
$$);

create function advisories.next_number(prefix text, year integer) returns text language plpgsql as $$
declare
  name text := 'advisories.' || lower(replace(prefix, '-', '_')) || '_number_of_' || year;
  serial text;
begin
  if to_regclass(name) is null then
    perform pg_advisory_xact_lock(727021);
    execute format('create sequence if not exists %s as integer', name);
  end if;
  serial := nextval(name);
  return prefix || '-' || year || '-' || lpad(serial, greatest(4, length(serial)), '0');
end $$;

-- Who takes part. The first participant of a case is its owner: the operator.
create table advisories.participant (
  id           text primary key,
  "case"       text not null references advisories.coordination_case on delete cascade,
  is_owner     boolean not null,
  roles        text[] not null,
  name         bytea not null,
  email        bytea,
  email_index  bytea,
  progress     text not null check (progress in ('start', 'received', 'invalid', 'valid', 'accepted', 'deferred', 'closed')),
  agreed_at    timestamptz,
  statement    bytea,
  statement_at timestamptz,
  invited_by   text not null,
  invited_at   timestamptz not null,
  opened_at    timestamptz,
  removed_at   timestamptz
);
create unique index participant_owner on advisories.participant ("case") where is_owner;
create index participant_case on advisories.participant ("case", id);
create index participant_email on advisories.participant (email_index) where email_index is not null;
select core.classify('advisories.participant', $$
  id           public
  case         public
  is_owner     public: whether it is the operator itself
  roles        public: finder, reporter, vendor, deployer, coordinator, observer, case_owner, cna
  name         sealed
  email        sealed
  email_index  hashed: finds the cases of an address that lost its link, and of a person
  progress     public: how far it is with the matter
  agreed_at    public: when it agreed to keep the embargo
  statement    sealed: what it wants to be published
  statement_at public
  invited_by   public: opaque id
  invited_at   public
  opened_at    public: when it first opened its page
  removed_at   public
$$);

-- Secret links that were mailed; each opens one participant's page until it expires.
create table advisories.participant_link (
  token_hash  bytea primary key,
  participant text not null references advisories.participant on delete cascade,
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
create index participant_link_of on advisories.participant_link (participant);
select core.classify('advisories.participant_link', $$
  token_hash  hashed, keep 45 days: of the token in the mail
  participant public
  created_at  public
  expires_at  public
$$);

create table advisories.participant_session (
  token_hash  bytea primary key,
  participant text not null references advisories.participant on delete cascade,
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
create index participant_session_of on advisories.participant_session (participant);
select core.classify('advisories.participant_session', $$
  token_hash  hashed, keep 2 days: of the token in the cookie
  participant public
  created_at  public
  expires_at  public
$$);

-- What the case is about, one row for each vulnerability: participants say of each whether they are affected.
create table advisories.vulnerability (
  id          text primary key,
  "case"      text not null references advisories.coordination_case on delete cascade,
  position    integer not null,
  issue       text,
  title       bytea not null,
  description bytea not null,
  cve         bytea,
  unique ("case", position)
);
select core.classify('advisories.vulnerability', $$
  id          public
  case        public
  position    public
  issue       public: the issue behind it
  title       sealed
  description sealed
  cve         sealed: its CVE id, which nobody outside knows yet
$$);

create table advisories.participant_status (
  participant   text not null references advisories.participant on delete cascade,
  vulnerability text not null references advisories.vulnerability on delete cascade,
  status        text not null check (status in ('affected', 'not_affected', 'fixed', 'under_investigation', 'unknown')),
  justification text check (justification in ('component_not_present', 'vulnerable_code_not_present',
    'vulnerable_code_not_in_execute_path', 'vulnerable_code_cannot_be_controlled_by_adversary',
    'inline_mitigations_already_exist')),
  note          bytea,
  at            timestamptz not null,
  primary key (participant, vulnerability),
  check (justification is null or status = 'not_affected')
);
select core.classify('advisories.participant_status', $$
  participant   public
  vulnerability public
  status        public
  justification public: why it is not affected, in the words of VEX
  note          sealed: products, versions, what is done
  at            public
$$);

-- What was proposed for the embargo, and what each party answered. At most one proposal waits.
create table advisories.embargo_proposal (
  id         text primary key,
  "case"     text not null references advisories.coordination_case on delete cascade,
  proposer   text not null references advisories.participant,
  until      timestamptz not null,
  zone       text not null,
  reason     bytea,
  at         timestamptz not null,
  outcome    text check (outcome in ('accepted', 'rejected', 'replaced', 'torn_down')),
  decided_at timestamptz,
  check ((outcome is null) = (decided_at is null))
);
create unique index embargo_proposal_open on advisories.embargo_proposal ("case") where outcome is null;
create index embargo_proposal_case on advisories.embargo_proposal ("case", id);
select core.classify('advisories.embargo_proposal', $$
  id         public
  case       public
  proposer   public: the participant
  until      public
  zone       public: in which zone it was said
  reason     sealed
  at         public
  outcome    public
  decided_at public
$$);

create table advisories.embargo_answer (
  proposal    text not null references advisories.embargo_proposal on delete cascade,
  participant text not null references advisories.participant on delete cascade,
  answer      text not null check (answer in ('agree', 'disagree')),
  at          timestamptz not null,
  primary key (proposal, participant)
);
select core.classify('advisories.embargo_answer', $$
  proposal    public
  participant public
  answer      public
  at          public
$$);

-- What was said: to everybody in the case, between one participant and the team, or within the team.
create table advisories.case_message (
  id            text primary key,
  "case"        text not null references advisories.coordination_case on delete cascade,
  at            timestamptz not null,
  author        text not null,
  participant   text references advisories.participant on delete cascade,
  audience      text not null check (audience in ('everyone', 'private', 'internal')),
  partner       text references advisories.participant on delete cascade,
  vulnerability text references advisories.vulnerability on delete set null,
  body          bytea not null,
  check ((audience = 'private') = (partner is not null))
);
create index case_message_case on advisories.case_message ("case", at, id);
select core.classify('advisories.case_message', $$
  id            public
  case          public
  at            public
  author        public: opaque id of the person or participant
  participant   public: the participant that it speaks for
  audience      public: who sees it
  partner       public: the one participant who sees a private message
  vulnerability public: what it is about, when it is about one thing
  body          sealed
$$);

-- The story of a case.
create table advisories.case_entry (
  id          text primary key,
  "case"      text not null references advisories.coordination_case on delete cascade,
  at          timestamptz not null,
  kind        text not null,
  actor       text not null,
  participant text references advisories.participant on delete cascade,
  audience    text not null check (audience in ('everyone', 'internal')),
  details     jsonb not null,
  note        bytea
);
create index case_entry_case on advisories.case_entry ("case", at, id);
select core.classify('advisories.case_entry', $$
  id          public
  case        public
  at          public
  kind        public: what happened
  actor       public: opaque id of the person or participant, or the system
  participant public: the participant that did it
  audience    public: whether participants see it
  details     public: opaque ids and plain facts
  note        sealed: what was said about it
$$);

-- Until when somebody has read a case, so that what is new can be marked.
create table advisories.case_visit (
  "case"  text not null references advisories.coordination_case on delete cascade,
  visitor text not null,
  seen_at timestamptz not null,
  primary key ("case", visitor)
);
select core.classify('advisories.case_visit', $$
  case    public
  visitor public: opaque id of the person or participant
  seen_at public
$$);
