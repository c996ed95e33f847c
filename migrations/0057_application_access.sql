-- What an application wants of cars, the web origins that may receive answers in a page's pop-up, and its privacy policy
-- as it was last read.

alter table developers.application
  add column origins      bytea,
  add column origin_index bytea[],
  add column access       text[],
  add column policy_sha256     bytea,
  add column policy_checked_at timestamptz,
  add column policy_ok         boolean;
create index application_origin on developers.application using gin (origin_index);
select core.classify('developers.application', $$
  origins      sealed: web origins that may receive answers from a pop-up, as JSON
  origin_index hashed: keyed hash of each of the origins, to know whether one is registered
  access       public: signals and commands that it wants, and permissions it cannot do without
  policy_sha256     hashed: SHA-256 of the privacy policy as it was last read; null before that
  policy_checked_at public: when it was last tried to be read
  policy_ok         public: whether it could be read then
$$);
