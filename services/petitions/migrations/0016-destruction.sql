-- What is kept though its years are over, because somebody needs it still.
create table petitions_hold (
    case_id text primary key references petitions_case (id),
    held_by text not null,
    held_at text not null
);
-- Lists of cases whose years are over (銷毀目錄): each unit says what it thinks, the archives authority approves, and
-- only then they are destroyed. What stays of a destroyed case tells nobody who it was.
create table petitions_destruction (
    id text primary key,
    over_on text not null,
    stage text not null,
    made_by text not null,
    made_at text not null,
    agency text not null,
    letter text not null,
    approved_on text,
    recorded_by text not null,
    ended_at text
);
create table petitions_destruction_case (
    case_id text primary key,
    list_id text not null references petitions_destruction (id),
    reference text not null,
    kind text not null,
    topic text not null,
    section text not null,
    received_on text not null,
    closed_at text not null,
    years bigint not null,
    files bigint not null,
    destroyed_at text
);
create index petitions_destruction_case_of_list on petitions_destruction_case (list_id, case_id);
create index petitions_destruction_case_left on petitions_destruction_case (list_id, case_id)
    where destroyed_at is null;
create table petitions_destruction_opinion (
    list_id text not null references petitions_destruction (id),
    section text not null,
    agrees boolean not null,
    text text not null,
    said_by text not null,
    said_at text not null,
    in_stead boolean not null,
    primary key (list_id, section)
);
-- What is counted of cases that were destroyed, one row each, so that figures of the past stay.
create table petitions_past (
    id text primary key,
    kind text not null,
    nature text not null,
    topic text not null,
    district text not null,
    channel text not null,
    tone text not null,
    state text not null,
    received_on text not null,
    extended boolean not null,
    in_time boolean,
    answered boolean not null,
    days_taken bigint,
    solved text,
    satisfaction text,
    handling text
);
create index petitions_past_received on petitions_past (received_on, id);
-- Files whose bytes are to be forgotten from a moment on, unless they have a row by then; of which matter they are.
create table petitions_forgetting (
    file_id text primary key,
    matter_id text not null,
    due_at text not null
);
create index petitions_forgetting_due on petitions_forgetting (due_at, file_id);
create index petitions_forgetting_of_matter on petitions_forgetting (matter_id, file_id);
insert into petitions_forgetting (file_id, matter_id, due_at)
    select distinct payload, '', '' from foundation_job where kind = 'petitions.forget' and payload <> '';
delete from foundation_job where kind = 'petitions.forget';
-- The terms of a case are found by it, however its subject was taken apart then.
create index petitions_term_of_case on petitions_term (case_id);
