-- Documents on request: what can be asked for, who proved which address, what they accepted, who may read what, and
-- each copy that left.
create schema documents;

create table documents.document (
  id         text primary key,
  title      text not null,
  about      text not null,
  approvals  integer not null check (approvals between 0 and 2),
  grant_days integer not null check (grant_days between 1 and 90),
  state      text not null check (state in ('draft', 'listed', 'retired')),
  revision   integer not null default 1,
  created_at timestamptz not null,
  edited_by  text not null
);
select core.classify('documents.document', $$
  id         public: opaque id
  title      public
  about      public
  approvals  public: how many members of staff must agree before anybody reads it
  grant_days public: how long a grant lasts at most
  state      public: listed ones can be asked for
  revision   public: counts its edits
  created_at public
  edited_by  public: opaque id of the member of staff
$$);

create table documents.version (
  id            text primary key,
  document      text not null references documents.document,
  number        integer not null,
  file          text not null,
  sha256        bytea not null,
  size          bigint not null,
  pages         integer not null,
  state         text not null check (state in ('current', 'superseded')),
  created_at    timestamptz not null,
  created_by    text not null,
  superseded_at timestamptz,
  unique (document, number)
);
create unique index version_current on documents.version (document) where state = 'current';
select core.classify('documents.version', $$
  id            public: opaque id
  document      public: opaque id
  number        public: counts the versions of a document from 1
  file          public: id of the sealed file
  sha256        hashed: SHA-256 of the file as it was uploaded
  size          public: bytes
  pages         public
  state         public
  created_at    public
  created_by    public: opaque id of the member of staff
  superseded_at public
$$);

create table documents.terms (
  number       integer primary key,
  title        text not null,
  body         text not null,
  sha256       text not null,
  created_at   timestamptz not null,
  published_by text not null
);
create function documents.refuse_terms_change() returns trigger language plpgsql as $$
begin
  raise exception 'terms that were published are never changed';
end $$;
create trigger terms_fixed before update or delete on documents.terms
  for each row execute function documents.refuse_terms_change();
select core.classify('documents.terms', $$
  number       public: counts the versions of the terms from 1
  title        public
  body         public: Markdown, as it is accepted
  sha256       public: SHA-256 of the body in UTF-8, in hex
  created_at   public: since when they hold
  published_by public: opaque id of the member of staff
$$);

create table documents.contact (
  purpose  text primary key check (purpose in ('sales', 'success')),
  name     text not null,
  mail     text not null,
  edited_by text not null
);
select core.classify('documents.contact', $$
  purpose   public
  name      public: whom visitors may ask, as the page names them
  mail      public: an address that the page shows
  edited_by public: opaque id of the member of staff
$$);

create table documents.visitor (
  id            text primary key,
  address       bytea,
  address_index bytea unique,
  created_at    timestamptz not null,
  seen_at       timestamptz not null,
  forgotten_at  timestamptz,
  check ((address is null) = (address_index is null))
);
select core.classify('documents.visitor', $$
  id            public: opaque id
  address       sealed: the address that they proved, under their key; none once they are forgotten
  address_index hashed: keyed hash of the address, to find it
  created_at    public
  seen_at       public: when they last proved the address
  forgotten_at  public
$$);

create table documents.code (
  id         text primary key,
  address    bytea not null,
  code_hash  bytea not null,
  tries      integer not null default 0,
  created_at timestamptz not null,
  good_until timestamptz not null
);
select core.classify('documents.code', $$
  id         public: opaque id
  address    sealed, keep 1 days: where the code was mailed, under the product's own key
  code_hash  hashed: keyed hash of the code
  tries      public: wrong codes so far
  created_at public
  good_until public
$$);

create table documents.session (
  token_hash bytea primary key,
  visitor    text not null references documents.visitor,
  created_at timestamptz not null,
  ends_at    timestamptz not null
);
create index session_visitor on documents.session (visitor);
select core.classify('documents.session', $$
  token_hash hashed, keep 2 days: SHA-256 of the secret in the cookie
  visitor    public: opaque id
  created_at public
  ends_at    public
$$);

create table documents.signature (
  id            text primary key,
  visitor       text not null references documents.visitor,
  terms         integer not null references documents.terms,
  record        bytea not null,
  seal          text not null,
  created_at    timestamptz not null,
  superseded_at timestamptz,
  superseded_by text check (superseded_by in ('new-terms', 'new-signature', 'revocation', 'forgotten'))
);
create unique index signature_one on documents.signature (visitor) where superseded_at is null;
create index signature_visitor on documents.signature (visitor, id);
select core.classify('documents.signature', $$
  id            public: opaque id
  visitor       public: opaque id
  terms         public: which version was accepted
  record        sealed, keep 2192 days: who accepted what and when, as a signed record under its own key
  seal          public: SHA-256 of the record without its seal and signature, in hex
  created_at    public: when it was accepted
  superseded_at public
  superseded_by public
$$);

create table documents.request (
  id           text primary key,
  visitor      text not null references documents.visitor,
  signature    text not null references documents.signature,
  organization bytea not null,
  purpose      bytea not null,
  domain       text not null,
  domain_class text not null check (domain_class in ('company', 'free', 'disposable')),
  created_at   timestamptz not null
);
create index request_visitor on documents.request (visitor, id);
select core.classify('documents.request', $$
  id           public: opaque id
  visitor      public: opaque id
  signature    public: the acceptance that stood when it was asked for
  organization sealed, keep 1095 days: for whom they ask, under their key
  purpose      sealed: why they ask, under their key
  domain       personal: what follows the @ of their address; empty once they are forgotten
  domain_class public
  created_at   public
$$);

create table documents.request_item (
  id             text primary key,
  request        text not null references documents.request on delete cascade,
  document       text not null references documents.document,
  version        text not null references documents.version,
  state          text not null
    check (state in ('waiting', 'approved', 'denied', 'withdrawn', 'expired')),
  first_approval text,
  decided_at     timestamptz,
  decided_by     text,
  rule           text,
  reason         bytea,
  unique (request, document)
);
create index request_item_waiting on documents.request_item (id) where state = 'waiting';
select core.classify('documents.request_item', $$
  id             public: opaque id
  request        public: opaque id
  document       public: opaque id
  version        public: opaque id
  state          public
  first_approval public: opaque id of the first of two who must agree
  decided_at     public
  decided_by     public: opaque id of the member of staff, or the rule
  rule           public: opaque id of the rule that decided
  reason         sealed: why it was denied, as the visitor reads it, under their key
$$);

create table documents.access_grant (
  id         text primary key,
  item       text not null unique references documents.request_item on delete cascade,
  visitor    text not null references documents.visitor,
  version    text not null references documents.version,
  created_at timestamptz not null,
  ends_at    timestamptz not null,
  granted_by text not null,
  also_by    text,
  revoked_at timestamptz,
  revoked_by text,
  reason     bytea
);
create index access_grant_visitor on documents.access_grant (visitor, id);
create index access_grant_time on documents.access_grant (created_at, ends_at);
select core.classify('documents.access_grant', $$
  id         public: opaque id
  item       public: opaque id of what was asked for
  visitor    public: opaque id
  version    public: opaque id; no other version is opened by it
  created_at public: since when
  ends_at    public: until when, unless it was revoked before
  granted_by public: opaque id of who agreed, or the rule
  also_by    public: opaque id of the second who agreed
  revoked_at public
  revoked_by public: opaque id, or the visitor themselves
  reason     sealed: why it was revoked, under the key of the visitor
$$);

create table documents.delivery (
  id             text primary key,
  mark           bytea not null unique,
  access_grant   text not null,
  visitor        text not null,
  version        text not null,
  signature      text not null,
  created_at     timestamptz not null,
  ended_at       timestamptz,
  outcome        text not null check (outcome in ('sending', 'sent', 'broken-off', 'stopped')),
  sent           bigint not null default 0,
  size           bigint not null,
  sha256         text not null,
  network        bytea not null
);
create index delivery_visitor on documents.delivery (visitor, id);
create index delivery_grant on documents.delivery (access_grant);
select core.classify('documents.delivery', $$
  id           public: opaque id
  mark         hashed, keep 2192 days: the random number that this copy carries, looked for in leaked files
  access_grant public: opaque id
  visitor      public: opaque id
  version      public: opaque id
  signature    public: the acceptance under which it left
  created_at   public
  ended_at     public
  outcome      public: whether all of it left, it broke off, or was stopped since the grant ended
  sent         public: bytes that left
  size         public: bytes of the marked copy
  sha256       public: SHA-256 of the marked copy, in hex
  network      hashed: keyed hash of the network that it went to
$$);

create table documents.rule (
  id         text primary key,
  place      integer not null,
  name       text not null,
  mode       text not null check (mode in ('trial', 'on')),
  effect     text not null check (effect in ('approve', 'deny')),
  domains    text[] not null,
  classes    text[] not null,
  documents  text[] not null,
  words      text not null,
  created_at timestamptz not null,
  edited_by  text not null
);
select core.classify('documents.rule', $$
  id         public: opaque id
  place      public: the first that fits decides
  name       public
  mode       public: on trial it decides nothing
  effect     public
  domains    public: domains of addresses; any, when none is named
  classes    public: kinds of domains; any, when none is named
  documents  public: opaque ids; any, when none is named
  words      public: what a denied visitor reads
  created_at public
  edited_by  public: opaque id of the member of staff
$$);

select core.moves($$
  documents.document     left: belongs to the trust center of this server
  documents.version      left: belongs to the trust center of this server
  documents.terms        left: belongs to the trust center of this server
  documents.contact      left: belongs to the trust center of this server
  documents.visitor      left: belongs to the visitors of this server
  documents.code         left: good for minutes
  documents.session      left: belongs to the visitors of this server
  documents.signature    left: belongs to the visitors of this server
  documents.request      left: belongs to the visitors of this server
  documents.request_item left: belongs to the visitors of this server
  documents.access_grant left: belongs to the visitors of this server
  documents.delivery     left: belongs to the visitors of this server
  documents.rule         left: belongs to the trust center of this server
  core.file              carried where purpose not in ('program-archive', 'document')
$$);
