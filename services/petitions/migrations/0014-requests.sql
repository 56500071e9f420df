-- Requests of programs that were answered: the same key and body again get the same answer. Neither is kept as
-- it was sent.
create table petitions_request (
    key_hash text primary key,
    body_hash text not null,
    case_id text not null,
    created_at text not null
);
create index petitions_request_by_time on petitions_request (created_at);
