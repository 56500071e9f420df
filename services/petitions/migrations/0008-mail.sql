-- Messages that were taken, so that none is taken twice. What opened no case is kept apart, sealed, until somebody
-- looked at it.
create table petitions_mail (
    id text primary key,
    fingerprint text not null unique,
    case_id text references petitions_case (id),
    sort text not null,
    sealed text,
    taken_at text not null
);
create index petitions_mail_of_case on petitions_mail (case_id) where case_id is not null;
create index petitions_mail_apart on petitions_mail (id) where sealed is not null;
