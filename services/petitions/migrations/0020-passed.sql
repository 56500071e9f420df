-- Reports of wrongdoing about the director, passed on to the superior agency: read inside the house by the person of
-- trust alone. They stand in no list, figure, outbox or trail that the director sees, but have a trail of their own.
create table petitions_passed (
    id text primary key,
    reference text not null unique,
    sealed text not null,
    received_at text not null,
    read_at text
);
create table petitions_passed_act (
    id text primary key,
    passed_id text not null references petitions_passed (id),
    verb text not null,
    who text not null,
    at text not null
);
create index petitions_passed_act_of on petitions_passed_act (passed_id, id);
