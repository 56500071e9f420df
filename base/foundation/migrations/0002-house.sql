create table foundation_closure (
    day text primary key,
    reason text not null,
    added_at text not null,
    added_by text not null
);
create table foundation_trail_check (
    id text primary key,
    checked_at text not null,
    sealed bigint not null,
    broken_at bigint
);
