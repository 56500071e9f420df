-- Whom the clock waits for while it stands still, and the agencies that were asked.
create table petitions_stop_new (
    case_id text not null references petitions_case (id),
    from_on text not null,
    to_on text,
    awaited text not null default 'petitioner',
    about text not null default '',
    primary key (case_id, awaited, about, from_on)
);
insert into petitions_stop_new (case_id, from_on, to_on, awaited, about)
select case_id, from_on, to_on, 'petitioner', '' from petitions_stop;
drop table petitions_stop;
alter table petitions_stop_new rename to petitions_stop;
create table petitions_consultation (
    id text primary key,
    case_id text not null references petitions_case (id),
    agency text not null,
    matter text not null,
    answer text not null,
    sealed boolean not null,
    asked_on text not null,
    asked_by text not null,
    asked_at text not null,
    answered_on text,
    answered_by text not null,
    answered_at text
);
create index petitions_consultation_of_case on petitions_consultation (case_id, id);
-- From which day a case is counted that took over the limit of another one; else from its day of receipt.
alter table petitions_case add column counts_from text;
