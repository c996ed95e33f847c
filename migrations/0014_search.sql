-- The sealed index: what was sealed can be found by its words, which stand here as keyed hashes only.

-- A source's keys, counted; while it is indexed anew under a new one, both are searched.
create table core.search_generation (
  source     text not null,
  number     integer not null,
  tokenizer  integer not null,
  started_at timestamptz not null,
  primary key (source, number)
);
select core.classify('core.search_generation', $$
  source     public: what is indexed, such as reports
  number     public: the key is derived for this number
  tokenizer  public: the version of the rules by which texts are taken apart
  started_at public
$$);

-- One text: its tokens with their weights, so that it can leave the index without being read again.
create table core.search_document (
  doc        serial primary key,
  source     text not null,
  key        text not null,
  generation integer not null,
  tokens     bytea not null,
  signature  bytea,
  merged     boolean not null default false,
  indexed_at timestamptz not null,
  unique (source, key)
);
alter table core.search_document alter tokens set storage external;
create index search_document_unmerged on core.search_document (doc) where not merged;
create index search_document_generation on core.search_document (source, generation);
select core.classify('core.search_document', $$
  doc        public: a number of the index's own
  source     public
  key        public: opaque id of what was indexed
  generation public
  tokens     hashed: keyed hashes of its terms, 6 bytes each, with 2 bytes of weight
  signature  hashed: MinHash of keyed hashes of its words, three at a time
  merged     public: whether its postings have been gathered by token
  indexed_at public
$$);

-- Postings of texts that came lately, one row each, until they are gathered.
create table core.search_fresh (
  token  bytea not null,
  doc    integer not null,
  weight integer not null,
  primary key (token, doc)
);
select core.classify('core.search_fresh', $$
  token  hashed: keyed hash of a term
  doc    public
  weight public: how much the term counts in this text
$$);

-- Postings gathered by token, in segments of 65,536 documents: 2 bytes of document and 2 of weight each.
create table core.search_posting (
  token   bytea not null,
  segment integer not null,
  count   integer not null,
  entries bytea not null,
  best    bytea,
  primary key (token, segment)
);
alter table core.search_posting alter entries set storage external;
select core.classify('core.search_posting', $$
  token   hashed: keyed hash of a term
  segment public: document numbers from segment times 65,536
  count   public: how many documents of the segment have the term
  entries hashed: these documents and how much the term counts in each
  best    hashed: the documents in which a frequent term counts most, best first
$$);
