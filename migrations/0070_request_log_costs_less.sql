-- The request log gets a line for each call, and an index that finds a random id among all of them costs a call more than
-- its line does. Bloom filters over ranges of pages find it too: slower when asked, next to nothing when written. A line
-- whose batch had to be sent twice may stand there twice.
alter table developers.request drop constraint request_pkey;
drop index developers.request_vehicle;
create index request_id on developers.request using brin (request uuid_bloom_ops) with (pages_per_range = 64);
create index request_vehicle on developers.request using brin (vehicle uuid_bloom_ops) with (pages_per_range = 64);
