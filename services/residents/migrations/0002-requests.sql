create table residents_request (
    id text primary key,
    resident_id text not null,
    email text not null,
    language text not null,
    kind text not null,
    wish text not null,
    state text not null,
    received_on text not null,
    rule text not null,
    due_on text not null,
    extended_why text,
    reason text,
    erased bigint,
    kept bigint,
    created_at text not null,
    decided_at text,
    decided_by text
);
create index residents_request_by_due on residents_request (state, due_on, id);
create index residents_request_of_resident on residents_request (resident_id, id);
